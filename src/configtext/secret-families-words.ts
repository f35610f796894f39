/**
 * Secrets named by a word wherever it stands: passwords and keys. Knows rows, shared by IOS, IOS-XE, NX-OS, IOS-XR,
 * EOS, FRR and Junos; how they are applied is in redact-line.ts.
 */
import { family, REST, type SecretFamily } from './secret-family.ts';

// What follows `password` where it is a setting (`password strength-check`) or a sentence (`password is not set`).
const NOT_A_PASSWORD = `(?!(?:${[
  'aging|age|and|attempts?|auth|authentication|change[ds]?|check|checking|complexity|encryption\\S*|expir\\w*|failed|fallback',
  'format|for|from|has|have|history|include|incorrect|in|is|keychain|key-chain|length|lifetime|max\\S*|min\\S*|must|not',
  'of|on|option|optional|or|peer|policy|prompt|quality|recovery|required|requirements?|requisite|reset|retries|retry',
  'rollover|rules?|secure-mode|set|strength\\S*|substack|sufficient|timeout|to|update[ds]?|verification|was|when|will|with',
].join('|')})[.,:]?(?:\\s|$))(?!\\d{1,3}(?:\\.\\d{1,3}){3} \\d )(?!\\([a-z-]{2,20} )`;

const NOT_A_KEY =
  '(?!(?:chain|config-key|data|exchange|for|generate|hash|id|is|length|name|size|type|usage|was|zeroize)\\b)';

export const WORD_FAMILIES: readonly SecretFamily[] = [
  family(
    'password-line',
    'pass|secret',
    `^(?:no )?(?:enable )?(?:password|secret)(?: level \\d{1,2})? #${NOT_A_PASSWORD}`,
    'enable secret 9 «$9$nhEmQVczB7dqsO$X.HsgL6x1il0RxkOSSvyQYwucySCt7qFm4v7pqCxkKM»',
    { secret: REST },
  ),
  family('password-clear', 'pass|secret', 'username … (?:password|secret) 0 ', 'username ann password 0 «two words»', {
    secret: REST,
  }),
  family(
    'password-word',
    'pass|secret',
    `(?:password|passwd|passphrase|passcode|secret)(?: level \\d{1,2})? #${NOT_A_PASSWORD}`,
    'username ann privilege 15 password 7 «070C285F4D06»',
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
    'msdp password (?:peer )?\\S{1,64} #',
    'ip msdp password peer 10.0.0.1 7 «0822455D0A16»',
  ),
  family('key-string', 'key', '(?:key-string|key-octet-string)(?: password)? #', ' key-string 7 «0822455D0A16»'),
  family('key-typed', 'key', 'key (?:0|[5-9]|8a|encrypted) ', 'tacacs-server host 10.0.0.1 key 7 «0822455D0A16»'),
  family('key-line', 'key', `^(?:no )?key ${NOT_A_KEY}(?!\\d{1,20}\\s*(?:$|\\{))#`, ' key «tacacs-in-clear»', {
    secret: REST,
  }),
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
    'config-key (?:password-encrypt|newpass\\S{0,10}|ascii) #',
    'key config-key password-encrypt «master-key»',
  ),
  family('isakmp-key', 'key', 'isakmp key #', 'crypto isakmp key 6 «JDYaYJK» address 10.0.0.1'),
  family(
    'pre-shared-key',
    'key',
    'pre-shared-key(?: (?:local|remote))? (?!(?:local|remote|key-chain|address|hostname|key|cak|ckn|\\{)(?:\\s|$))#',
    '  pre-shared-key local 6 «gH[OVdTD»',
  ),
  family(
    'pre-shared-key-of-peer',
    'key',
    'pre-shared-key (?:address|hostname) … key #',
    '  pre-shared-key address 10.0.0.1 255.255.255.0 key «in-clear»',
  ),
  family('wlan-key', 'key|psk', '(?:set-key|wpa-psk) #', ' wpa-psk ascii 7 «0822455D0A16»'),
  family(
    'wep-key',
    'key',
    'encryption … key \\d size \\d{1,3}bit #',
    ' encryption key 1 size 128bit 7 «51C0A29DF1E4» transmit-key',
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
    'bfd-key',
    'key',
    '(?:key ascii|hex-key|authentication key) #',
    ' bfd authentication keyed-sha1 keyid 1 key ascii «in-clear»',
  ),
  family('key-shown', '-- text', '-- text #', '    key 1 -- text "«in-clear»"'),
];
