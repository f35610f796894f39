import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPrinter } from '../../src/cli/print.ts';
import { duration, progressLine, progressText } from '../../src/cli/progress-line.ts';
import { renderDevices } from '../../src/cli/render-devices.ts';
import { renderDoctor } from '../../src/cli/render-doctor.ts';
import { renderEnroll } from '../../src/cli/render-enroll.ts';
import { renderResults } from '../../src/cli/render-results.ts';
import { renderRun, type WireRun } from '../../src/cli/render-run.ts';
import { asShellCommand } from '../../src/cli/shell-command.ts';
import { showProgress } from '../../src/cli/show-progress.ts';
import { captureStream, plainText } from './streams.ts';

const run: WireRun = {
  run_id: 'r-20261123-101502-7f3a9c',
  kind: 'check',
  state: 'done',
  headline: '2,431 of 2,500 healthy; 44 need attention; 25 could not be checked.',
  note: null,
  counts: { selected: 2500, ok: 2431, attention: 44, failed: 25, skipped: 0, pending: 0 },
  groups: [
    {
      group: 'g1',
      kind: 'finding',
      severity: 'warning',
      count: 44,
      title: 'Configuration not saved',
      evidence: 'running-config changed',
      difference: null,
      devices: ['a', 'b'],
      more: 42,
    },
    {
      group: 'g2',
      kind: 'answer',
      severity: 'info',
      count: 1,
      title: 'Another answer to show clock',
      evidence: null,
      difference: ['- ntp server 10.0.0.1', '+ ntp server 10.9.9.9'],
      devices: ['c'],
      more: 0,
    },
  ],
  failures: [{ code: 'CONN_TIMEOUT', count: 25, devices: ['d'], more: 24, hint: 'Is the device up?' }],
  timing: { elapsed_ms: 9120, device_p50_ms: 6050, device_p95_ms: 6900, eta_ms: null },
  omitted: { groups: 2, failures: 0 },
  next: ['get_results run_id=r-20261123-101502-7f3a9c group=g1', 'cancel_run run_id=r-20261123-101502-7f3a9c'],
};

describe('a run for people', () => {
  it('shows headline, groups, failures, what was left out, and next steps to type', () => {
    expect(plainText(renderRun(run))).toBe(
      [
        '2,431 of 2,500 healthy; 44 need attention; 25 could not be checked.',
        '',
        'g1  Configuration not saved  44  a, b and 42 more',
        '      “running-config changed”',
        '',
        'g2  Another answer to show clock  1  c',
        '      - ntp server 10.0.0.1',
        '      + ntp server 10.9.9.9',
        '  … 2 more groups: see `rollcall results`',
        '',
        'Could not be asked',
        '  CONN_TIMEOUT  25  d and 24 more',
        '      Is the device up?',
        '',
        'r-20261123-101502-7f3a9c · done · 9.1 s · a device 6.0 s · 95 % within 6.9 s',
        'Next:',
        '  rollcall results r-20261123-101502-7f3a9c --group g1',
      ].join('\n'),
    );
  });

  it('names next steps as a shell takes them', () => {
    expect(asShellCommand('get_results run_id=r-1 status=failed raw=true')).toBe(
      'rollcall results r-1 --status failed --raw',
    );
    expect(asShellCommand('check_devices select="run=r-1 status=failed" profile=reach')).toBe(
      "rollcall check --select 'run=r-1 status=failed' --profile reach",
    );
    expect(asShellCommand('get_run run_id=r-1')).toBe('rollcall runs r-1');
    expect(asShellCommand('cancel_run run_id=r-1')).toBeNull();
    expect(asShellCommand('Look at the cabling.')).toBe('Look at the cabling.');
    expect(asShellCommand('check_devices select="name=it\'s"')).toBe("rollcall check --select 'name=it'\\''s'");
  });
});

