/**
 * Renders Jinja2 templates away from the main thread, with bounded time and memory: a template may come from a model.
 * Knows the library and its limits; nothing of devices. Every call has a thread and a machine of its own, so that what
 * one template breaks is gone with it.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { RollcallError } from '../core/errors.ts';
import { oneLine } from '../core/text.ts';
import { capWasmMemory } from './wasm-memory.ts';

export interface Rendered {
  /** Different texts. */
  readonly texts: readonly string[];
  /** For each scope its text's place in `texts`. */
  readonly places: readonly number[];
}

// 128 MiB: a template that needs more is not one for configurations.
const MOST_PAGES = 2_048;
// Instructions of one rendering, about 100 ms.
const FUEL = 1_000_000;
// 2,500 devices take a tenth of a second.
const MOST_MS = 15_000;
/** Characters of one rendered text: more than any change has. */
export const MOST_CHARS = 200_000;
// Of all different texts together.
const MOST_TOTAL = 50_000_000;

// Plain JavaScript as a string, because a worker needs a file of its own otherwise, whose name differs once built.
const RENDERER = `
const { parentPort, workerData } = require('node:worker_threads');
const { wasm, library, template, scopes, fuel, mostChars, mostTotal } = workerData;
const { Module } = WebAssembly;
WebAssembly.Module = function () { return new Module(wasm); };
const { Environment } = require(library);
const places = [];
const texts = new Map();
let total = 0;
let at = null;
try {
  const environment = new Environment();
  environment.undefinedBehavior = 'strict';
  environment.trimBlocks = true;
  environment.lstripBlocks = true;
  environment.debug = false;
  environment.addTemplate('change', template);
  for (at = 0; at < scopes.length; at++) {
    environment.fuel = fuel;
    const text = environment.renderTemplate('change', scopes[at]);
    if (text.length > mostChars) throw new Error('its text is too long');
    if (!texts.has(text)) {
      total += text.length;
      if (total > mostTotal) throw new Error('its texts are too long together');
      texts.set(text, texts.size);
    }
    places.push(texts.get(text));
  }
  parentPort.postMessage({ texts: [...texts.keys()], places });
} catch (error) {
  parentPort.postMessage({ problem: String(error && error.message || error), at });
}
`;

interface Problem {
  readonly problem: string;
  /** Which scope; null: the template itself. */
  readonly at: number | null;
}

/** The text of each scope. @throws {RollcallError} BAD_INPUT with the template's line; `nameOf` says whose scope it was */
export async function renderAll(
  template: string,
  scopes: readonly unknown[],
  nameOf: (index: number) => string,
): Promise<Rendered> {
  const require = createRequire(import.meta.url);
  const library = require.resolve('minijinja-js');
  const wasm = capWasmMemory(await readFile(join(dirname(library), 'minijinja_js_bg.wasm')), MOST_PAGES);
  const answer = await inWorker({ wasm, library, template, scopes });
  if ('problem' in answer) throw templateError(answer, template, nameOf);
  return answer;
}

async function inWorker(work: Readonly<Record<string, unknown>>): Promise<Rendered | Problem> {
  const workerData = { ...work, fuel: FUEL, mostChars: MOST_CHARS, mostTotal: MOST_TOTAL };
  // What the library prints when it breaks is no line of our log.
  const worker = new Worker(RENDERER, { eval: true, workerData, stderr: true, stdout: true, env: {} });
  let late: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve) => {
      const give = (problem: string) => resolve({ problem, at: null });
      worker.once('message', resolve);
      worker.once('error', () => give('it needs too much memory'));
      worker.once('exit', () => give('it could not be rendered'));
      late = setTimeout(() => give('it takes too long'), MOST_MS);
    });
  } finally {
    clearTimeout(late);
    await worker.terminate();
  }
}

function templateError({ problem, at }: Problem, template: string, nameOf: (index: number) => string): RollcallError {
  // undefined value (in change:2); below the first line stands an excerpt.
  const [, what = problem, line] = /^(.*?)(?: \(in change:(\d+)\))?$/m.exec(problem) ?? [];
  const text = line === undefined ? undefined : template.split('\n')[Number(line) - 1];
  const where = line === undefined ? 'The template' : `Line ${line} of the template`;
  const quoted = text === undefined ? '' : `, in \`${oneLine(text, 80)}\``;
  const whose = at === null ? '' : ` for ${oneLine(nameOf(at), 80)}`;
  // A machine that ran out of memory says no more than this.
  const why = what === 'unreachable' ? 'it needs too much memory' : oneLine(what, 160);
  return new RollcallError('BAD_INPUT', `${where}${whose}: ${why}${quoted}.`, {
    hint: 'Jinja2 without includes. In scope: vars by name, device.name, .site, .role, .platform, .host, .tags, .groups, .data.<name>.',
  });
}
