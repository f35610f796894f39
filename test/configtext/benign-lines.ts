/** Lines without a secret that hold the words secrets come with; redaction has no business with them. */

const LINES = `
match community 10
 match community COMM-LIST exact-match
ip community-list standard CL1 permit 65000:1
ip community-list expanded CL2 permit _65000:.*_
ip extcommunity-list standard EL permit rt 65000:1
ip large-community-list standard LL permit 65000:1:1
set community 65000:1 additive
 set community none
 set extcommunity rt 65000:100
 set comm-list CL1 delete
 neighbor 10.0.0.1 send-community
 neighbor 10.0.0.1 send-community extended
 neighbor 10.0.0.1 send-community both
 send-community
 send-community-ebgp
 send-extended-community-ebgp
community-set CS1
set policy-options community C1 members 65000:1
    community C1 members 65000:1;
    community C1 members [ 65000:1 65000:2 ];
        then community add C1;
            community set C1;
set policy-options policy-statement P1 then community add C1
  bgp community new-format
ip bgp-community new-format
      Community: 65000:1 65000:2
      Large Community: 65000:1:1
 key 1
  key 10
 key 4294967295
key chain K1
 key chain K1
key-chain K1
  key chain OSPF-KEYS macsec
 ip authentication key-chain eigrp 1 K1
 ip authentication mode eigrp 1 md5
 ip ospf authentication message-digest
 ip ospf authentication
 ip ospf authentication null
 ip ospf authentication key-chain K1
 area 0 authentication message-digest
 area 1 authentication
 isis authentication mode md5
 isis authentication key-chain K1
 isis authentication key-chain K1 level-2
 authentication mode md5
 authentication key-chain K1
  authentication-check disable
  lsp-password keychain K1
  hello-password keychain K1
 standby 1 authentication md5 key-chain K1
 vrrp 1 authentication md5 key-chain K1
 glbp 1 authentication md5 key-chain K1
set protocols isis level 2 authentication-key-chain K1
set protocols bgp group G1 authentication-key-chain K1
set protocols bgp group G1 authentication-algorithm hmac-sha-1-96
authentication-key-chains {
    key-chain K1 {
        key 1 {
service password-encryption
no service password-encryption
no service password-recovery
security passwords min-length 10
security password-length 8
password encryption aes
no feature password encryption aes
password strength-check
no password strength-check
userpassphrase min-length 8 max-length 127
password secure-mode
password-policy P1
aaa password-policy P1
 password policy strong
aaa new-model
aaa authentication login default group tacacs+
aaa authentication login default group tacacs+ local
aaa authentication login CONSOLE local enable
aaa authentication enable default group tacacs+ enable
aaa authentication dot1x default group radius
aaa authentication password-prompt "Word: "
aaa authentication username-prompt "Name: "
aaa authentication fail-message ^CNo^C
aaa authorization console
aaa authorization exec default group tacacs+ local
aaa authorization commands 15 default group tacacs+ local
aaa authorization config-commands
aaa accounting exec default start-stop group tacacs+
aaa accounting commands 15 default start-stop group tacacs+
aaa group server tacacs+ TAC
aaa group server radius RAD
aaa session-id common
aaa root nopassword
tacacs server T1
 address ipv4 10.0.0.1
 server name T1
 server-private 10.0.0.1
tacacs-server directed-request
tacacs-server timeout 5
tacacs-server host 10.0.0.1
ip tacacs source-interface Loopback0
radius-server attribute 6 on-for-login-auth
radius-server attribute 8 include-in-access-req
radius-server deadtime 10
radius-server dead-criteria time 5 tries 3
radius-server retransmit 3
radius-server vsa send authentication
radius-server host 10.0.0.1 auth-port 1812 acct-port 1813
 automate-tester username probe
snmp-server enable traps
snmp-server enable traps snmp authentication linkdown linkup coldstart warmstart
snmp-server enable traps bgp state-changes all
snmp-server location Building 7, Room 12
snmp-server contact noc@example.net
snmp-server ifindex persist
snmp-server view V1 iso included
snmp-server group G1 v3 priv read V1
snmp-server group G1 v3 auth
snmp-server trap-source Loopback0
snmp-server source-interface traps Loopback0
snmp-server engineID local 80000009030000
snmp-server engineID remote 10.0.0.1 80000009030000
snmp-server packetsize 1500
snmp-server queue-length 50
snmp-server host 10.0.0.1 version 3 priv ann
snmp-server host 10.0.0.1 traps version 3 auth ann
snmp-server host 10.0.0.1 use-vrf management
snmp-server host 10.0.0.1 source-interface mgmt0
snmp-server user ann network-admin
snmp-server user ann G1 v3
snmp-server globalEnforcePriv
snmp-server vrf MGMT
set snmp location "Building 7"
set snmp v3 vacm security-to-group security-model usm security-name ann group G1
set snmp v3 target-address T1 address 10.0.0.1
set snmp trap-options source-address lo0
crypto isakmp policy 10
 authentication pre-share
 authentication rsa-sig
 authentication local pre-share
 authentication remote rsa-sig
crypto isakmp keepalive 10
crypto ikev2 keyring KR1
 pre-shared-key
crypto ikev2 profile P1
crypto ipsec transform-set T1 esp-aes 256 esp-sha256-hmac
crypto key generate rsa modulus 2048
crypto key zeroize rsa
crypto pki trustpoint TP-self-signed-1
 enrollment selfsigned
 enrollment url http://10.0.0.1:80
 subject-name cn=IOS-Self-Signed-Certificate-1
 revocation-check none
 rsakeypair TP-self-signed-1
crypto pki certificate chain TP-self-signed-1
crypto pki certificate map CM 10
ip ssh version 2
ip ssh pubkey-chain
  key-hash ssh-rsa 0D1F2E3C4B5A69788796A5B4C3D2E1F0
ip ssh server algorithm publickey ssh-rsa
ip ssh server algorithm authentication publickey keyboard password
ip ssh time-out 60
ip ssh authentication-retries 2
ip http authentication local
ip http secure-server
ip http client source-interface Vlan1
set security ike proposal P1 authentication-method pre-shared-keys
set security ike proposal P1 authentication-algorithm sha-256
        authentication-method pre-shared-keys;
set system login password minimum-length 10
set system login password format sha512
        password {
set system authentication-order [ tacplus password ]
set system authentication-order password
authentication-order [ radius password ];
set system login user ann class super-user
set system login retry-options tries-before-disconnect 3
set system services ssh root-login deny
set system services ssh no-passwords
set system tacplus-server 10.0.0.1 timeout 5
set system tacplus-server 10.0.0.1 source-address 10.0.0.2
set system ntp server 10.0.0.1 key 1
set system ntp trusted-key 1
ntp authenticate
ntp trusted-key 1
ntp server 10.0.0.1 key 1
ntp server 10.0.0.1 key 7
ntp server 10.0.0.1 prefer
username ann privilege 15
username ann role network-admin
username ann nopassword
username ann sshkey ssh-rsa AAAAB3NzaC1yc2E ann@host
username ann ssh-key ssh-ed25519 AAAAC3NzaC1lZDI1 ann@host
login authentication default
 login authentication CONSOLE
 login local
 login
enable
enable secret
no enable password
line vty 0 4
 transport input ssh
 access-class 10 in
 exec-timeout 10 0
 privilege level 15
dot1x system-auth-control
 authentication port-control auto
 authentication host-mode multi-auth
 authentication order dot1x mab
 authentication priority dot1x mab
 authentication periodic
 authentication timer reauthenticate server
 authentication event fail action next-method
 dot1x pae authenticator
 mab
 cts manual
  policy static sgt 2 trusted
 cts role-based enforcement
 macsec
 mka policy P1
 mka pre-shared-key key-chain K1
 mka pre-shared-key key-chain K1 fallback-key-chain K2
  macsec-cipher-suite gcm-aes-256
mpls ldp password required
mpls ldp password required for 10
mpls ldp password rollover duration 5
mpls ldp password option 1 for 10 key-chain K1
mpls ldp password fallback key-chain K1
tunnel key 100
 tunnel key 4000
 tunnel protection ipsec profile P1
 ip nhrp network-id 1
 ip nhrp map multicast dynamic
 neighbor 10.0.0.1 ttl-security hops 1
 neighbor 10.0.0.1 remote-as 65001
 neighbor 10.0.0.1 description password reset desk
 description key account manager
 description Secret Santa Ltd
 description token ring
 description trap room
banner motd ^CUnauthorised access is forbidden^C
Enter your password when asked.
Password required, but none set
% Password: too short
% No password set
Password:
Username: ann
Last password change was 10 days ago
Failed password for root from 10.0.0.1 port 22 ssh2
Accepted password for ann from 10.0.0.1 port 4022 ssh2
Accepted publickey for ann from 10.0.0.1 port 4022 ssh2: RSA SHA256:abcdefghijklmno
%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: ann] [Source: 10.0.0.1] [localport: 22]
%AAA-3-BADSERVERTYPEERROR: Cannot process authentication server type tacacs+
%SNMP-3-AUTHFAIL: Authentication failure for SNMP req from host 10.0.0.1
%TCP-6-BADAUTH: Invalid MD5 digest from 10.0.0.1(179) to 10.0.0.2(179)
%SSH-5-SSH2_SESSION: SSH2 Session request from 10.0.0.1 (tty = 0)
%CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is ON
%PKI-4-NOAUTOSAVE: Configuration was modified.
% Authorization failed.
% Authentication failed
pam_unix(sshd:session): session opened for user ann
password requisite pam_pwquality.so retry=3
password sufficient pam_unix.so sha512 shadow
auth required pam_env.so
passwd: files systemd
shadow: files
root:x:0:0:root:/root:/bin/bash
daemon:*:18375:0:99999:7:::
sshd:!:18375::::::
PasswordAuthentication no
PermitEmptyPasswords no
PubkeyAuthentication yes
AuthorizedKeysFile .ssh/authorized_keys
HostKey /etc/ssh/ssh_host_ed25519_key
ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB ann@host
wpa_key_mgmt=WPA-PSK
key_mgmt=WPA-PSK
auth_algs=1
ssid="office"
PublicKey = xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=
AllowedIPs = 10.0.0.0/8
http://10.0.0.1:8080/path@v1
https://registry.example.net:5000/image@sha256:abcdef
ftp://ann@10.0.0.1/sw1.cfg
archive path ftp://10.0.0.1/sw1
git@github.com:example/x.git
ssh://ann@10.0.0.1:22
Key name: TP-self-signed-1
Key type: RSA KEYS
 Key is not exportable.
Key pair was generated at: 10:00:00 UTC Jan 1 2026
Authentication timeout: 120 secs; Authentication retries: 3
Authentication methods:publickey,keyboard-interactive,password
Minimum expected Diffie Hellman key size : 2048 bits
IOS Keys in SECSH format(ssh-rsa, base64 encoded): none
cisco WS-C3750X-48P (PowerPC405) processor (revision A0) with 262144K bytes of memory.
License Level: ipservices License Type: Permanent
Technology Package License Information: securityk9
hmac-sha2-256,hmac-sha2-512
Ciphers aes256-gcm@openssh.com
crypto ca trustpoint X
 key-string
 authentication
 hmac-algorithm
 cryptographic-algorithm hmac-sha-256
 cryptographic-algorithm aes-128-cmac
  accept-lifetime 00:00:00 Jan 1 2026 infinite
  send-lifetime 00:00:00 Jan 1 2026 infinite
ip access-list extended TRAPS
 permit udp any any eq snmptrap
 permit udp any any eq snmp
 permit tcp any any eq 49
ip access-list standard SNMP-COMMUNITY
route-map SECRET permit 10
object-group network TOKENS
vlan 10
 name KEY-USERS
interface GigabitEthernet1/0/1
 switchport access vlan 10
 spanning-tree portfast
 ip dhcp snooping trust
 ip verify source
 storm-control action trap
 power inline auto
 service-policy input MARK
  police cir 1000000
ip sla 1
 icmp-echo 10.0.0.1
track 1 ip sla 1 reachability
logging trap informational
logging host 10.0.0.1
   exec /usr/bin/TerminAttr -cvaddr=10.0.0.1:9910 -cvauth=token,/tmp/token -cvvrf=MGMT
management api http-commands
   protocol https ssl profile P1
management security
   password minimum length 8
   password encryption-key common
   ssl profile P1
      certificate sw1.crt key sw1.key
service unsupported-transceiver
transceiver qsfp default-mode 4x10G
   neighbor PEERS send-community extended
   isis authentication mode md5
   no shutdown
frr version 8.4.4
frr defaults traditional
 ip ospf authentication message-digest
 bgp router-id 10.0.0.1
 rpki polling_period 300
access_token_lifetime: 3600 seconds
token bucket size 1000 bytes
The token is valid for 5 minutes
   secret is configured
Trap community is not set
Community strings are hidden
Key chain K1 has 2 keys
key id 1 is valid
    accept lifetime (always valid) - (always valid) [valid now]
{"password": null, "user": "ann"}
{"authentication": true, "keyId": 1}
  "keyChain": "K1",
  "community": "65000:1 65000:2",
  "communityList": ["65000:1"],
  "authType": "md5",
  "passwordPolicy": "strong",
<authentication-order>password</authentication-order>
<name>community</name>
awk '{print $1, $2}' /etc/hosts
echo $1 $5 $6
price is $5 or $6
PWD=/home/ann
SSH_AUTH_SOCK=/tmp/agent.1
tokens: 12
pass: 10 fail: 2
Self-test: PASS
Compression: none, passes 3
0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored
`;

export const BENIGN_LINES: readonly string[] = LINES.split('\n').filter((line) => line.trim() !== '');
