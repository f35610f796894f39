/**
 * Secrets that a protocol's own command carries: routing, first-hop redundancy, SNMP, telemetry. Knows rows, shared by
 * IOS, IOS-XE, NX-OS, IOS-XR, EOS, FRR and Junos; how they are applied is in redact-line.ts.
 */
import { DIGEST, family, REST, type SecretFamily } from './secret-family.ts';

const ROUTING: readonly SecretFamily[] = [
  family(
    'authentication-key',
    'authentic',
    `authentication-key (?!\\d{1,10} (?:type|value|\\{|${DIGEST}))#`,
    ' ip ospf authentication-key 7 «0822455D0A16»',
  ),
  family(
    'authentication-key-by-id',
    'authentic',
    `authentication-key \\d{1,10} (?:(?:type|value|${DIGEST}) ){1,3}#`,
    'ntp authentication-key 1 md5 «0822455D0A16» 7',
  ),
  family(
    'message-digest-key',
    'key',
    `message-digest-key \\d{1,3} (?:${DIGEST} )?#`,
    ' ip ospf message-digest-key 1 md5 7 «0822455D0A16»',
  ),
  family(
    'ipsec-spi',
    'spi ',
    'ipsec spi \\d{1,10} … (?:md5|sha1|sha256) (?:(?:password|passphrase) )?#',
    ' ipv6 ospf authentication ipsec spi 256 md5 0 «27576134094768132473302031209727»',
  ),
  family(
    'ipsec-spi-cipher',
    'spi ',
    'esp (?:3des|des|aes(?:-cbc)? \\d{3}) (?:password )?#',
    ' ospfv3 encryption ipsec spi 256 esp aes-cbc 128 0 «0123456789ABCDEF0123456789ABCDEF» sha1 0 12',
  ),
  family(
    'eigrp-hmac',
    'authentic',
    'authentication mode hmac-sha-256 #',
    '   authentication mode hmac-sha-256 7 «0822455D0A16»',
  ),
  family(
    'first-hop',
    'authentic',
    '(?:standby|vrrp|glbp|hsrp)(?: \\d{1,4})?(?: peer)? authentication (?!(?:text )?(?:ietf-)?(?:md5|key-chain)\\b)#',
    ' standby 1 authentication text «hsrppass»',
  ),
  family(
    'authentication-text',
    'authentic',
    '(?:authentication (?:text|string)|text-authentication) #',
    '  authentication text «vrrppass»',
  ),
  family(
    'authentication-word',
    'authentic',
    '^authentication (?!(?:chap|disable|eap|enable|local|login|mode|ms-chap|network|none|null|open|optional|pap|periodic|' +
      'remote|required|rsa-encr|rsa-sig|server|shared|simple|strict|trailer)\\s*$)(?=[^\\s{\\[]{1,8}\\s*$)',
    '    authentication «hsrppass»',
  ),
  family('pcep', 'md5-auth', 'tcp-md5-auth ', '   tcp-md5-auth «in-clear»'),
  family('nhrp', 'authentic', 'nhrp authentication #', ' ip nhrp authentication «nhrp-net»'),
];

