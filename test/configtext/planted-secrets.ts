/**
 * Lines with secrets, as each platform writes them. A token in braces becomes a secret that occurs nowhere else:
 * `{w}` a word in clear, `{p}` a word with punctuation, `{7}` Cisco type 7, `{6}` type 6, `{5}` `$1$…`, `{8}` `$8$…`, `{9}` `$9$…`,
 * `{s}` `$6$…`, `{j}` Junos `$9$…`, `{x}` hexadecimal, `{b}` base64.
 */

const IOS = `
enable secret 5 {5}
enable secret 9 {9}
enable secret 8 {8}
enable secret 0 {w}
enable secret level 5 9 {9}
enable password {w}
enable password 7 {7}
enable password level 3 7 {7}
enable algorithm-type scrypt secret {w}
username ann secret 5 {5}
username ann privilege 15 secret 9 {9}
username ann privilege 15 password 7 {7}
username ann password 0 {w}
username ann password {p}
username ann common-criteria-policy P1 password 0 {w}
username ann algorithm-type sha256 secret {w}
 password 7 {7}
 password {w}
snmp-server community {w} RO
snmp-server community {w} RW 10
snmp-server community {p} view V1 RO ipv6 A6 99
snmp-server community-map {w} context c1
snmp mib community-map {w} engineid 80000009030000
snmp-server host 10.1.1.1 {w}
snmp-server host 10.1.1.1 version 2c {w} config
snmp-server host 10.1.1.1 vrf MGMT version 2c {w}
snmp-server host 10.1.1.1 informs version 2c {w} udp-port 162
snmp-server host 10.1.1.1 traps {w} bgp
snmp-server user ann G1 v3 auth sha {w} priv aes 128 {w}
snmp-server user ann G1 v3 encrypted auth md5 {x} priv des56 {x} access 10
snmp-server user ann G1 remote 10.1.1.1 v3 auth md5 {w}
tacacs-server key 7 {7}
tacacs-server key {w}
tacacs-server host 10.1.1.1 key 7 {7}
tacacs-server host 10.1.1.1 port 49 timeout 5 key {w}
 key 7 {7}
 key 6 {6}
 key {w}
 key 0 {w}
radius-server key 7 {7}
radius-server host 10.1.1.1 auth-port 1812 acct-port 1813 key 7 {7}
radius-server host 10.1.1.1 auth-port 1812 acct-port 1813 timeout 3 retransmit 2 key {w}
 pac key 7 {7}
 pac key {w}
 client 10.1.1.1 server-key 7 {7}
 client 10.1.1.1 vrf MGMT server-key {w}
 server-private 10.1.1.1 key 7 {7}
 server-private 10.1.1.1 auth-port 1812 acct-port 1813 key {w}
crypto isakmp key {w} address 10.1.1.1
crypto isakmp key 6 {6} address 0.0.0.0 0.0.0.0
crypto isakmp key 0 {w} hostname peer.example.net
  pre-shared-key address 10.1.1.1 key {w}
  pre-shared-key address 10.1.1.1 255.255.255.0 key 6 {6}
  pre-shared-key hostname peer key {w}
  pre-shared-key {w}
  pre-shared-key local {w}
  pre-shared-key remote 6 {6}
  pre-shared-key hex {x}
 set session-key inbound esp 300 cipher {x} authenticator {x}
  key-string 7 {7}
  key-string {w}
 ip ospf authentication-key {w}
 ip ospf authentication-key 7 {7}
 ip ospf message-digest-key 1 md5 7 {7}
 ip ospf message-digest-key 12 md5 {w}
 area 1 virtual-link 10.1.1.1 message-digest-key 1 md5 7 {7}
 area 1 virtual-link 10.1.1.1 authentication-key 7 {7}
 ipv6 ospf authentication ipsec spi 500 md5 {x}
 ospfv3 authentication ipsec spi 500 sha1 0 {x}
 ipv6 ospf encryption ipsec spi 500 esp aes-cbc 128 {x} sha1 {x}
   authentication mode hmac-sha-256 7 {7}
   authentication mode hmac-sha-256 {w}
 isis password {w} level-2
 area-password {w}
 domain-password {w} authenticate snp validate
 neighbor 10.1.1.1 password 7 {7}
 neighbor 10.1.1.1 password {w}
 neighbor PEERS password 6 {6}
 standby 1 authentication {w}
 standby 1 authentication text {w}
 standby 1 authentication md5 key-string {w}
 standby 1 authentication md5 key-string 7 {7} timeout 30
 vrrp 1 authentication text {w}
 vrrp 1 authentication md5 key-string {w}
 glbp 1 authentication text {w}
 glbp 1 authentication md5 key-string 7 {7}
 ppp chap password 7 {7}
 ppp chap password 0 {w}
 ppp pap sent-username ann password 7 {7}
ntp authentication-key 1 md5 {7} 7
ntp authentication-key 10 hmac-sha2-256 {w}
ntp authentication-key 7 md5 {w}
 wpa-psk ascii 7 {7}
 wpa-psk hex 0 {x}
  security wpa psk set-key ascii 0 {w}
  security wpa psk set-key hex 8 {x}
 encryption key 1 size 128bit 7 {x} transmit-key
 encryption vlan 10 key 2 size 40bit 0 {x}
ip ftp password 7 {7}
ip ftp password {w}
ip http client password 7 {7}
ip http client proxy-server 10.1.1.1 password {w}
cts credentials id sw1 password 7 {7}
cts sxp default password 7 {7}
  sap pmk {x} mode-list gcm-encrypt
 path ftp://ann:{w}@10.1.1.1/sw1
 path scp://ann:{p}@10.1.1.1/sw1
 action 1.0 cli command "copy run ftp://ann:{w}@10.1.1.1/"
 http get ftp://ann:{w}@10.1.1.1/test
 ftp get ftp://ann:{w}@10.1.1.1/test source-ip 10.1.1.2
 bind authenticate root-dn cn=ann,dc=example password 7 {7}
 bind authenticate root-dn cn=ann,dc=example password {w}
 password 7 {7} hash MD5
 l2tp tunnel password 7 {7}
 digest secret 7 {7} hash MD5
ip msdp password peer 10.1.1.1 7 {7}
ip msdp password peer 10.1.1.1 {w}
mpls ldp neighbor 10.1.1.1 password 7 {7}
mpls ldp password fallback 7 {7}
mpls ldp password option 1 for 10 7 {7}
 ip nhrp authentication {w}
 ip rsvp authentication key {w}
vtp password {w}
dot1x credentials C1 password 7 {7}
key config-key password-encrypt {w}
 ap dot1x username ann password 0 {w} secret 0 {w}
mgmtuser username ann password 0 {w} secret 0 {w}
 enrollment url http://ann:{w}@10.1.1.1:80
 authentication username ann password 7 {7} realm example
 credentials username ann password 7 {7} realm example
 ipv4 etr map-server 10.1.1.1 key 7 {7}
 ipv4 etr map-server 10.1.1.1 key {w}
 authentication-key 7 {7}
    key 1 -- text "{w}"
Community name: {w}
Community SecurityName: {w}
user: {w} security model: v2c
VTP Password: {w}
`;

