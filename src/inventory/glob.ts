/** Wildcards: `*` for any characters, `?` for one. Knows nothing of files or devices. */

/** Whether `pattern` matches the whole of `text`. Never worse than the product of both lengths. */
export function matchesGlob(pattern: string, text: string): boolean {
  let at = 0;
  let star = -1;
  let afterStar = 0;
  let p = 0;
  while (at < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      afterStar = at;
    } else if (pattern[p] === '?' || pattern[p] === text[at]) {
      p++;
      at++;
    } else if (star >= 0) {
      // Let the last star take one more character. An earlier star never needs to: the shortest match is as good.
      p = star + 1;
      at = ++afterStar;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
