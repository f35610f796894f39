/** What a device sends back for the characters typed into its line. Knows columns; nothing of commands. */
import type { EchoStyle } from './personality.ts';

/** Deviations from the platform's own echo. */
export type EchoQuirk = 'off' | 'wrap' | 'redraw';

/** IOS moves the line left by this much when it reaches the edge. */
const SCROLL_STEP = 10;
const DEFAULT_COLUMNS = 80;

/** Echoes one line as it is typed, in whatever pieces it arrives. */
export class LineEcho {
  readonly #style: EchoStyle;
  readonly #quirk: EchoQuirk | null;
  #typed = '';
  /** Columns in use after the prompt. */
  #shown = 0;

  constructor(style: EchoStyle, quirk: EchoQuirk | null) {
    this.#style = style;
    this.#quirk = quirk;
  }

  /** The echo of `text` typed after a prompt of `promptLength` columns on a screen of `columns` (0: endless). */
  typed(text: string, promptLength: number, columns: number, blank = ' '): string {
    if (this.#quirk === 'off') return '';
    this.#typed += text;
    if (this.#quirk === 'redraw') return `${text}${'\b'.repeat(text.length)}${text}`;
    const width = this.#quirk === 'wrap' ? DEFAULT_COLUMNS : columns;
    const overflow = this.#quirk ?? this.#style.overflow;
    if (width === 0 || promptLength + this.#shown + text.length < width) {
      this.#shown += text.length;
      return blank === ' ' ? text : text.replaceAll(' ', blank);
    }
    return overflow === 'wrap' ? this.#wrap(text, promptLength, width) : this.#scroll(text, promptLength, width);
  }

  /** The end of the line. */
  entered(): string {
    this.#typed = '';
    this.#shown = 0;
    return this.#quirk === 'off' ? '\r\n' : this.#style.lineEnd;
  }

  /** The characters taken back from the end of the line. */
  erased(count: number): string {
    this.#typed = this.#typed.slice(0, Math.max(0, this.#typed.length - count));
    this.#shown = Math.max(0, this.#shown - count);
    return this.#quirk === 'off' ? '' : '\b \b'.repeat(count);
  }

  #wrap(text: string, promptLength: number, width: number): string {
    let out = '';
    for (const character of text) {
      out += character;
      this.#shown += 1;
      if ((promptLength + this.#shown) % width === 0) out += ' \r';
    }
    return out;
  }

  #scroll(text: string, promptLength: number, width: number): string {
    let out = '';
    let before = this.#typed.slice(0, this.#typed.length - text.length);
    for (const character of text) {
      before += character;
      if (promptLength + this.#shown + 1 < width) {
        out += character;
        this.#shown += 1;
        continue;
      }
      const view = `$${before.slice(-Math.max(1, width - promptLength - SCROLL_STEP - 1))}`;
      const gap = Math.max(0, this.#shown - view.length);
      out += '\b'.repeat(this.#shown) + view + ' '.repeat(gap) + '\b'.repeat(gap);
      this.#shown = view.length;
    }
    return out;
  }
}
