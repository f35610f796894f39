/**
 * Loaded with `node --require` into the process under measurement: says how late its event loop was. Each SIGUSR2
 * writes what was seen since the last one to the file named by ROLLCALL_LOOP_DELAY_FILE.
 */
const { renameSync, writeFileSync } = require('node:fs');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { isMainThread } = require('node:worker_threads');

/** The histogram counts the pause between two looks, so this is subtracted from what it says. */
const RESOLUTION_MS = 5;
const file = process.env.ROLLCALL_LOOP_DELAY_FILE;

if (isMainThread && file) {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  const lateMs = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  process.on('SIGUSR2', () => {
    const seen = {
      p50Ms: lateMs(histogram.percentile(50)),
      p99Ms: lateMs(histogram.percentile(99)),
      maxMs: lateMs(histogram.max),
    };
    histogram.reset();
    writeFileSync(`${file}.new`, JSON.stringify(seen));
    renameSync(`${file}.new`, file);
  });
}
