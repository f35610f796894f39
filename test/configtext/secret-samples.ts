/** The texts of test/fixtures/secrets/ with their marks, and what counts as a leak. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', 'fixtures', 'secrets');
const MARKED = /[⟦⟪]([^⟧⟫]*)[⟧⟫]/g;
const TAG = /<secret:[0-9a-f]{6}>/g;

/** A text with secrets in it. */
export interface Sample {
  /** `cisco_ios` of `cisco_ios.txt`. */
  readonly file: string;
  readonly name: string;
  readonly marked: string;
  /** As a device would send it. */
  readonly text: string;
  readonly secrets: readonly string[];
}

const sampleOf = (file: string, name: string, marked: string): Sample => ({
  file,
  name,
  marked,
  text: marked.replace(/[⟦⟧⟪⟫]/g, ''),
  secrets: [...marked.matchAll(MARKED)].map(([, secret = '']) => secret),
});

/** Every sample, whole. */
export function secretSamples(): Sample[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.txt') && file !== 'benign.txt');
  return files.flatMap((file) =>
    readFileSync(join(FOLDER, file), 'utf8')
      .split(/^=== /m)
      .slice(1)
      .map((part) => {
        const lineEnd = part.indexOf('\n');
        return sampleOf(file.replace('.txt', ''), part.slice(0, lineEnd), part.slice(lineEnd + 1).trimEnd());
      }),
  );
}

/** The lines that betray their secrets by themselves, each as a sample. */
export const secretLines = (samples: readonly Sample[]): Sample[] =>
  samples.flatMap(({ file, name, marked }) =>
    marked
      .split('\n')
      .filter((line) => /⟦[^⟧]*⟧/.test(line) && !line.includes('⟪'))
      .map((line) => sampleOf(file, name, line)),
  );

/** The lines between the secrets: nothing in them is secret. */
export const linesBetween = (sample: Sample): string[] =>
  sample.marked
    .replace(/[⟦⟪][^⟧⟫]*[⟧⟫]/g, (secret) => `⟦${'\n⟦'.repeat(secret.split('\n').length - 1)}`)
    .split('\n')
    .filter((line) => !line.includes('⟦') && line.trim() !== '');

/** Lines without a secret that use the words secrets come with. */
export const benignLines = (): string[] =>
  readFileSync(join(FOLDER, 'benign.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '');

const count = (text: string, part: string): number => text.split(part).length - 1;

/**
 * A part of a secret that `shown` holds more often than the sample does outside its marks, or null: the secret itself,
 * or six characters in a row of one of its words.
 */
export function leakOf(shown: string, { marked, secrets }: Sample): string | null {
  const outside = marked.replace(MARKED, ' ');
  const untagged = shown.replace(TAG, ' ');
  const isLeaked = (part: string): boolean => untagged.includes(part) && count(untagged, part) > count(outside, part);
  for (const secret of secrets) {
    if (isLeaked(secret)) return secret;
    for (const word of secret.split(/\s+/)) {
      for (let at = 0; at + 6 <= word.length; at++) if (isLeaked(word.slice(at, at + 6))) return word.slice(at, at + 6);
    }
  }
  return null;
}
