/**
 * Secrets named by a word wherever it stands: passwords and keys. Knows rows, shared by IOS, IOS-XE, NX-OS, IOS-XR,
 * EOS, FRR and Junos; how they are applied is in redact-line.ts.
 */
import { family, REST, restBefore, type SecretFamily } from './secret-family.ts';

// What follows `password` where it is a setting (`password strength-check`) or a sentence (`password is not set`).
const NOT_A_PASSWORD = `(?!(?:${[
  'aging|age|and|attempts?|auth|authentication|change[ds]?|check|checking|complexity|default mode|encryption\\S*|expir\\w*|failed',
  'fallback',
  'format|for|from|has|have|history|include|incorrect|inheritance-disable|in|is|keychain|key-chain|length|lifetime|max\\S*',
  'min\\S*|must|not|of|on|option|optional|or|peer|policy|profile|prompt|quality|recovery|required|requirements?|requisite',
  'reset|retries|retry|rollover|rules?|secure-mode|set|shared-secret|strength\\S*|substack|sufficient|timeout|to|update[ds]?',
  'verification|was|when|will|with',
].join(
  '|',
)})[.,:"'\\x60]?(?:\\s|$))(?![=:]\\s)(?!\\d{1,3}(?:\\.\\d{1,3}){3} \\S)(?!\\([a-z-]{2,20} )(?!\\d{1,3} \\S{1,200} (?:receive|transmit)-lifetime)`;

const NOT_A_KEY =
  '(?!(?:chain|config-key|controller|data|exchange|export|for|generate|hash|id|import|is|length|mismatch|name|not|size|type|usage|was|zeroize)\\b)' +
  // An identifier, or the name of a block.
  '(?!\\d{1,20}\\s*(?:$|--)|[0-9A-Fa-f]{1,64} (?:0|7|8a) |\\S{1,80}\\s*\\{)';

