/** `show version` of Cisco IOS and IOS-XE: one row, stack members as lists. Knows that text only. */
export const iosShowVersion = String.raw`# Cisco IOS Software, ... (IMAGE), Version 15.2(7)E2, RELEASE SOFTWARE (fc3)
Value VERSION (\S+?)
Value SOFTWARE_IMAGE ([\w-]+)
Value RELEASE (\w+)
Value ROMMON (\S+?)
Value HOSTNAME (\S+)
Value UPTIME (.*\S)
Value RELOAD_REASON (.*?)
Value RESTARTED (.*\S)
Value RUNNING_IMAGE ([^":/]+)
Value List HARDWARE (\S+)
Value List SERIAL (\S+)
Value List MAC_ADDRESS ([0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5})
Value CONFIG_REGISTER (0x[0-9A-Fa-f]+)

Start
  ^.*Software\s+\($SOFTWARE_IMAGE\),(\s+Experimental)?\s+Version\s+$VERSION(,|\s).*\($RELEASE\)\s*$$
  ^.*Software\s+\($SOFTWARE_IMAGE\),(\s+Experimental)?\s+Version\s+$VERSION(,|\s|$$)
  ^ROM:\s+(Bootstrap\s+program\s+is\s+)?$ROMMON(,|\s|$$)
  ^$HOSTNAME\s+uptime\s+is\s+$UPTIME\s*$$
  ^System\s+returned\s+to\s+ROM\s+by\s+$RELOAD_REASON(\s+at\s.*)?$$
  ^Last\s+reload\s+reason:\s+$RELOAD_REASON\s*$$
  ^System\s+restarted\s+at\s+$RESTARTED\s*$$
  ^System\s+image\s+file\s+is\s+".*[:/]$RUNNING_IMAGE"
  ^[Cc]isco\s+$HARDWARE\s+\(.*\)\s+processor
  ^Processor\s+board\s+ID\s+$SERIAL
  ^Base\s+[Ee]thernet\s+MAC\s+[Aa]ddress\s+:\s+$MAC_ADDRESS
  ^Switch\s+\d+\s*$$ -> Members
  ^Configuration\s+register\s+is\s+$CONFIG_REGISTER

# The first member's model and serial number came above already.
Members
  ^Base\s+[Ee]thernet\s+MAC\s+[Aa]ddress\s+:\s+$MAC_ADDRESS
  ^Model\s+[Nn]umber\s+:\s+$HARDWARE
  ^System\s+[Ss]erial\s+[Nn]umber\s+:\s+$SERIAL
  ^Configuration\s+register\s+is\s+$CONFIG_REGISTER
`;
