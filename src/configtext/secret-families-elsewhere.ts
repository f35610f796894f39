/**
 * Secrets beyond the industry's common command line: Junos, REST requests, and shapes that
 * are secret whatever stands around them. Knows rows; how they are applied is in redact-line.ts.
 */
import { family, type SecretFamily } from './secret-family.ts';

const JUNOS: readonly SecretFamily[] = [
  family('junos-marked', 'secret', '', '            encrypted-password "«$6$saltsalt$hash»"; ## SECRET-DATA', {
    secret: '(?<!start-time )"{1,2}[^"]{1,4000}"{1,2}(?=(?: start-time [^;]{1,60})?;\\s{0,40}\\x23\\x23 SECRET-DATA)',
    isInWord: true,
  }),
  family(
    'junos-marked-bare',
    'secret',
    '^(?:[\\w.:/-]{1,80} ){1,8}(?=[^\\s"]{1,4000};\\s{0,40}\\x23\\x23 SECRET-DATA)',
    '            simple-password «in-clear»; ## SECRET-DATA',
  ),
  family(
    'junos-community',
    'communit',
    '^(?:(?:inactive|protect): )?community (?=(?:\\\\{0,8}"{1,2}[^"]{1,128}"{1,2}|[^\\s{"]{1,64}) \\{)',
    '    community «public» {',
  ),
  family(
    'junos-community-name',
    'communit',
    'community-name ',
    'set snmp v3 snmp-community index1 community-name "«public»"',
  ),
  family('junos-community-quoted', 'communit', "'community (?=\\S{1,64}'\\s{0,8}$)", "    'community «public»'", {
    secret: "[^']+",
  }),
  family(
    'junos-renamed',
    'communit',
    'snmp community \\S{1,80} to community ',
    'rename snmp community a to community «public»',
  ),
  family('junos-text-line', 'ascii-text|hexadecimal', '^(?:ascii-text|hexadecimal) ', '      ascii-text «in-clear»;'),
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
      'community-name|snmp-community)|ascii-text|key)(?:\\s[^<>]{0,200})?>',
    '<encrypted-password>«$6$saltsalt$hash»</encrypted-password>',
    { secret: '[^<]+', isInWord: true },
  ),
];

const REST_API: readonly SecretFamily[] = [
  family(
    'authorization',
    'authorization',
    '(?:proxy-)?authorization["\']?\\s{0,8}[:=]\\s{0,8}\\\\?["\']?(?:(?:basic|bearer|token|digest|negotiate|apikey) |(?=\\S{16}))',
    'Authorization: Bearer «0a1b2c3d4e»',
    { secret: '[^\\s"\',;\\\\]+', ignoreCase: true },
  ),
  family(
    'token-header',
    'token|key|cookie',
    '(?:(?:auth|api|access|private|session|csrf|xsrf|vault)-(?:token|key)|set-cookie|cookie)["\']?\\s{0,8}:\\s{0,8}["\']?',
    'X-Auth-Token: «0a1b2c3d4e»',
    { secret: '(?:[^"\'\\\\]|\\\\(?!\\\\*"))+', ignoreCase: true },
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
  // A token as the user of a URL; no user has so long a name.
  family(
    'url-token',
    '://',
    '://(?=[^\\s:/@"\'<>]{20,400}@)',
    'git clone https://«ghp_0a1b2c3d4e5f60718293»@git.example.net/x',
    {
      secret: '[^\\s:/@]+',
      isInWord: true,
    },
  ),
  family('nxapi-name', 'communit', 'snmp/inst/community-', 'sys/snmp/inst/community-«public»', {
    secret: '[^\\s"\\]/]+',
  }),
  family('pbkdf2', 'pbkdf2', 'grub\\.pbkdf2\\.\\w{1,20}\\.\\d{1,10}\\.', 'grub.pbkdf2.sha512.10000.«0A1B.2C3D»', {
    secret: '[\\w.]+',
  }),
  family('crypt', '$', '', 'unheard-of word «$6$saltsalt$hash»', {
    secret:
      '\\$(?:1|2[abxy]?|[5-9]|10|14|gy|y|apr1|sha1|sha512|argon2\\w{0,2}|scrypt|pbkdf2[\\w-]{0,16})\\$[./A-Za-z0-9$+=,_-]{4,}',
    isInWord: true,
  }),
  family('web-token', 'eyj', '(?<!-)', 'unheard-of word «eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl»', {
    secret: 'eyJ[\\w-]{8,}\\.[\\w-]{8,}(?:\\.[\\w-]*)?',
  }),
];

export const ELSEWHERE_FAMILIES: readonly SecretFamily[] = [...JUNOS, ...REST_API, ...SHAPES];
