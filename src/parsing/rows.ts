/** What parsing answers with, whatever understood the text. Knows shape only. */

/** One object per table row; a single object where the answer is not a table. Values are the device's: untrusted. */
export type Rows = readonly Readonly<Record<string, unknown>>[];
