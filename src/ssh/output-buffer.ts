/**
 * What a device has sent since it was last asked: kept in memory up to a cap, then head and tail only, with the whole
 * on disk. Knows bytes and files; nothing of what they say.
 */
import { createHash, type Hash, randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface SpillOptions {
  /** Where whole outputs over the cap go; null keeps none. Created as 0700, files 0600. */
  readonly folder: string | null;
  readonly keepBytes: number;
  readonly spillBytes: number;
}

/** Bytes of the end looked at for a prompt; no prompt is longer. */
const TAIL_BYTES = 2_048;

export class OutputBuffer {
  readonly #options: SpillOptions;
  #head: Buffer[] = [];
  #headBytes = 0;
  #rest: Buffer[] = [];
  #restBytes = 0;
  #tail: Buffer = Buffer.alloc(0);
  #hash: Hash | null = null;
  #spill: { readonly file: string; readonly descriptor: number; written: number } | null = null;
  #finished = false;
  sizeBytes = 0;

  constructor(options: SpillOptions) {
    this.#options = options;
  }

  push(chunk: Buffer): void {
    if (this.#finished) return;
    this.sizeBytes += chunk.length;
    this.#tail = (chunk.length >= TAIL_BYTES ? chunk : Buffer.concat([this.#tail, chunk])).subarray(-TAIL_BYTES);
    const room = this.#hash === null ? this.#options.keepBytes - this.#headBytes : 0;
    if (room > 0) this.#head.push(chunk.subarray(0, room));
    this.#headBytes += Math.min(room, chunk.length);
    if (this.#hash === null && chunk.length <= room) return;
    if (this.#hash === null) this.#startSpill();
    const over = chunk.subarray(room);
    this.#hash?.update(over);
    this.#writeSpill(over);
    this.#rest.push(over);
    this.#restBytes += over.length;
    // Half the cap again for the tail: the end of an answer says as much as its start.
    const most = Math.max(TAIL_BYTES, this.#options.keepBytes / 2);
    for (let first = this.#rest[0]; first && this.#restBytes - first.length >= most; first = this.#rest[0]) {
      this.#restBytes -= first.length;
      this.#rest.shift();
    }
  }

  /** The end of what came, decoded. A character cut at either side shows as U+FFFD until its other half comes. */
  get tail(): string {
    return this.#tail.toString('utf8');
  }

  get truncated(): boolean {
    return this.#hash !== null;
  }

  /** Everything that is kept, decoded as UTF-8: the whole, or head, a marked gap, and tail. */
  text(): string {
    const head = Buffer.concat(this.#head).toString('utf8');
    if (!this.truncated) return head;
    const gap = this.sizeBytes - this.#headBytes - this.#restBytes;
    return `${head}\n[… ${gap} bytes not kept here …]\n${Buffer.concat(this.#rest).toString('utf8')}`;
  }

  /** Ends collecting, so that what comes later belongs to nobody; closes the spill file and answers where it is and the SHA-256 of all that came, or null when nothing was cut. */
  finish(): { readonly spillFile: string | null; readonly sha256: string } | null {
    this.#finished = true;
    if (this.#hash === null) return null;
    const sha256 = this.#hash.digest('hex');
    this.#hash = null;
    const spill = this.#spill;
    if (spill !== null) closeSync(spill.descriptor);
    this.#spill = null;
    return { spillFile: spill?.file ?? null, sha256 };
  }

  /** Empties the buffer for the next answer. */
  reset(): void {
    this.finish();
    this.#finished = false;
    this.#head = [];
    this.#headBytes = 0;
    this.#rest = [];
    this.#restBytes = 0;
    this.#tail = Buffer.alloc(0);
    this.sizeBytes = 0;
  }

  #startSpill(): void {
    this.#hash = createHash('sha256');
    for (const chunk of this.#head) this.#hash.update(chunk);
    if (this.#options.folder === null || this.#options.spillBytes === 0) return;
    try {
      mkdirSync(this.#options.folder, { recursive: true, mode: 0o700 });
      const file = join(this.#options.folder, `${randomBytes(12).toString('hex')}.txt`);
      this.#spill = { file, descriptor: openSync(file, 'wx', 0o600), written: 0 };
      for (const chunk of this.#head) this.#writeSpill(chunk);
    } catch {
      // A full disk must not end the visit: the answer is cut and says so, there is only no file of the whole.
      this.#spill = null;
    }
  }

  #writeSpill(chunk: Buffer): void {
    if (this.#spill === null || this.#spill.written >= this.#options.spillBytes) return;
    try {
      this.#spill.written += writeSync(this.#spill.descriptor, chunk);
    } catch {
      closeSync(this.#spill.descriptor);
      this.#spill = null;
    }
  }
}
