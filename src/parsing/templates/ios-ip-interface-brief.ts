/** `show ip interface brief` of Cisco IOS and IOS-XE: one row per interface. Knows that text only. */
export const iosIpInterfaceBrief = String.raw`Value INTERFACE (\S+)
Value IP_ADDRESS (\S+)
Value STATUS (\S.*?)
Value PROTO (up|down)

Start
  ^Interface\s+IP-Address\s+OK\?\s+Method\s+Status\s+Protocol -> Interfaces

Interfaces
  ^$INTERFACE\s+$IP_ADDRESS\s+(YES|NO)\s+\S+\s+$STATUS\s+$PROTO\s*$$ -> Record

EOF
`;
