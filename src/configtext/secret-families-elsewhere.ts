/**
 * Secrets beyond the industry's common command line: Junos, Linux files and programs, REST requests, and shapes that
 * are secret whatever stands around them. Knows rows; how they are applied is in redact-line.ts.
 */
import { family, type SecretFamily } from './secret-family.ts';

const NAMES =
  'password|passwd|passphrase|passcode|[a-z]_pass|secret|token|psk|bindpw|rootpw|snmp\\w{0,20}community|' +
  '(?:api|access|private|priv|secret|preshared|shared|encryption|auth|wep)[_-]?key\\d?';

// JSON's own words, and the name services of `passwd: files sss`.
const NOT_A_VALUE = '(?!(?:null|none|true|false|yes|no|files|compat|systemd|sss)\\b)';

// Up to a blank; a comma ends it only where the next field begins.
const FIELD = String.raw`\\?"[^"]*"?|'[^']*'?|(?:[^\s,]|,(?!["'{[\s]))+`;

const JUNOS: readonly SecretFamily[] = [
  family(
    'junos-marked',
    'secret',
    '^(?=.{0,4000}\\x23\\x23 SECRET-DATA)[^"]{0,400}',
    '            encrypted-password "«$6$saltsalt$hash»"; ## SECRET-DATA',
    { secret: '"[^"]*"' },
  ),
  family(
    'junos-marked-bare',
    'secret',
    '^(?:[\\w.:/-]{1,80} ){1,8}(?=[^\\s"]{1,4000};\\s{0,40}\\x23\\x23 SECRET-DATA)',
    '            simple-password «in-clear»; ## SECRET-DATA',
  ),
  family('junos-community', 'communit', '^community (?="?[^\\s{]{1,64} \\{)', '    community «public» {'),
  family(
    'junos-community-name',
    'communit',
    'community-name ',
    'set snmp v3 snmp-community index1 community-name "«public»"',
  ),
  family('junos-trap-group', 'trap', 'trap-group ', 'set snmp trap-group «public» targets 10.0.0.1'),
  family(
    'junos-key',
    'key|cak',
    '(?:privacy-key|cak|md5 \\d{1,3} key) #',
    'set protocols ospf area 0 interface ge-0/0/0.0 authentication md5 1 key "«in-clear»"',
  ),
  family(
    'junos-password-value',
    'pass',
    'plain-text-password-value ',
    'set system root-authentication plain-text-password-value "«in-clear»"',
  ),
  family(
    'xml-element',
    'pass|secret|key|communit|ascii-text',
    '<(?:[\\w-]{0,80}:)?(?:[\\w-]{0,80}(?:password|passphrase|secret|authentication-key|privacy-key|pre-shared-key|' +
      'community-name)|ascii-text)>',
    '<encrypted-password>«$6$saltsalt$hash»</encrypted-password>',
    { secret: '[^<]+', isInWord: true },
  ),
];

const LINUX: readonly SecretFamily[] = [
  family(
    'assigned',
    'pass|secret|token|psk|key|communit|bindpw|rootpw',
    `(?:${NAMES})["']?\\s{0,8}:?=\\s{0,8}${NOT_A_VALUE}`,
    'DB_PASSWORD=«in-clear»',
    { secret: FIELD, isInWord: true, ignoreCase: true },
  ),
  family(
    'named',
    'pass|secret|token|psk|key|communit',
    // Not within a tag: `<secret:3fa90c>`.
    `(?<!<)(?:${NAMES})["']?\\s{0,8}:\\s{0,8}${NOT_A_VALUE}` +
      `(?=(?:"[^"]{0,1000}"|'[^']{0,1000}'|[^\\s"']\\S{0,1000}?)\\s{0,8}(?:$|[,;\\x23}\\])]))`,
    'ansible_password: «in-clear»',
    { secret: FIELD, isInWord: true, ignoreCase: true },
  ),
  family(
    'private-key-word',
    'key|bindpw|rootpw',
    '(?:private-key|preshared-key|bindpw|rootpw) ',
    'set interfaces wireguard wg0 private-key «cM0=»',
  ),
  family('ipsec-secrets', 'psk|eap|xauth', ': (?:PSK|EAP|XAUTH) ', '10.0.0.1 : PSK "«in-clear»"'),
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
    '--?(?:password|passwd|passphrase|pass|secret|token|api-key|auth-token|community)(?: |=)',
    'tool --password=«in-clear» --verbose',
  ),
  family('sshpass', 'pass', 'sshpass -p\\s{0,8}', 'sshpass -p «in-clear» ssh sw1'),
  family(
    'curl-user',
    'curl',
    'curl … (?:-u|--user)(?: |=)[\\w.@\\\\-]{1,40}:',
    'curl -k -u ann:«in-clear» https://sw1/',
  ),
  family('snmp-tools', 'snmp', 'snmp(?:bulk)?(?:get|getnext|walk|set) … -c\\s{0,8}', 'snmpwalk -v2c -c «public» sw1'),
];

