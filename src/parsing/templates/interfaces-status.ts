/** `show interfaces status` of Cisco IOS, IOS-XE and NX-OS: one row per port. Knows that text only. */
export const interfacesStatus = String.raw`# The name may hold blanks and is cut by its column, so a row is recognised from its right end.
Value PORT (\S+)
Value NAME (\S.*?)
Value STATUS ([a-z][\w-]+)
Value VLAN_ID (\d+|trunk|routed|unassigned|f-path|tunnel|fabric|--)
Value DUPLEX ((a-)?(full|half)|auto|--)
Value SPEED ((a-)?[\d.]+[GM]?|auto|--)
Value TYPE (\S.*?)

Start
  ^Port\s+Name\s+Status\s+Vlan\s+Duplex\s+Speed\s+Type -> Ports

Ports
  ^$PORT\s+($NAME\s+)?$STATUS(:(\s[A-Z]+)?)?\s+$VLAN_ID\s+$DUPLEX\s+$SPEED(\s+$TYPE)?\s*$$ -> Record

EOF
`;
