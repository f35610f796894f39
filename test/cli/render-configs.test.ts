import { expect, it } from 'vitest';
import { createPrinter } from '../../src/cli/print.ts';
import { isDifferent, renderDiff, type WireDiff } from '../../src/cli/render-diff.ts';
import { renderSearch, type WireSearch } from '../../src/cli/render-search.ts';
import { asShellCommand } from '../../src/cli/shell-command.ts';
import { captureStream, plainText } from './streams.ts';

const search: WireSearch = {
  headline: '2 of 2,500 devices have it; 2,490 lack it; 8 have no backup and are unknown.',
  counts: { selected: 2500, with_line: 2, without_line: 2490, not_applicable: 0, no_backup: 8 },
  no_backup: ['sw7', 'sw8'],
  oldest_backup: '2026-11-23T12:00:00.000Z',
  total: 2,
  devices: [
    {
      device: 'sw1',
      platform: 'cisco_ios',
      count: 3,
      lines: [{ number: 12, text: 'transport input telnet', under: ['line vty 0 4'] }],
      more: 2,
    },
    { device: 'sw2', platform: 'cisco_ios', count: 0, lines: [], more: 0 },
  ],
  next_cursor: 'sw2',
  next: ['backup_configs select="site=ams"'],
};

it('shows found lines below what they stand under, what is unknown, and the next page', () => {
  expect(plainText(renderSearch(search))).toBe(
    [
      '2 of 2,500 devices have it; 2,490 lack it; 8 have no backup and are unknown.',
      'From backups of 2026-11-23T12:00:00.000Z or later.',
      'No backup: sw7, sw8 and 6 more',
      '',
      'sw1  cisco_ios',
      '    12  line vty 0 4 > transport input telnet',
      '  … 2 more lines',
      'sw2  cisco_ios',
      '',
      'More: add --cursor sw2',
      '',
      'Next:',
      '  rollcall backup --select site=ams',
    ].join('\n'),
  );
  const none = { ...search, devices: [], no_backup: [], oldest_backup: null, next_cursor: null, next: [] };
  expect(plainText(renderSearch(none))).toBe(search.headline);
});

const diff: WireDiff = {
  device: 'sw1',
  headline: 'sw1: 1 line added, 1 removed between a and b.',
  from: { revision: 'a'.repeat(40), at: '2026-11-22T12:00:00.000Z' },
  to: { revision: 'b'.repeat(40), at: '2026-11-23T12:00:00.000Z' },
  added: 1,
  removed: 1,
  order_only: false,
  diff: '--- a\n+++ b\n@@ -1,2 +1,2 @@\n hostname sw1\n-ntp server 10.0.0.1\n+ntp server 10.9.9.9\n',
  omitted_lines: 0,
};

it('colours a difference on a terminal, and only there', () => {
  const terminal = captureStream({ columns: 80 });
  createPrinter({ stdout: terminal, stderr: terminal, env: {} }).out(renderDiff(diff));
  expect(terminal.text()).toContain(
    '\u001b[31m-ntp server 10.0.0.1\u001b[0m\n\u001b[32m+ntp server 10.9.9.9\u001b[0m\n',
  );
  expect(terminal.text()).toContain('\n hostname sw1\n');
  const pipe = captureStream();
  createPrinter({ stdout: pipe, stderr: pipe, env: {} }).out(renderDiff(diff));
  expect(pipe.text()).toBe(`${diff.headline}\n${diff.diff}`);
});

it('says what of a difference did not fit, and when there is none', () => {
  expect(plainText(renderDiff({ ...diff, omitted_lines: 7 }))).toMatch(/\n… 7 more lines: /);
  const same = { ...diff, headline: 'sw1: no difference.', diff: '', added: 0, removed: 0 };
  expect([isDifferent(diff), isDifferent(same)]).toEqual([true, false]);
  expect(plainText(renderDiff(same))).toBe('sw1: no difference.');
  expect(isDifferent({ ...diff, added: 0, removed: 0, order_only: true })).toBe(true);
});

it('names next steps of backups as a shell takes them', () => {
  expect(asShellCommand('backup_configs select="run=r-1 status=failed"')).toBe(
    "rollcall backup --select 'run=r-1 status=failed'",
  );
  expect(asShellCommand('diff_config device=sw1 to=running')).toBe('rollcall diff sw1 --to running');
  expect(asShellCommand('get_results run_id=r-1 device=sw1')).toBe('rollcall results r-1 --device sw1');
  expect(asShellCommand('search_configs pattern="^ntp server" missing=true')).toBe(
    "rollcall search '^ntp server' --missing",
  );
});
