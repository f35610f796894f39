/** `show version` of Cisco IOS-XR: one row. Knows that text only. */
export const iosxrShowVersion = String.raw`# Releases since 7 add a line "Label"; older ones name the processor before its memory.
Value VERSION ([^\s\[]+)
Value LABEL (\S+)
Value BUILD_HOST (\S+)
Value LOCATION (\S+)
Value HARDWARE (\S+)
Value HOSTNAME (\S+)
Value UPTIME (.*\S)

Start
  ^Cisco\s+IOS\s+XR\s+Software,\s+Version\s+$VERSION
  ^\s+Label\s+:\s+$LABEL
  ^\s+Build\s+Host\s+:\s+$BUILD_HOST
  ^\s+Location\s+:\s+$LOCATION
  ^[Cc]isco\s+$HARDWARE\s.*processor
  ^System\s+uptime\s+is\s+$UPTIME\s*$$
  ^$HOSTNAME\s+uptime\s+is\s+$UPTIME\s*$$
`;
