/** `show ip bgp summary` of Cisco IOS and IOS-XE: one row per neighbour. Knows that text only. */
export const iosBgpSummary = String.raw`# The address of an IPv6 neighbour fills its line; its numbers follow on the next one.
Value Filldown ROUTER_ID (\S+)
Value Filldown LOCAL_AS (\d+(\.\d+)?)
Value Filldown ADDRESS_FAMILY (\S.*?)
Value Required BGP_NEIGHBOR ([0-9A-Fa-f.:]+)
Value BGP_VERSION (\d)
Value NEIGHBOR_AS (\d+(\.\d+)?)
Value MESSAGES_RECEIVED (\d+)
Value MESSAGES_SENT (\d+)
Value TABLE_VERSION (\d+)
Value INPUT_QUEUE (\d+)
Value OUTPUT_QUEUE (\d+)
Value UP_DOWN (\S+)
Value STATE_OR_PREFIXES_RECEIVED (\S.*?)

Start
  ^For\s+address\s+family:\s+$ADDRESS_FAMILY\s*$$
  ^BGP\s+router\s+identifier\s+$ROUTER_ID,\s+local\s+AS\s+number\s+$LOCAL_AS
  ^[*]?$BGP_NEIGHBOR\s*$$
  ^[*]?$BGP_NEIGHBOR\s+$BGP_VERSION\s+$NEIGHBOR_AS\s+$MESSAGES_RECEIVED\s+$MESSAGES_SENT\s+$TABLE_VERSION\s+$INPUT_QUEUE\s+$OUTPUT_QUEUE\s+$UP_DOWN\s+$STATE_OR_PREFIXES_RECEIVED\s*$$ -> Record
  ^\s+$BGP_VERSION\s+$NEIGHBOR_AS\s+$MESSAGES_RECEIVED\s+$MESSAGES_SENT\s+$TABLE_VERSION\s+$INPUT_QUEUE\s+$OUTPUT_QUEUE\s+$UP_DOWN\s+$STATE_OR_PREFIXES_RECEIVED\s*$$ -> Record

EOF
`;
