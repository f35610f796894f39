/**
 * What configuration in the manner of IOS has in common wherever it is printed (IOS, NX-OS, IOS-XR, EOS, FRR), as
 * constants that each platform names. Knows no platform; a word that means something else on one of them is not here.
 */

/**
 * Lines that hold one value each: typed again, the new value takes the old one's place. All end at a word's end, for
 * `domain name` is not `domain name-server`.
 */
export const IOS_LIKE_SETTINGS: readonly RegExp[] = [
  /^hostname(?= |$)/,
  /^banner \S+/,
  /^ip domain[- ]name(?= |$)(?! vrf )/,
  /^clock (?:timezone|summer-time)(?= |$)/,
  /^snmp-server (?:location|contact)(?= |$)/,
  /^logging (?:console|monitor|facility)(?= |$)/,
  /^(?:tacacs|radius)-server (?:timeout|retransmit|deadtime)(?= |$)/,
  /^router-id(?= |$)/,
  /^bgp router-id(?= |$)/,
  /^bgp (?:cluster-id|confederation identifier)(?= |$)/,
  /^auto-cost reference-bandwidth(?= |$)/,
  /^description(?= |$)/,
  /^(?:(?:ip|ipv6) )?mtu(?= |$)/,
  /^speed(?= |$)/,
  /^duplex(?= |$)/,
  /^delay(?= |$)/,
  /^name(?= |$)/,
  /^exec-timeout(?= |$)/,
  // `set community` and `match` add to what stands there on some of them.
  /^set (?:local-preference|metric|metric-type|weight|tag|origin)(?= |$)/,
  // neighbor 10.0.0.2 remote-as 65001; `timers` and `timers connect` stand beside each other
  /^neighbor \S+ (?:remote-as|local-as|description|password|update-source|ebgp-multihop|timers(?: connect)?)(?= |$)/,
  /^neighbor \S+ (?:maximum-prefix|weight|allowas-in|advertisement-interval)(?= |$)/,
];

/** The words of a switch (IOS, NX-OS, EOS). `add`, `remove` and `except` change a list that stands in another line. */
export const SWITCH_SETTINGS: readonly RegExp[] = [
  /^spanning-tree mode(?= |$)/,
  /^spanning-tree (?:vlan|mst) \S+ (?:root|priority|hello-time|forward-time|max-age)(?= |$)/,
  /^spanning-tree (?:cost|port-priority|guard|link-type)(?= |$)/,
  /^switchport mode(?= |$)/,
  /^switchport access vlan(?= |$)/,
  /^switchport voice vlan(?= |$)/,
  /^switchport trunk native vlan(?= |$)/,
  /^switchport trunk allowed vlan(?= |$)(?! (?:add|remove|except)\b)/,
  /^mac address-table aging-time(?= |$)/,
  /^errdisable recovery interval(?= |$)/,
];

/** Lines with lists of VLANs, in any order and with ranges. */
export const VLAN_LISTS: readonly RegExp[] = [
  /^vlan (?:configuration )?(?<list>\d[\d,-]*)$/,
  /^(?:no )?spanning-tree vlan (?<list>\d[\d,-]*)(?: .*)?$/,
  /^switchport (?:trunk|private-vlan) (?:allowed|pruning) vlan (?:add )?(?<list>\d[\d,-]*)$/,
  /^instance \d+ vlans? {1,2}(?<list>\d[\d, -]*)$/,
  /^(?:no )?ip (?:dhcp snooping|arp inspection|igmp snooping) vlan (?<list>\d[\d,-]*)$/,
];