const NXOS = `
username admin password 5 {s} role network-admin
username admin password 5 {5} role network-admin
username ann password 3 {w} role vdc-operator
username ann password 0 {w} role network-operator
snmp-server user admin network-admin auth md5 0x{x} priv 0x{x} localizedkey
snmp-server user admin network-admin auth sha 0x{x} priv aes-128 0x{x} localizedkey
snmp-server user admin auth sha-256 0x{x} priv aes-128 0x{x} localizedV2key
snmp-server user ann network-operator auth md5 {w} priv {w}
snmp-server community {w} group network-operator
snmp-server community {w} use-acl SNMP
snmp-server host 10.2.2.2 traps version 2c {w}
snmp-server host 10.2.2.2 traps version 2c {w} udp-port 2162
snmp-server host 10.2.2.2 use-vrf management version 2c {w}
tacacs-server key 7 "{7}"
tacacs-server host 10.2.2.2 key 7 "{7}"
radius-server key 7 "{7}"
radius-server host 10.2.2.2 key 7 "{7}" authentication accounting
radius-server host 10.2.2.2 key {w} authentication accounting
ldap-server host 10.2.2.2 rootDN "cn=ann,dc=example" password 7 {7}
    key-string 7 {7}
    key-octet-string 7 {7} cryptographic-algorithm AES_128_CMAC
  ip ospf message-digest-key 1 md5 3 {x}
  ip ospf authentication-key 3 {x}
  ip ospf authentication-key 0 {w}
    authentication md5 key-string {w}
    authentication text {w}
    password 3 {x}
    password 7 {7}
ntp authentication-key 1 md5 {w} 7
  ip eigrp 1 authentication key-string 7 {7}
  bfd authentication keyed-sha1 keyid 1 key ascii {w}
  bfd authentication keyed-sha1 keyid 1 hex-key {x}
  vrrp 1 authentication text {w}
enable secret 5 {5}
  isis password 3 {x}
cts device-id sw1 password 7 {7}
sap pmk {x}
  sap pmk {x} left-zero-padded encrypted
ip msdp password 10.2.2.2 3 {x}
  neighbor 10.2.2.2 password 3 {x}
copy running-config ftp://ann:{w}@10.2.2.2/x
mpls ldp password 3 {x}
key config-key ascii {w}
    Key 1 -- text 7 "{7}"
2026 Jun  1 10:00:01 sw1 %VSHD-5-VSHD_SYSLOG_CONFIG_I: cmd=configure terminal ; snmp-server community {w} (SUCCESS)
`;

