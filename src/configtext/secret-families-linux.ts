/**
 * Secrets in files of Linux and in the command lines of its programs. Knows rows; how they are applied is in
 * redact-line.ts.
 */
import { family, type SecretFamily } from './secret-family.ts';

export const LINUX_FAMILIES: readonly SecretFamily[] = [
  family(
    'private-key-word',
    'key|pass|bindpw|rootpw|masterauth',
    '(?:private-key|preshared-key|(?:root)?bindpw|rootpw|wireless-key|auth_pass|requirepass|masterauth) ',
    'set interfaces wireguard wg0 private-key «cM0=»',
  ),
  family('ipsec-secrets', 'psk|eap|xauth|: rsa', ': (?:PSK|EAP|XAUTH|RSA \\S{1,200}) ', '10.0.0.1 : PSK "«in-clear»"'),
  family('shadow', ':::', '^[a-z_][\\w.-]{0,31}\\$?:', 'ann:«Nl.3gkz3/qhXk»:19000:0:99999:7:::', {
    secret: '[^:\\s*!]{8,}(?=:\\d{0,6}:\\d{0,6}:)',
  }),
  family('snmpd-community', 'communit', '(?:ro|rw|trap)community6? ', 'rocommunity «public» 10.0.0.0/8'),
  family(
    'snmpd-com2sec',
    'com2sec',
    'com2sec6?(?: -Cn \\S{1,64})? \\S{1,64} \\S{1,64} ',
    'com2sec ro default «public»',
  ),
  family(
    'cumulus-community',
    'communit',
    '(?:readonly|readwrite)-community |community-password ',
    'nv set service snmp-server readonly-community «public» access any',
  ),
  family('snmpd-sink', 'sink', '(?:trap|trap2|inform)sink \\S{1,64} ', 'trap2sink 10.0.0.1 «public»'),
  family(
    'snmpd-user-auth',
    'createuser',
    'createUser … (?:MD5|SHA\\S{0,8}) ',
    'createUser ann SHA "«in-clear»" AES 12',
  ),
  family(
    'snmpd-user-priv',
    'createuser',
    'createUser … (?:DES|AES\\S{0,8}) ',
    'createUser ann SHA 12 AES "«in-clear»"',
  ),
  family(
    'option',
    'pass|secret|token|key|communit',
    '--?(?:[a-z]\\w{0,20}[.-]){0,3}(?:password|passwd|passphrase|pass|secret|token|api-?key|community)(?:=| (?!-))',
    'tool --password=«in-clear» --verbose',
  ),
  family('sshpass', 'pass', 'sshpass -p\\s{0,8}', 'sshpass -p «in-clear» ssh sw1'),
  family(
    'curl-user',
    'curl',
    'curl … (?:-u|--user)(?: |=)["\']?[\\w.@\\\\-]{1,40}:',
    'curl -k -u ann:«in-clear» https://sw1/',
    { secret: '[^\\s"\']+' },
  ),
  family(
    'snmp-tools',
    'snmp|trap',
    '(?:snmp(?:bulk)?(?:get|getnext|walk|set|inform|trap)|trapsess|net-snmp-config) … -[cAX]\\s{0,8}',
    'snmpwalk -v2c -c «public» sw1',
  ),
  family('snmpd-auth-community', 'communit', 'authcommunity \\S{1,80} ', 'authcommunity log,execute «public»'),
  family(
    'snmpd-stored-user',
    'usmuser',
    'usmUser … (?:\\.1\\.3\\.6[.\\d]{1,40}) ',
    'usmUser 1 3 0x80 0x61 0x61 NULL .1.3.6.1.6.3.10.1.1.3 «0x0a1b2c3d» 0x',
    { secret: '0x[0-9a-fA-F]+' },
  ),
  family('ssh-keygen', 'key', 'ssh-keygen … -[PN]\\s{0,8}', 'ssh-keygen -p -P «in-clear» -f k'),
  family('wpa-passphrase', 'pass', 'wpa_passphrase \\S{1,64} ', 'wpa_passphrase corp «in-clear»'),
  family('mysql', 'mysql', 'mysql\\w{0,20} … (?<!-)-p', 'mysql -u nms -p«in-clear» nms'),
  family('ldap-tools', 'ldap', 'ldap[a-z]{3,12} … -w\\s{0,8}', 'ldapsearch -x -D cn=ann -w «in-clear» -b dc=example'),
  family('ipmitool', 'ipmitool', 'ipmitool … -P\\s{0,8}', 'ipmitool -H 10.0.0.1 -U ann -P «in-clear» chassis status'),
  family('redis', 'redis-cli', 'redis-cli … -a\\s{0,8}', 'redis-cli -h 10.0.0.1 -a «in-clear» ping'),
  family(
    'smbclient',
    'smbclient',
    'smbclient … (?:-U|--user)(?: |=)[\\w.@/\\\\]{1,80}%',
    'smbclient //fs/x -U ann%«in-clear»',
  ),
  family('openssl-pass', 'pass', 'pass(?:in|out)? pass:', 'openssl rsa -in k.pem -passin pass:«in-clear»'),
  family(
    'chpasswd',
    'pass',
    'echo (?:\\\\{0,8}"{1,2}|\')?(?=[^|\\s]{1,200} \\| (?:sudo )?chpasswd)[\\w.-]{1,40}:',
    "echo 'ann:«in-clear»' | chpasswd",
    { secret: '[^\\s"\'\\\\]+' },
  ),
  family('haproxy-stats', 'stats auth', 'stats auth [^\\s:]{1,80}:', '    stats auth ann:«in-clear»'),
  family(
    'radius-log',
    'login ',
    'Login (?:incorrect|OK)[^[]{0,80}\\[[^\\]/]{1,80}/',
    'radiusd: Login incorrect: [ann/«in-clear»] (from client sw1)',
    { secret: '[^\\]]+' },
  ),
  family(
    'yaml-community',
    'communit',
    '^(?:- )?\\w{0,40}community(?:_string|_name)?: (?!\\d{1,10}:\\d)',
    'community: «public»',
  ),
];
