/** Small whole configurations with what is hard in each, and the syntaxes they are written in. */
import type { PlatformDefinition } from '../../src/platforms/define.ts';
import { findPlatform } from '../../src/platforms/registry.ts';

/** The configuration part of a registered platform. */
export function configOf(id: string): PlatformDefinition['config'] {
  const platform = findPlatform(id);
  if (platform === undefined) throw new Error(`no platform ${id}`);
  return platform.config;
}

const IOS = `Building configuration...

Current configuration : 4212 bytes
!
! Last configuration change at 10:15:02 UTC Mon Nov 23 2026 by netops
!
version 17.9
service timestamps log datetime msec
hostname sw-ams-01
!
crypto pki certificate chain SELF
 certificate self-signed 01
  30820330 30820218 A0030201
  02020101 300D0609
  \tquit
!
interface Port-channel1
 switchport trunk allowed vlan 10,20-22
!
interface GigabitEthernet1/0/1
 description uplink  to core
 switchport mode trunk
 no shutdown
!
router bgp 65001
 neighbor 10.0.0.2 remote-as 65002
 !
 address-family ipv4
  network 10.1.0.0
  neighbor 10.0.0.2 activate
 exit-address-family
!
ip access-list extended MGMT
 permit tcp any any eq 22
 deny   ip any any log
!
access-list 10 permit 10.0.0.1
access-list 10 deny   any
banner motd ^C
\tKeep out.\x20\x20

! Last configuration change at noon
interface Vlan99
end
^C
!
line vty 0 4
 transport input ssh
!
end
`;

const NXOS = `!Command: show running-config
!Time: Mon Nov 23 10:15:02 2026

version 10.2(5) Bios:version 05.47
hostname leaf-1
banner motd #
 Welcome
#
feature bgp
feature lldp

vlan 1,10,20
vlan 10
  name users
vlan 20
  name phones

interface port-channel10
  switchport trunk allowed vlan 10,20

interface Ethernet1/1
  no switchport
  ip address 10.0.0.1/31

router bgp 65001
  neighbor 10.0.0.0
    remote-as 65002
    address-family ipv4 unicast
      send-community
line console
line vty
  exec-timeout 5
boot nxos bootflash:/nxos64.10.2.5.M.bin
no system default switchport shutdown
`;

const IOSXR = `Mon Nov 23 10:15:02.607 UTC
Building configuration...
!! IOS XR Configuration 7.5.2
!! Last configuration change at Mon Nov 23 09:00:00 2026 by netops
!
hostname core-1
banner motd ^C
Authorized only
^C
prefix-set OURS
  10.0.0.0/8 le 24,
  172.16.0.0/12
end-set
!
route-policy PEER-IN($pref)
  if destination in OURS then
    drop
  elseif as-path in SHORT then
    set local-preference 200
    pass
  else
    set local-preference $pref
    pass
  endif
end-policy
!
interface GigabitEthernet0/0/0/0
 ipv4 address 10.0.0.1 255.255.255.254
!
router bgp 65001
 neighbor 10.0.0.0
  remote-as 65002
  address-family ipv4 unicast
   route-policy PEER-IN(100) in
  !
 !
!
end
`;

const EOS = `! Command: show running-config
! device: leaf-2 (DCS-7050SX3-48YC8, EOS-4.28.3M)
!
hostname leaf-2
!
vlan 10,20
!
interface Ethernet1
   description to spine-1
   no switchport
   ip address 10.0.0.3/31
   ip address 10.9.0.3/31 secondary
!
banner login
Welcome!
   hostname fake
EOF
!
ip routing
!
end
`;

const FRR = `Building configuration...

Current configuration:
!
frr version 8.4.4
hostname r1
!
interface eth0
 ip address 10.0.0.1/24
exit
!
router bgp 65001
 neighbor 10.0.0.2 remote-as 65002
 !
 address-family ipv4 unicast
  network 10.1.0.0/16
 exit-address-family
exit
!
end
`;

const JUNOS = String.raw`## Last commit: 2026-11-23 10:15:02 UTC by netops
version 21.4R3-S5.4;
system {
    host-name ex-1;
    root-authentication {
        encrypted-password "$6$ab;c{d}"; ## SECRET-DATA
    }
    login {
        message "Keep out;\n  { no \"entry\" }";
        class noc {
            permissions [ view view-configuration
                network ];
        }
    }
    /* the old one { is gone; */
    inactive: ntp {
        server 10.0.0.10;
    }
}
groups {
    <ge-*/*/*> {
        mtu 9192;
    }
}
interfaces {
    ge-0/0/0 {
        description "uplink to core";
        unit 0 {
            family inet {
                address 10.0.0.1/31;
            }
        }
    }
    inactive: ge-0/0/1 {
        unit 0 {
            family ethernet-switching;
        }
    }
}
firewall {
    family inet {
        filter PROTECT {
            term ssh {
                from {
                    source-address {
                        10.0.0.0/8;
                    }
                }
                then accept;
            }
            term rest {
                then discard;
            }
        }
    }
}
`;

/** The samples by platform. */
export const SAMPLES: Readonly<Record<string, string>> = {
  cisco_ios: IOS,
  cisco_nxos: NXOS,
  cisco_iosxr: IOSXR,
  arista_eos: EOS,
  frr: FRR,
  juniper_junos: JUNOS,
};

/** `[id, text, config]` of each sample, for `it.each`. */
export const SAMPLE_ROWS = Object.entries(SAMPLES).map(([id, text]) => [id, text, configOf(id)] as const);