const XR = `
 secret 5 {5}
 secret 10 {s}
 password 7 {7}
 password clear {w}
 password encrypted {7}
username ann secret 8 {8}
snmp-server community {w} RO SystemOwner
snmp-server community encrypted {7} RO
snmp-server community clear {w} RW
snmp-server community-map {w} context c1
snmp-server host 10.3.3.3 traps version 2c {w}
snmp-server host 10.3.3.3 traps version 2c encrypted {7}
snmp-server host 10.3.3.3 informs version 2c clear {w}
snmp-server user ann G1 v3 auth md5 encrypted {7} priv aes 128 encrypted {7}
snmp-server user ann G1 v3 auth sha clear {w} priv des56 clear {w}
tacacs-server host 10.3.3.3 port 49 key 7 {7}
 key 7 {7}
 key encrypted {7}
radius-server host 10.3.3.3 auth-port 1645 acct-port 1646 key 7 {7}
radius-server key 7 {7}
 client 10.3.3.3 server-key 7 {7}
 key-string password {7}
 key-string password {x} cryptographic-algorithm aes-128-cmac
  key-string clear {w}
  neighbor 10.3.3.3
   password encrypted {7}
   password clear {w}
  authentication-key encrypted {7}
  authentication-key clear {w}
  message-digest-key 1 md5 encrypted {7}
  message-digest-key 1 md5 clear {w}
 lsp-password text encrypted {7}
 lsp-password hmac-md5 encrypted {7}
  hello-password text clear {w}
  hello-password hmac-md5 encrypted {7}
 ppp chap password encrypted {7}
 ppp pap sent-username ann password encrypted {7}
ntp authentication-key 1 md5 encrypted {7}
 authentication-key 1 md5 encrypted {7}
 authentication-key 3 sha1 clear {w}
   text-authentication {w}
 neighbor 10.3.3.3 password encrypted {7}
 neighbor password clear {w}
ftp client password encrypted {7}
 pre-shared-key {w}
 peer password encrypted {7}
  vrrp 1
   authentication text {w}
 http client secret {w}
`;