const SNMP: readonly SecretFamily[] = [
  family(
    'snmp-community',
    'communit',
    'snmp(?:-server)?(?: mib)? community(?:-map)? #',
    'snmp-server community «public» RO 10',
  ),
  family(
    'snmp-host',
    'snmp',
    'snmp-server host \\S{1,64}(?: (?:vrf|use-vrf) \\S{1,64})?(?: (?:traps?|informs?))?(?: version (?:1|2c))?' +
      '(?: (?:vrf|use-vrf) \\S{1,64})? ' +
      '#(?!(?:vrf|use-vrf|filter-vrf|source-interface|version|udp-port|port|traps?|informs?)\\b)',
    'snmp-server host 10.0.0.1 version 2c «public» config',
  ),
  family(
    'snmp-host-of-vrf',
    'trap|inform',
    '^(?:no )?host \\S{1,64} (?:traps|informs)(?: version (?:1|2c))? #(?!version\\b)',
    ' host 10.0.0.1 traps version 2c «public»',
  ),
  family(
    'rmon-trap',
    'trap',
    'rmon event … trap (?!(?:description|owner)\\b)',
    'rmon event 1 log trap «public» description x owner y',
  ),
  family(
    'snmp-trap-received',
    'communit',
    'SNMP v[12]c?, community ',
    '10.0.0.1 [UDP: [10.0.0.1]:161]: Trap , SNMP v1, community «public»',
  ),
  family('snmp-mib-community', 'communit', 'snmpCommunityName\\S{0,80} = ', 'snmpCommunityName."i1" = «public»'),
  family(
    'snmp-user-auth',
    'snmp',
    `snmp-server user … auth ${DIGEST} #`,
    'snmp-server user ann network-admin auth md5 «0x7b5f1f9d» priv 0x12 localizedkey',
  ),
  family(
    'snmp-user-priv',
    'snmp',
    'snmp-server user … priv (?:(?:aes|3des|des)\\S{0,6} (?:(?:128|192|256) )?)?#',
    'snmp-server user ann network-admin auth md5 12 priv aes-128 «0x7b5f1f9d» localizedkey',
  ),
  family(
    'snmp-community-shown',
    'communit',
    'Community (?:name|index|SecurityName|string)\\s{0,8}: ',
    'Community name: «public»',
    { ignoreCase: true },
  ),
  family(
    'snmp-trap-user-shown',
    'security model',
    'user: (?=[^\\s\\\\]{1,64}(?:\\s|\\\\{1,8}t)security model: v[12])',
    'user: «public» security model: v2c',
    { secret: '[^\\s\\\\]+' },
  ),
];

const ON_DEVICE: readonly SecretFamily[] = [
  family(
    'event-manager-environment',
    'event manager',
    'event manager environment \\S{0,80}(?:pass|pw|secret|token|key|communit)\\S{0,80} ',
    'event manager environment _mail_password «in-clear»',
    { secret: REST, ignoreCase: true },
  ),
  family(
    'mail-server',
    'mail',
    'mail[- ]server (?:\\\\{0,8}"{1,2})?[^\\s:"@]{1,80}:(?=\\S{1,200}@)',
    ' mail-server ann:«in-clear»@smtp.example.net priority 1',
    { secret: '[^\\s"]*', endsBefore: '@' },
  ),
  family('web-filter-licence', 'license', '^license (?:0|7) ', '  license 7 «0822455D0A16»'),
  family(
    'mab-password',
    'attribute 2',
    'mab request format attribute 2 #',
    'mab request format attribute 2 7 «0822455D0A16»',
  ),
  family(
    'provisioned-key',
    'cellular',
    'profile create \\d{1,2} \\S{1,100} (?:chap|pap|pap_chap) \\S{1,80} ',
    'cellular 0/2/0 lte profile create 3 internet chap ann «in-clear» ipv4',
  ),
  family(
    'key-export',
    'export',
    '(?:terminal|url \\S{1,200}) (?:3des|des) ',
    'crypto key export rsa K pem terminal 3des «in-clear»',
  ),
  family(
    'pkcs12',
    'pkcs12',
    'pkcs12 (?:[a-z]\\w{0,20}:)\\S{1,200} (?!password\\b)',
    'crypto ca import TP pkcs12 bootflash:tp.p12 «in-clear»',
  ),
  family(
    'aaa-test',
    'test aaa',
    'test aaa (?:group|server) \\S{1,80}(?: \\d\\S{6,40})? \\S{1,80} (?=\\S{1,200} (?:legacy|new-code|port)\\b)',
    'test aaa group tacacs+ ann «in-clear» legacy',
  ),
];

const EOS: readonly SecretFamily[] = [
  family(
    'terminattr',
    'key',
    '-(?:cv|ingest)auth=key,',
    '   exec /usr/bin/TerminAttr -cvaddr=10.0.0.1:9910 -cvauth=key,«in-clear» -taillogs',
  ),
  family('token-typed', 'token', 'token (?:0|7|8a) ', '   token 7 «0822455D0A16»'),
  family('token', 'token', '(?:cv|enrollment) token #', '   cv token «eos-onboarding»'),
  family(
    'transceiver-licence',
    'transceiver',
    'unsupported-transceiver \\S{1,64} ',
    'service unsupported-transceiver ACME «1a2b3c4d»',
  ),
];

export const PROTOCOL_FAMILIES: readonly SecretFamily[] = [...ROUTING, ...SNMP, ...ON_DEVICE, ...EOS];
