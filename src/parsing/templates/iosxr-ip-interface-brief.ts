/** `show ip interface brief` of Cisco IOS-XR: one row per interface. Knows that text only. */
export const iosxrIpInterfaceBrief = String.raw`Value INTERFACE (\S+)
Value IP_ADDRESS (\S+)
Value STATUS (\S+)
Value PROTO (\S+)
Value VRF (\S+)

Start
  ^Interface\s+IP-Address\s+Status\s+Protocol -> Interfaces

Interfaces
  ^$INTERFACE\s+$IP_ADDRESS\s+$STATUS\s+$PROTO(\s+$VRF)?\s*$$ -> Record

EOF
`;