const EOS = `
enable password sha512 {s}
enable secret sha512 {s}
enable secret 5 {5}
username ann privilege 15 role network-admin secret sha512 {s}
username ann secret 5 {5}
username ann secret 0 {w}
aaa root secret sha512 {s}
aaa root secret 5 {5}
snmp-server community {w} ro
snmp-server community {w} view V1 rw ACL1
snmp-server user ann G1 v3 localized f5717f001c73 auth sha {x} priv aes {x}
snmp-server user ann G1 v3 auth sha512 {w} priv aes256 {w}
snmp-server host 10.4.4.4 version 2c {w}
snmp-server host 10.4.4.4 vrf MGMT version 2c {w}
snmp-server host 10.4.4.4 vrf MGMT traps version 2c {w}
tacacs-server key 7 {7}
tacacs-server host 10.4.4.4 vrf MGMT key 7 {7}
tacacs-server host 10.4.4.4 key 8a {b}
radius-server key 7 {7}
radius-server host 10.4.4.4 vrf MGMT auth-port 1812 key 7 {7}
radius-server host 10.4.4.4 key 0 {w}
   neighbor 10.4.4.4 password 7 {7}
   neighbor PEERS password 8a {b}
   neighbor PEERS password 0 {w}
   ip ospf authentication-key 7 {7}
   ip ospf authentication-key 8a {b}
   ip ospf message-digest-key 1 sha512 7 {7}
   ip ospf message-digest-key 1 md5 0 {w}
   ospfv3 authentication ipsec spi 33 md5 0 {x}
   ospfv3 encryption ipsec spi 33 esp aes 128 sha1 0 {x}
   isis authentication key 7 {7}
   authentication key 7 {7} level-1
   vrrp 1 peer authentication ietf-md5 key-string 7 {7}
   vrrp 1 peer authentication text {w}
   vrrp 1 peer authentication {w}
ntp authentication-key 1 md5 7 {7}
ntp authentication-key 2 sha1 0 {w}
   exec /usr/bin/TerminAttr -cvaddr=10.4.4.4:9910 -cvauth=key,{w} -cvvrf=MGMT
   exec /usr/bin/TerminAttr -ingestgrpcurl=10.4.4.4:9910 -ingestauth=key,{w} -smashexcludes=ale
   cv token {b}
   shared-secret 7 {7}
      shared-secret {w}
   pre-shared-key 7 {7}
   key 7 {7}
   key 0abc 7 {7}
   key 8a {b}
   secret 7 {7}
      profile P1 key 7 {7} fallback
   key 1234abcd 7 {7} fallback
service unsupported-transceiver ACME {x}
   rsa key password 7 {7}
   local-interface Management1 password {w}
   url https://ann:{w}@10.4.4.4/image.swi
username ann ssh-key passphrase {w}
ip ftp client password 7 {7}
`;

const JUNOS_SET = `
set system root-authentication encrypted-password "{s}"
set system root-authentication plain-text-password-value "{w}"
set system login user ann authentication encrypted-password "{s}"
set system radius-server 10.5.5.5 secret "{j}"
set system radius-server 10.5.5.5 preauthentication-secret "{j}"
set system tacplus-server 10.5.5.5 secret "{j}"
set system tacplus-server 10.5.5.5 secret {w}
set access radius-server 10.5.5.5 secret "{j}"
set system ntp authentication-key 1 type md5 value "{j}"
set system ntp authentication-key 1 value "{j}"
set system ntp authentication-key 2 type sha256 value {w}
set system archival configuration archive-sites "ftp://ann@10.5.5.5/x" password "{j}"
set system archival configuration archive-sites "scp://ann:{w}@10.5.5.5/x"
set snmp community {w} authorization read-only
set snmp community "{p}" clients 10.0.0.0/8
set snmp trap-group {w} targets 10.5.5.5
set snmp v3 usm local-engine user ann authentication-md5 authentication-key "{j}"
set snmp v3 usm local-engine user ann authentication-sha authentication-password "{w}"
set snmp v3 usm local-engine user ann privacy-aes128 privacy-key "{j}"
set snmp v3 usm local-engine user ann privacy-des privacy-password {w}
set snmp v3 snmp-community index1 community-name "{j}"
set protocols bgp group G1 authentication-key "{j}"
set protocols bgp group G1 neighbor 10.5.5.5 authentication-key {w}
set protocols ospf area 0 interface ge-0/0/0.0 authentication md5 1 key "{j}"
set protocols ospf area 0 interface ge-0/0/0.0 authentication simple-password "{j}"
set protocols isis level 2 authentication-key "{j}"
set protocols isis interface ge-0/0/0.0 level 1 hello-authentication-key "{j}"
set protocols ldp session 10.5.5.5 authentication-key "{j}"
set protocols msdp peer 10.5.5.5 authentication-key "{j}"
set protocols rsvp interface ge-0/0/0.0 authentication-key "{j}"
set protocols rip authentication-key {w}
set security authentication-key-chains key-chain K1 key 1 secret "{j}"
set security ike policy P1 pre-shared-key ascii-text "{j}"
set security ike policy P1 pre-shared-key hexadecimal "{j}"
set security ike policy P1 pre-shared-key ascii-text {w}
set security macsec connectivity-association C1 pre-shared-key cak "{j}"
set security macsec connectivity-association C1 pre-shared-key cak {x}
set access profile P1 client ann chap-secret "{j}"
set access profile P1 client ann pap-password "{j}"
set interfaces pp0 unit 0 ppp-options chap default-chap-secret "{j}"
set interfaces pp0 unit 0 ppp-options pap local-password "{j}"
set interfaces ge-0/0/0 unit 0 family inet address 10.5.5.1/24 vrrp-group 1 authentication-key "{j}"
set services l2tp tunnel-group T1 tunnel-password "{j}"
set security ssh-known-hosts fetch-from-server passphrase {w}
set event-options event-script file x.slax source http://ann:{w}@10.5.5.5/
+set system tacplus-server 10.5.5.6 secret "{j}"
`;