const REST_API: readonly SecretFamily[] = [
  family(
    'authorization',
    'authorization',
    '(?:proxy-)?authorization["\']?\\s{0,8}[:=]\\s{0,8}\\\\?["\']?(?:(?:basic|bearer|token|digest|negotiate|apikey) |(?=\\S{16}))',
    'Authorization: Bearer «0a1b2c3d4e»',
    { secret: '[^\\s"\',;]+', ignoreCase: true },
  ),
  family(
    'token-header',
    'token|key|cookie',
    '(?:(?:auth|api|access|session|csrf|xsrf|vault)-(?:token|key)|set-cookie|cookie)["\']?\\s{0,8}:\\s{0,8}["\']?',
    'X-Auth-Token: «0a1b2c3d4e»',
    { secret: '[^"\']+', ignoreCase: true },
  ),
  family(
    'url-password',
    '://',
    '://[^\\s:/@"\'<>]{0,128}:(?!\\d{1,5}/)',
    'copy run ftp://ann:«in-clear»@10.0.0.1/sw1.cfg',
    {
      secret: '[^\\s"\'<>]*',
      endsBefore: '@',
      isInWord: true,
    },
  ),
];

const SHAPES: readonly SecretFamily[] = [
  family('crypt', '$', '', 'unheard-of word «$6$saltsalt$hash»', {
    secret:
      '\\$(?:1|2[abxy]?|[5-9]|10|14|gy|y|apr1|sha1|sha512|argon2\\w{0,2}|scrypt|pbkdf2[\\w-]{0,16})\\$[./A-Za-z0-9$+=,_-]{4,}',
    isInWord: true,
  }),
  family('web-token', 'eyj', '(?<!-)', 'unheard-of word «eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl»', {
    secret: 'eyJ[\\w-]{8,}\\.[\\w-]{8,}(?:\\.[\\w-]*)?',
  }),
];

export const ELSEWHERE_FAMILIES: readonly SecretFamily[] = [...JUNOS, ...LINUX, ...REST_API, ...SHAPES];

// Names of JSON fields, and the scheme that may stand before a token.
const FIELD_NAME = `[\\w .-]{0,60}(?:${NAMES}|community_?name|authorization|cookie)`;
const SCHEME = '(?:(?:basic|bearer|token|digest) )?';

/** Fields of JSON text, tried on a whole line of it before its strings are read as text of their own. */
export const JSON_FIELDS: readonly SecretFamily[] = [
  family(
    'json-field',
    'pass|secret|token|psk|key|communit|authorization|cookie',
    `"${FIELD_NAME}"\\s{0,8}:\\s{0,8}"${SCHEME}`,
    '{"enableSecret": "«in-clear»"}',
    { secret: '(?:[^"\\\\]|\\\\.)+', isInWord: true, ignoreCase: true },
  ),
  family(
    'json-field-escaped',
    'pass|secret|token|psk|key|communit|authorization|cookie',
    `\\\\{1,8}"${FIELD_NAME}\\\\{1,8}"\\s{0,8}:\\s{0,8}\\\\{1,8}"${SCHEME}`,
    '"{\\"password\\": \\"«in-clear»\\"}"',
    { secret: '[^"]+', isInWord: true, ignoreCase: true },
  ),
];
