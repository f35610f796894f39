/** How large a reply may be, and how to cut a text to what is left of it. Knows characters of JSON only. */

/** What a reply is held to unless the caller asked for more: readable at any fleet size. */
export const DEFAULT_REPLY_CHARS = 6_000;
/** What no reply passes: clients cut or hide longer ones. */
export const MOST_REPLY_CHARS = 20_000;

/** The length of `value` as it leaves. */
export function sizeOf(value: unknown): number {
  return JSON.stringify(value).length;
}

/**
 * The longest start of `text` whose JSON form has at most `room` characters, ended at a line's end where that costs
 * less than a quarter of it; never half a surrogate pair.
 */
export function cutToJson(text: string, room: number): string {
  let cut = text.slice(0, Math.max(0, room));
  for (let size = sizeOf(cut); size > room && cut !== ''; size = sizeOf(cut)) {
    cut = cut.slice(0, Math.min(cut.length - 1, Math.floor((cut.length * room) / size)));
  }
  if (cut.length === text.length) return text;
  const line = cut.lastIndexOf('\n') + 1;
  if (line > cut.length * 0.75) return cut.slice(0, line);
  const last = cut.charCodeAt(cut.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? cut.slice(0, -1) : cut;
}

/** The first of `items` that fit into `room` characters of JSON, commas included. */
export function fitItems<T>(items: readonly T[], room: number): readonly T[] {
  let used = 2;
  const end = items.findIndex((item) => {
    used += sizeOf(item) + 1;
    return used > room;
  });
  return end === -1 ? items : items.slice(0, end);
}