const JUNOS_CURLY = `
        encrypted-password "{s}"; ## SECRET-DATA
            encrypted-password "{s}"; ## SECRET-DATA
            secret "{j}"; ## SECRET-DATA
    10.5.5.5 secret "{j}"; ## SECRET-DATA
    10.5.5.5 { secret "{j}"; ## SECRET-DATA }
            key 1 {
                secret "{j}"; ## SECRET-DATA
    authentication-key 1 type md5 value "{j}"; ## SECRET-DATA
            "ftp://ann@10.5.5.5/x" password "{j}"; ## SECRET-DATA
                        authentication-key "{j}"; ## SECRET-DATA
                        privacy-key "{j}"; ## SECRET-DATA
    community {w} {
    community "{p}" {
    trap-group {w} {
        md5 1 key "{j}"; ## SECRET-DATA
            simple-password "{j}"; ## SECRET-DATA
        authentication-key {w}; ## SECRET-DATA
        hello-authentication-key "{j}"; ## SECRET-DATA
            pre-shared-key ascii-text "{j}"; ## SECRET-DATA
            pre-shared-key hexadecimal "{j}"; ## SECRET-DATA
            cak "{j}"; ## SECRET-DATA
        chap-secret "{j}"; ## SECRET-DATA
        unheard-of-word "{w}"; ## SECRET-DATA
        another unheard-of-word {w}; ## SECRET-DATA
        community-name "{j}"; ## SECRET-DATA
<encrypted-password>{s}</encrypted-password>
<secret>{w}</secret>
  <junos:authentication-key>{j}</junos:authentication-key>
<pre-shared-key><ascii-text>{w}</ascii-text></pre-shared-key>
  <password>{p}</password>
`;

const FRR = `
password {w}
password 8 {x}
enable password {w}
enable password 8 {x}
 neighbor 10.6.6.6 password {w}
 neighbor FABRIC password {p}
 ip ospf authentication-key {w}
 ip ospf message-digest-key 1 md5 {w}
 area 0.0.0.1 virtual-link 10.6.6.6 message-digest-key 1 md5 {w}
 area 0.0.0.1 virtual-link 10.6.6.6 authentication-key {w}
 isis password clear {w}
 isis password md5 {w}
 area-password clear {w}
 domain-password md5 {w} authenticate snp validate
 ip rip authentication string {w}
  key-string {w}
 neighbor 10.6.6.6 password {w}
 ip nhrp authentication {w}
 tcp 10.6.6.6 323 rpki ann password {w}
`;

const LINUX = `
root:{s}:19500:0:99999:7:::
ann:{5}:19500:0:99999:7:::
daemon:\${y}:19500:0:99999:7:::
old:{d}:12000:0:99999:7:::
    psk="{w}"
    psk={x}
    sae_password="{p}"
wpa_passphrase={w}
wpa_psk={x}
password={w}
password = {p}
password="{p}"
db_password: {w}
DB_PASSWORD='{p}'
export API_TOKEN={b}
ansible_password={w}
ansible_ssh_pass={w}
ansible_become_pass: {w}
secret_key = {b}
client_secret="{w}"
PrivateKey = {b}
PresharedKey = {b}
auth_server_shared_secret={w}
private_key_passwd="{w}"
wep_key0={x}
: PSK "{w}"
10.7.7.7 : PSK "{p}"
ann : EAP "{w}"
machine sw1 login ann password {w}
rocommunity {w} 10.0.0.0/8
rwcommunity {w}
rocommunity6 {w}
com2sec ro default {w}
trap2sink 10.7.7.7 {w}
trapcommunity {w}
createUser ann SHA "{w}" AES "{w}"
createUser -e 0x8000 ann MD5 {w} DES {w}
sshpass -p {w} ssh sw1
sshpass -p'{w}' ssh sw1
mysqldump --password={w} --all
tool --token {b} --verbose
curl -k -u ann:{w} https://sw1/
curl --user ann:{w} https://sw1/
snmpwalk -v2c -c {w} sw1 sysDescr
git clone https://ann:{w}@git.example.net/x.git
bindpw {w}
proxy = http://ann:{w}@proxy:3128
ann:$apr1\${a}
PGPASSWORD={w} psql
postgres://ann:{w}@db/x
`;

