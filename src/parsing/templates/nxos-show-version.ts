/** `show version` of Cisco NX-OS: one row. Knows that text only. */
export const nxosShowVersion = String.raw`# Older releases say "system:" where newer ones say "NXOS:".
Value OS (\S.*\S)
Value BIOS (\S+)
Value BOOT_IMAGE (\S+)
Value PLATFORM (\S+)
Value SERIAL (\S+)
Value HOSTNAME (\S+)
Value UPTIME (.*\S)
Value LAST_REBOOT_REASON (.*\S)

Start
  ^\s+(NXOS|system):\s+version\s+$OS\s*$$
  ^\s+BIOS:\s+version\s+$BIOS
  ^\s+(NXOS|system)\s+image\s+file\s+is:\s+$BOOT_IMAGE
  ^\s+cisco\s+Nexus\s*\d+\s+$PLATFORM\s+.*[Cc]hassis
  ^\s+cisco\s+N\dK-$PLATFORM\s
  ^\s+Processor\s+[Bb]oard\s+ID\s+$SERIAL
  ^\s+Device\s+name:\s+$HOSTNAME
  ^Kernel\s+uptime\s+is\s+$UPTIME\s*$$
  ^\s+Reason:\s+$LAST_REBOOT_REASON\s*$$
`;
