/** Which of two versions is older. Knows digits and letters; no vendor. */

/**
 * Negative when `a` is older, positive when newer, 0 when equal: numbers compare as numbers, letters as text without
 * case, separators only separate. `17.9.4 < 17.9.4a < 17.12.1`, `4.9 < 4.30.1F`, `21.4R1 < 21.4R3`.
 */
export function compareVersions(a: string, b: string): number {
  const left = segments(a);
  const right = segments(b);
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = compareSegments(left[i] ?? '', right[i] ?? '');
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function segments(version: string): readonly string[] {
  return version.toLowerCase().match(/\d+|[a-z]+/g) ?? [];
}

/** A letter is older than a number: `4.30b` is before `4.30.1`. */
function compareSegments(a: string, b: string): number {
  const areNumbers = [/^\d/.test(a), /^\d/.test(b)];
  if (areNumbers[0] !== areNumbers[1]) return areNumbers[0] ? 1 : -1;
  const [x, y] = areNumbers[0] ? [a.replace(/^0+(?=\d)/, ''), b.replace(/^0+(?=\d)/, '')] : [a, b];
  // Of two numbers without leading zeros the longer one is the greater, however long they are.
  if (areNumbers[0] && x.length !== y.length) return x.length - y.length;
  return x < y ? -1 : x > y ? 1 : 0;
}
