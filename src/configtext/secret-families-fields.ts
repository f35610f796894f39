/**
 * Secrets that are the value of a field with a telling name: `DB_PASSWORD=…`, `ansible_password: …`, `{"enableSecret":
 * "…"}`. Knows names of fields; how the rows are applied is in redact-line.ts.
 */
import { family, QUOTED, type SecretFamily } from './secret-family.ts';

const NAMES =
  'password|passwd|passphrase|passcode|(?:[a-z]_|ssh)pass|secret|token|authtok|psk|bindpw|rootpw|snmp_?(?:v?[12]c?_?|r[ow]_?|read_?|write_?)?community|' +
  '(?:api|access|private|priv|secret|preshared|shared|encryption|auth|wep)[_-]?key\\d?|key[_-]?string';

// JSON's own words, and the name services of `passwd: files sss`.
const NOT_A_VALUE = '(?!(?:null|none|true|false|yes|no|files|compat|systemd|sss)\\b)';

// Up to a blank; a comma or `&` ends it only where the next field begins.
const FIELD = String.raw`${QUOTED}|'[^']*'?|(?:[^\s,&]|,(?!["'{[\s]|\w{1,40}=)|&(?!\w{1,40}=))+`;

/** Fields of text that is not JSON. */
export const FIELD_FAMILIES: readonly SecretFamily[] = [
  family(
    'assigned',
    'pass|secret|token|authtok|psk|key|communit|bindpw|rootpw',
    `(?:${NAMES})(?:""|\\\\{0,8}["'])?\\s{0,8}:?=\\s{0,8}${NOT_A_VALUE}`,
    'DB_PASSWORD=«in-clear»',
    { secret: FIELD, isInWord: true, ignoreCase: true },
  ),
  family(
    'named',
    'pass|secret|token|authtok|psk|key|communit',
    // Not within a tag: `<secret:3fa90c>`.
    `(?<!<)(?:${NAMES})(?:""|\\\\{0,8}["'])?\\s{0,8}:\\s{0,8}${NOT_A_VALUE}` +
      `(?=(?:""[^"]{1,1000}""|\\\\{0,8}"[^"]{0,1000}"|'[^']{0,1000}'|[^\\s"'][^\\s"'\`<,;:\\x23}\\])]{0,200})(?:\\s{0,8}(?:$|[,;\\x23}\\])])|['"\`<]|:\\S| \\((?:SUCCESS|FAILURE)\\)))`,
    'ansible_password: «in-clear»',
    { secret: FIELD, isInWord: true, ignoreCase: true },
  ),
];

// Names of JSON fields, and the scheme that may stand before a token.
const FIELD_NAME = `[\\w .-]{0,60}(?:${NAMES}|community_?name|pwd|authorization(?!"\\s{0,8}:\\s{0,8}"read-)|cookie)`;
const SCHEME = '(?:(?:basic|bearer|token|digest) )?';
const JSON_STRING = '(?:[^"\\\\]|\\\\.)+';

// What the field of a route's communities holds.
const NOT_SNMP = '(?!\\d{1,10}:\\d|(?:no|local|graceful|accept|blackhole|internet|additive)\\b)';

/** Fields of JSON text, tried on a whole line of it before its strings are read as text of their own. */
export const JSON_FIELDS: readonly SecretFamily[] = [
  family(
    'json-field',
    'pass|pwd|secret|token|authtok|psk|key|communit|authorization|cookie',
    `"${FIELD_NAME}"\\s{0,8}:\\s{0,8}"${SCHEME}`,
    '{"enableSecret": "«in-clear»"}',
    { secret: JSON_STRING, isInWord: true, ignoreCase: true },
  ),
  family(
    'json-field-escaped',
    'pass|pwd|secret|token|authtok|psk|key|communit|authorization|cookie',
    `\\\\{1,8}"${FIELD_NAME}\\\\{1,8}"\\s{0,8}:\\s{0,8}\\\\{1,8}"${SCHEME}`,
    '"{\\"password\\": \\"«in-clear»\\"}"',
    { secret: '(?:[^"\\\\]|\\\\(?!\\\\*"))+', isInWord: true, ignoreCase: true },
  ),
  family('json-community', 'communit', `"community"\\s{0,8}:\\s{0,8}"${NOT_SNMP}`, '{"community": "«public»"}', {
    secret: JSON_STRING,
    isInWord: true,
  }),
  family(
    'json-auth',
    '"auth"',
    '"auth"\\s{0,8}:\\s{0,8}"(?=[A-Za-z0-9+/=]{16})',
    '{"auths": {"h": {"auth": "«YW5uOmluLWNsZWFyLXRleHQ=»"}}}',
    {
      secret: JSON_STRING,
      isInWord: true,
    },
  ),
  family(
    'json-key-encrypted',
    'key',
    '"encryption"\\s{0,8}:\\s{0,8}"?\\d"?\\s{0,8},\\s{0,8}"key"\\s{0,8}:\\s{0,8}"',
    '{"key": {"encryption": "7", "key": "«0822455D0A16»"}}',
    { secret: JSON_STRING, isInWord: true },
  ),
  family(
    'json-key-of-nxapi',
    'key',
    '"key"\\s{0,8}:\\s{0,8}"(?=[^"]{1,400}"\\s{0,8},\\s{0,8}"keyEnc")',
    '{"key": "«in-clear»", "keyEnc": "0"}',
    { secret: JSON_STRING, isInWord: true },
  ),
  family(
    'json-trap-user',
    'secname',
    '"version"\\s{0,8}:\\s{0,8}"v[12]c?"(?:\\s{0,8},\\s{0,8}"(?:level|type)"\\s{0,8}:\\s{0,8}"[^"]{0,40}"){0,4}\\s{0,8},\\s{0,8}"secname"\\s{0,8}:\\s{0,8}"',
    '{"host": "10.0.0.1", "version": "v2c", "secname": "«public»"}',
    { secret: JSON_STRING, isInWord: true },
  ),
  family(
    'json-enable',
    '"input"',
    '"cmd"\\s{0,8}:\\s{0,8}"enable[^"]{0,20}"\\s{0,8},\\s{0,8}"input"\\s{0,8}:\\s{0,8}"',
    '{"cmds": [{"cmd": "enable", "input": "«in-clear»"}]}',
    { secret: JSON_STRING, isInWord: true },
  ),
];