describe('progress', () => {
  const progress = { runId: 'r-1', done: 1200, selected: 2500, failed: 12, attention: 3, perSecond: 210, etaMs: 6200 };

  it('says how many, how fast and how long', () => {
    expect(progressText(progress)).toBe('1,200 of 2,500 devices, 12 failed, 3 need attention, 210/s, 6.2 s left');
    expect(progressText({ ...progress, failed: 0, attention: 0, perSecond: 0, etaMs: null })).toBe(
      '1,200 of 2,500 devices',
    );
  });

  it('fits any width, with a bar where there is room', () => {
    expect(progressLine({ ...progress, failed: 0, attention: 0 }, 60)).toBe(
      '[#######--------] 1,200 of 2,500 devices, 210/s, 6.2 s left',
    );
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), fc.integer({ min: 1, max: 300 }), (done, selected, columns) => {
        const line = progressLine({ ...progress, done, selected }, columns);
        const text = progressText({ ...progress, done, selected });
        expect(line === text || line.length < columns).toBe(true);
      }),
    );
  });

  it('comes every five seconds where nobody watches, five times a second where someone does', () => {
    const shown = (columns?: number) => {
      const stderr = captureStream(columns === undefined ? undefined : { columns });
      const print = createPrinter({ stdout: captureStream(), stderr, env: {} });
      let nowMs = 0;
      const clock = { now: () => 0, monotonicMs: () => nowMs, after: () => () => {} };
      const bar = showProgress(print, clock);
      for (; nowMs <= 10_000; nowMs += 50) bar.update({ ...progress, done: nowMs });
      bar.end();
      return stderr.text().split(columns === undefined ? '\n' : '\r').length - 1;
    };
    expect(shown()).toBe(2);
    expect(shown(80)).toBe(51);
  });

  it('writes durations as people say them', () => {
    expect([0, 850, 1_000, 6_050, 9_990, 61_000, 3_780_000].map(duration)).toEqual([
      '0 ms',
      '850 ms',
      '1 s',
      '6.0 s',
      '10 s',
      '1 min 1 s',
      '1 h 3 min',
    ]);
  });
});

describe('other answers for people', () => {
  it('shows results with findings, facts, rows and raw text, line by line', () => {
    const text = plainText(
      renderResults({
        run_id: 'r-1',
        state: 'done',
        total: 2,
        change: { title: '1 line added', lines: ['  interface Vlan1', '+   shutdown'], omitted_lines: 3 },
        next_cursor: 'abc',
        results: [
          {
            device: 'a',
            platform: 'cisco_ios',
            status: 'attention',
            code: null,
            message: null,
            detail: null,
            duration_ms: 6050,
            findings: [{ severity: 'warning', title: 'Not saved', evidence: 'x' }],
            value: { version: '17.9', model: null },
            answers: [
              { command: 'show x', code: null, evidence: 'line', size_bytes: 9, truncated: false, text: 'one\ntwo\n' },
              { command: 'show y', code: 'CMD_REJECTED', evidence: null, size_bytes: 9, truncated: false },
              {
                command: 'z',
                code: null,
                evidence: null,
                size_bytes: 9,
                truncated: false,
                rows: [{ a: 1 }],
                rows_omitted: 3,
              },
            ],
          },
        ],
      }),
    );
    expect(text).toBe(
      [
        '2 devices of r-1, which is done',
        '',
        '1 line added',
        '    interface Vlan1',
        '  +   shutdown',
        '  … 3 more lines',
        '',
        'a  attention  cisco_ios, 6.0 s',
        '  Not saved  “x”',
        '  version 17.9',
        '  > show x  line',
        '    one',
        '    two',
        '  > show y  CMD_REJECTED',
        '  > z',
        '    {"a":1}',
        '    … 3 more rows',
        '',
        'More: add --cursor abc',
      ].join('\n'),
    );
  });

  it('shows devices as a table under their counts', () => {
    const counts = { top: [{ name: 'ams', devices: 2 }], other_names: 1, other_devices: 5 };
    const none = { top: [{ name: null, devices: 7 }], other_names: 0, other_devices: 0 };
    const lines = renderDevices({
      total: 7,
      by_platform: counts,
      by_site: counts,
      by_role: none,
      devices: [
        { name: 'a', tags: ['x', 'y'], site: null },
        { name: 'bbb', tags: [], site: 'ams' },
      ],
      next_cursor: null,
    });
    const text = plainText(lines)
      .split('\n')
      .map((line) => line.trimEnd());
    expect(text).toEqual([
      '7 devices',
      '  platforms: ams 2, 1 others 5',
      '  sites: ams 2, 1 others 5',
      '',
      'NAME  TAGS  SITE',
      'a     x, y',
      'bbb         ams',
    ]);
  });

  it('shows what the doctor found with how to mend it, and keys as ssh-keygen does', () => {
    const findings = [
      { check: 'git', level: 'ok', message: 'git 2', mend: null },
      { check: 'data folder', level: 'fail', message: 'no', mend: 'chown it' },
    ] as const;
    expect(plainText(renderDoctor(findings))).toBe(
      ['ok    git          git 2', 'FAIL  data folder  no', `${' '.repeat(19)}chown it`].join('\n'),
    );
    const key = { type: 'ssh-ed25519', fingerprint: 'SHA256:abc', error: null };
    const text = plainText(
      renderEnroll([
        { device: 'a', verdict: 'unknown', ...key },
        { device: 'b', verdict: 'changed', ...key },
        { device: 'c', verdict: 'failed', type: null, fingerprint: null, error: 'CONN_REFUSED: no' },
      ]),
    );
    expect(text).toContain('new      a  SHA256:abc ssh-ed25519\nCHANGED  b  SHA256:abc');
    expect(text).toContain('failed   c  CONN_REFUSED: no');
    expect(text).toContain('A changed key is not filed.');
  });
});
