/** Chance that repeats itself: the same words give the same numbers. Knows arithmetic; nothing of what is drawn. */

/** A stream of draws. Each draw moves it on, so the order of calls matters. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
  /** A whole number, both ends included. */
  int(min: number, max: number): number;
  pick<T>(list: readonly T[]): T;
  /** One value, each as likely as its weight. */
  weighted<T>(rows: readonly (readonly [value: T, weight: number])[]): T;
  /** True in this share of draws. */
  chance(share: number): boolean;
  /** `length` characters of `alphabet`. */
  text(alphabet: string, length: number): string;
  /** A new array in another order. */
  shuffled<T>(list: readonly T[]): T[];
}

/** A stream that depends on `parts` only, e.g. `createRandom(7, 'ams-acc-0001', 'serial')`. */
export function createRandom(...parts: readonly (string | number)[]): Random {
  let state = hashOf(parts.join('\u0000'));
  const next = (): number => {
    // mulberry32: 32 bits of state are plenty for names, versions and serial numbers.
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const pick = <T>(list: readonly T[]): T => {
    if (list.length === 0) throw new RangeError('Nothing to pick from.');
    return list[int(0, list.length - 1)] as T;
  };
  return {
    next,
    int,
    pick,
    weighted: (rows) => {
      let left = next() * rows.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of rows) {
        left -= weight;
        if (left < 0) return value;
      }
      return pick(rows)[0];
    },
    chance: (share) => next() < share,
    text: (alphabet, length) => {
      let drawn = '';
      while (drawn.length < length) drawn += alphabet[int(0, alphabet.length - 1)];
      return drawn;
    },
    shuffled: (list) => {
      const copy = [...list];
      for (let i = copy.length - 1; i > 0; i--) {
        const j = int(0, i);
        [copy[i], copy[j]] = [copy[j] as (typeof copy)[number], copy[i] as (typeof copy)[number]];
      }
      return copy;
    },
  };
}

/** FNV-1a, 32 bits, finished by a mixer so that near names do not give near streams. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
