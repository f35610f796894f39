/** `show inventory` of Cisco IOS, NX-OS and IOS-XR: one row per part. Knows that text only. */
export const showInventory = String.raw`# A part is two lines: what it is, then its numbers, any of which may be empty.
Value NAME ([^"]*)
Value DESCR ([^"]*)
Value PID ([^\s,]+)
Value VID ([^\s,]+)
Value SN (\S+)

Start
  ^NAME:\s*"$NAME",\s*DESCR:\s*"$DESCR"
  ^PID:\s*$PID?\s*,\s*VID:\s*$VID?\s*,\s*SN:\s*$SN?\s*$$ -> Record

EOF
`;