const REST_API = `
Authorization: Basic {b}
Authorization: Bearer {b}
authorization: bearer {b}
Proxy-Authorization: Basic {b}
  -H 'Authorization: Bearer {b}' https://sw1/
{"Authorization": "Bearer {b}"}
X-Auth-Token: {b}
X-API-Key: {w}
Cookie: session={b}; Path=/
Set-Cookie: APIC-cookie={b}; HttpOnly
{"password": "{w}", "user": "ann"}
{"user":"ann","passwd":"{w}"}
  "enableSecret": "{p}",
  "api_key": "{w}",
  "access_token": "{b}",
"{\\"password\\": \\"{w}\\"}"
{"snmp_community": "{w}"}
token: {t}
https://ann:{w}@sw1/restconf/data
GET /login?user=ann&password={w} HTTP/1.1
`;

/** Templates by platform, one line each. */
export const TEMPLATES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries({ IOS, NXOS, XR, EOS, JUNOS_SET, JUNOS_CURLY, FRR, LINUX, REST_API }).map(([platform, text]) => [
    platform,
    text.split('\n').filter((line) => line.trim() !== ''),
  ]),
);

export interface PlantedLine {
  readonly platform: string;
  readonly line: string;
  /** What must not be seen any more. */
  readonly secrets: readonly string[];
}

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';
const HEX = '0123456789ABCDEF';

/** Small, fast, and the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Every template with secrets that occur once; another seed gives other secrets. */
export function plantedLines(seed: number): PlantedLine[] {
  const random = randomFrom(seed);
  const pick = (from: string, length: number): string =>
    Array.from({ length }, () => from.charAt(Math.floor(random() * from.length))).join('');
  const makers: Readonly<Record<string, () => string>> = {
    w: () => pick(LETTERS, 12),
    p: () => `${pick(LETTERS, 5)}!@%${pick(LETTERS, 3)}:/;${pick(LETTERS, 4)}`,
    '7': () => `0${pick('0123456789', 1)}${pick(HEX, 14)}`,
    '6': () => `${pick(LETTERS, 8)}[${pick(LETTERS, 6)}^${pick(LETTERS, 5)}`,
    '5': () => `$1$${pick(LETTERS, 4)}$${pick(LETTERS, 22)}`,
    '8': () => `$8$${pick(LETTERS, 14)}$${pick(LETTERS, 43)}`,
    '9': () => `$9$${pick(LETTERS, 14)}$${pick(LETTERS, 43)}`,
    s: () => `$6$${pick(LETTERS, 16)}$${pick(`${LETTERS}./`, 86)}`,
    j: () => `$9$${pick(`${LETTERS}./-`, 24)}`,
    x: () => pick(HEX, 32),
    b: () => `${pick(`${LETTERS}+/`, 30)}==`,
    d: () => pick(`${LETTERS}./`, 13),
    y: () => `y$j9T$${pick(LETTERS, 22)}$${pick(LETTERS, 43)}`,
    a: () => `${pick(LETTERS, 8)}$${pick(LETTERS, 22)}`,
    t: () => `eyJ${pick(LETTERS, 20)}.eyJ${pick(LETTERS, 30)}.${pick(LETTERS, 30)}`,
  };
  return Object.entries(TEMPLATES).flatMap(([platform, templates]) =>
    templates.map((template) => {
      const secrets: string[] = [];
      const line = template.replace(/\{([a-z0-9])\}/g, (whole, kind: string) => {
        const secret = makers[kind]?.();
        if (secret === undefined) throw new Error(`no maker for ${whole}`);
        secrets.push(secret);
        return secret;
      });
      return { platform, line, secrets };
    }),
  );
}
