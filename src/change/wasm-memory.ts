/** Puts a bound on the memory of a WebAssembly module. Knows the sections of the binary format; nothing of what it does. */

// Magic number and version.
const HEADER_BYTES = 8;
const MEMORY_SECTION = 5;

/** The module with a memory of at most `mostPages` pages of 64 KiB; as it is where it defines none. */
export function capWasmMemory(module: Uint8Array, mostPages: number): Uint8Array {
  for (let at = HEADER_BYTES; at < module.length; ) {
    const size = readNumber(module, at + 1);
    const end = size.next + size.value;
    if (module[at] !== MEMORY_SECTION) {
      at = end;
      continue;
    }
    // One memory: its flags, least pages, and most where the flags say so.
    const least = readNumber(module, size.next + 2);
    const body = [1, 1, ...writeNumber(least.value), ...writeNumber(mostPages)];
    const section = [MEMORY_SECTION, ...writeNumber(body.length), ...body];
    return Buffer.concat([module.subarray(0, at), Uint8Array.from(section), module.subarray(end)]);
  }
  return module;
}

/** An unsigned number as LEB128: seven bits a byte, the lowest first. */
function readNumber(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let shift = 1; ; shift *= 128, at++) {
    const byte = bytes[at] ?? 0;
    value += (byte & 0x7f) * shift;
    if (byte < 0x80) return { value, next: at + 1 };
  }
}

function writeNumber(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 0x80, ...writeNumber(Math.floor(value / 128))];
}
