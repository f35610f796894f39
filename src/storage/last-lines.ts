/** The end of a text file, however long it is. Knows lines; not what they say. */
import { open } from 'node:fs/promises';

const LINE_FEED = 0x0a;
/** About 150 lines of an audit log. */
const BLOCK_BYTES = 65_536;

/** Up to `limit` last whole lines, without their line feeds, in the file's order; none when there is no file. */
export async function lastLines(file: string, limit: number): Promise<Buffer[]> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (handle === null) return [];
  try {
    const blocks: Buffer[] = [];
    let feeds = 0;
    // One more line feed than lines: the one before the first.
    for (let at = (await handle.stat()).size; at > 0 && feeds <= limit; ) {
      const length = Math.min(BLOCK_BYTES, at);
      at -= length;
      const block = Buffer.alloc(length);
      await handle.read(block, 0, length, at);
      for (const byte of block) if (byte === LINE_FEED) feeds++;
      blocks.unshift(block);
    }
    const lines = splitLines(Buffer.concat(blocks)).lines;
    return limit > 0 ? lines.slice(-limit) : [];
  } finally {
    await handle.close();
  }
}

/** Whole lines without their line feeds, and what comes after the last. */
export function splitLines(bytes: Buffer): { readonly lines: Buffer[]; readonly rest: Buffer } {
  const lines: Buffer[] = [];
  let from = 0;
  for (let end = bytes.indexOf(LINE_FEED); end !== -1; end = bytes.indexOf(LINE_FEED, from)) {
    lines.push(bytes.subarray(from, end));
    from = end + 1;
  }
  return { lines, rest: bytes.subarray(from) };
}