export const WORD_FAMILIES: readonly SecretFamily[] = [
  family(
    'password-line',
    'pass|secret',
    `^(?:no )?(?:enable )?(?:password|secret)(?: level \\d{1,2})? #(?!.{0,400}(?:(?:receive|transmit)-lifetime|\\x23\\x20SECRET-DATA))${NOT_A_PASSWORD}`,
    'enable secret 9 «$9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM»',
    { secret: REST },
  ),
  family(
    'password-clear',
    'pass|secret',
    '^username … (?:password|secret) 0 ',
    'username ann password 0 «two words» role r',
    {
      secret: restBefore('role'),
    },
  ),
  family(
    'password-of-neighbor',
    'pass',
    '^(?:no )?neighbor \\S{1,80} password #(?!shared-secret |inheritance-disable)',
    ' neighbor 10.0.0.1 password «two words»',
    { secret: REST },
  ),
  family(
    'password-word',
    'pass|secret',
    `(?:password|passwd|passphrase|passcode|secret)(?: level \\d{1,2}| accept| key(?= (?:0|7|8a) ))? #${NOT_A_PASSWORD}`,
    'username ann privilege 15 password 7 «070C285F4D06»',
  ),
  family(
    'password-required',
    'pass',
    'password required (?:[0-9]|8a|encrypted|clear) ',
    'cts sxp connection peer 10.0.0.1 source 10.0.0.2 password required 7 «0822455D0A16» mode listener',
  ),
  family(
    'secret-by-id',
    'secret',
    '^secret \\d{1,3} (?:(?:0|7|8a) )?(?=\\S{1,400} (?:receive|transmit)-lifetime )',
    '      secret 1 «in-clear» receive-lifetime infinite',
  ),
  family(
    'password-fallback',
    'pass',
    'password fallback (?!key-chain)#',
    'mpls ldp password fallback 7 «0822455D0A16»',
  ),
  family(
    'password-option',
    'pass',
    'password option \\d{1,5} for \\S{1,80} (?!key-chain)#',
    'mpls ldp password option 1 for 10 7 «0822455D0A16»',
  ),
  family(
    'password-peer',
    'pass',
    'msdp (?:vrf \\S{1,64} )?password (?:peer )?\\S{1,64} #',
    'ip msdp password peer 10.0.0.1 7 «0822455D0A16»',
  ),
  family('key-string', 'key', '(?:key-string|key-octet-string)(?: password)? #', ' key-string 7 «0822455D0A16»'),
  family('key-string-words', 'key', '^(?:no )?key-string (?:password )?#', ' key-string «two words»', {
    secret: restBefore('cryptographic-algorithm'),
  }),
  family(
    'key-typed',
    'key',
    '(?<!authentication-)key (?:[0-9A-Fa-f]{1,64} )?(?:0|[5-9]|8a|encrypted|clear|hex|ascii-text|hexadecimal) ' +
      // `ntp server 10.0.0.1 key 7 prefer`
      '(?!(?:prefer|version|minpoll|maxpoll|i?burst|source|use-vrf)\\b)',
    'tacacs-server host 10.0.0.1 key 7 «0822455D0A16»',
  ),
  family('key-line', 'key', `^(?:no )?key ${NOT_A_KEY}#`, ' key «tacacs-in-clear»', { secret: REST }),
  family(
    'key-by-id',
    'key',
    'authentication key-id … key #',
    ' ipv6 ospf6 authentication key-id 1 hash-algo hmac-sha-256 key «in-clear»',
  ),
  family('key-of-licence', 'license', 'license keys key ', 'set system license keys key "«JUNOS123 aeaqic»"'),
  family('key-of-group', 'key', 'group \\S{1,80} key #', ' group REMOTE key «in-clear»'),
  family(
    'key-of-association',
    'key',
    'security-association \\d{1,3} key #',
    'set security macsec connectivity-association CA secure-channel out security-association 0 key «0a1b2c»',
  ),
  family(
    'key-word',
    'key|token|nthash',
    '(?:(?:api|auth|access)-(?:key|token)|idtoken|nthash) #',
    '  api-key «0a1b2c3d4e»',
  ),
  family('token-line', 'token', '^token (?=\\S{16,400}\\s*$)', '  token «0A1B2C3D4E5F60718293»'),
  family(
    'key-of-server',
    'key',
    '(?:(?:tacacs|radius)-server|server-private|map-server) … key #',
    'radius-server host 10.0.0.1 auth-port 1812 key «in-clear»',
  ),
  family('server-key', 'key', '(?:server-key|pac key) #', ' client 10.0.0.1 server-key «in-clear»'),
  family(
    'config-key',
    'key',
    'config-key (?:password-encrypt|newpass\\S{0,10}|ascii|\\d{1,3}) #',
    'key config-key password-encrypt «master-key»',
  ),
  family('isakmp-key', 'key', 'isakmp key #', 'crypto isakmp key 6 «JDYaYJK» address 10.0.0.1'),
  family(
    'pre-shared-key',
    'key',
    '(?:pre-)?shared-key(?: (?:local|remote))?(?: password)? (?!(?:local|remote|key-chain|address|hostname|key|cak|ckn|\\{)(?:\\s|$))#',
    '  pre-shared-key local 6 «gH[OVdTD»',
  ),
  family(
    'pre-shared-key-of-peer',
    'key',
    'pre-shared-key (?:address|hostname) … key #',
    '  pre-shared-key address 10.0.0.1 255.255.255.0 key «in-clear»',
  ),
  family('pre-share-key', 'key', 'pre-share key #', ' authentication local pre-share key «in-clear»'),
  family('wlan-key', 'key|psk', '(?:set-key|wpa-psk) #', ' wpa-psk ascii 7 «0822455D0A16»', { secret: REST }),
  family(
    'wep-key',
    'key',
    'encryption … key \\d size \\d{1,3}bit #',
    ' encryption key 1 size 128bit 7 «51C0A29DF1E4» transmit-key',
  ),
  family(
    'static-wep-key',
    'key',
    'static-wep-key encryption \\d{1,3} #',
    ' security static-wep-key encryption 104 ascii 0 «in-clear» 1',
  ),
  family('sap-pmk', 'pmk', 'sap pmk ', '  sap pmk «0000000000ABCDEF» mode-list gcm-encrypt'),
  family(
    'session-key-cipher',
    'key',
    'session-key … cipher ',
    'set session-key outbound esp 256 cipher «0123456789ABCDEF» authenticator 20',
  ),
  family(
    'session-key-authenticator',
    'key',
    'session-key … authenticator ',
    'set session-key outbound esp 256 cipher 12 authenticator «FEDCBA9876543210»',
  ),
  family(
    'session-key-ah',
    'key',
    'session-key (?:inbound|outbound) ah \\d{1,10} ',
    'set session-key inbound ah 256 «0123456789ABCDEF»',
  ),
  family(
    'bfd-key',
    'key',
    '(?:key ascii|hex-key|authentication key|key-?id \\d{1,3} key) #',
    ' bfd authentication keyed-sha1 keyid 1 key ascii «in-clear»',
  ),
  family('key-shown', '-- text', '-- text #', '    key 1 -- text "«in-clear»"'),
];
