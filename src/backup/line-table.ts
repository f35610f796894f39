/**
 * Lines as numbers, because a fleet repeats most of them: each text is kept, and looked at, once. Knows text and
 * numbers; forgets nothing, and is thrown away as a whole.
 */

export interface LineTable {
  /** The number of a line, from 0; the same for the same text. */
  idOf(line: string): number;
  /** The line of a number that `idOf` gave. */
  textOf(id: number): string;
  /** Characters of all lines. */
  chars(): number;
}

/** A text as the numbers of its lines in `table`. */
export interface NumberedLines {
  readonly ids: Uint32Array;
  readonly table: LineTable;
}

export function createLineTable(): LineTable {
  const ids = new Map<string, number>();
  const texts: string[] = [];
  let chars = 0;
  return {
    idOf(line) {
      const known = ids.get(line);
      if (known !== undefined) return known;
      // A copy: a line cut out of a text would keep the whole text in memory.
      const own = Buffer.from(line).toString();
      chars += own.length;
      ids.set(own, texts.length);
      return texts.push(own) - 1;
    },
    textOf: (id) => texts[id] ?? '',
    chars: () => chars,
  };
}
