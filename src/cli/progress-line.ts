/** A run's progress as one line. Knows bars, rates and widths; knows no terminal. */
import { counted } from '../core/text.ts';
import type { RunProgress } from '../engine/run-spec.ts';

/** Wider says nothing more; narrower than the least says nothing at all. */
const WIDEST_BAR = 30;
const NARROWEST_BAR = 8;

/**
 * `1,200 of 2,500 devices, 12 failed, 3 need attention, 210/s, 6 s left`; rate and rest only where known. `place`, such
 * as `wave 2 of 4`, stands before it.
 */
export function progressText(progress: RunProgress, place = ''): string {
  const { done, selected, failed, attention, perSecond, etaMs } = progress;
  return [
    ...(place === '' ? [] : [place]),
    `${done.toLocaleString('en-US')} of ${counted(selected, 'device')}`,
    ...(failed > 0 ? [`${failed.toLocaleString('en-US')} failed`] : []),
    ...(attention > 0 ? [`${attention.toLocaleString('en-US')} need attention`] : []),
    ...(perSecond > 0 ? [`${perSecond < 10 ? perSecond.toFixed(1) : Math.round(perSecond)}/s`] : []),
    ...(etaMs === null ? [] : [`${duration(etaMs)} left`]),
  ].join(', ');
}

/** The same behind a bar, where `columns` leave room for one. */
export function progressLine(progress: RunProgress, columns: number, place = ''): string {
  const text = progressText(progress, place);
  const width = Math.min(WIDEST_BAR, columns - text.length - 4);
  if (width < NARROWEST_BAR) return text;
  const share = progress.selected === 0 ? 1 : Math.min(1, progress.done / progress.selected);
  const full = Math.floor(share * width);
  return `[${'#'.repeat(full)}${'-'.repeat(width - full)}] ${text}`;
}

/** `850 ms`, `6 s`, `2 min 5 s`, `1 h 3 min`. */
export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${ms < 9_950 && ms % 1_000 !== 0 ? (ms / 1_000).toFixed(1) : seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}
