/**
 * What stands about changing devices before anybody tries, one check each: what is allowed, who says yes, what an
 * earlier change left, and whether the record of it is intact. Contacts no device.
 */
import type { Config } from '../config/config.ts';
import { systemClock } from '../core/clock.ts';
import { counted } from '../core/text.ts';
import { openAuditLog } from '../storage/file-audit-log.ts';
import { openStore } from '../storage/sqlite.ts';
import { type Finding, fail, ok, warn } from './render-doctor.ts';

/** The mode and what it means, and how a plan comes to be approved and pushed. */
export function checkChanging({ mode, approval, change, credentials }: Config): Finding[] {
  if (mode === 'read-only') {
    return [
      ok('changes', 'read-only: plans can be made and approved, and nothing is pushed (mode: read-write allows it)'),
    ];
  }
  const dialog = approval.elicitation === 'trusted' ? ', or in the dialog of the MCP client, which is trusted' : '';
  const eyes = approval.four_eyes
    ? 'by somebody else than who made the plan'
    : 'by anybody, who made the plan included';
  const { waves, in_flight: inFlight, stop_percent: stopPercent, credential } = change;
  return [
    ok('changes', `read-write: approved plans are pushed; approved at a terminal${dialog}, ${eyes}`),
    ok(
      'changes',
      `a plan waits ${counted(change.plan_hours, 'hour')}, an approval ${counted(approval.expires_minutes, 'minute')}; ` +
        `waves of ${waves.join(', ')}, ${inFlight} at the same moment, stopped beyond ${stopPercent} %`,
    ),
    ...(credential === undefined || credential in credentials
      ? []
      : [
          fail(
            'changes',
            `change.credential names ${credential}, which is no credential set`,
            'Add it under credentials.',
          ),
        ]),
  ];
}

/** What a crash left open, and the record of changes; both are only read. */
export async function checkChangeRecords({ data_dir: dataDir, change, mode }: Config): Promise<Finding[]> {
  const clock = systemClock;
  const store = await openStore({ dataDir, clock, readOnly: true });
  try {
    const unfinished = await store.unfinishedChanges();
    const audit = openAuditLog({
      dataDir,
      headFile: change.head_file,
      auditHead: store.auditHead,
      clock,
      clean: (text) => text,
    });
    const verdict = await audit.verify();
    const isKept = change.head_file !== undefined;
    const kept = isKept || mode === 'read-only' ? '' : '; its head lies beside it alone (change.head_file)';
    return [
      unfinished.length === 0
        ? ok('changes', 'none is unfinished')
        : warn('changes', `unfinished: ${unfinished.map(({ id }) => id).join(', ')}`, 'Run: rollcall recover'),
      verdict.intact
        ? ok(
            'audit log',
            verdict.head.seq === 0 ? 'empty' : `intact, ${counted(verdict.head.seq, 'entry', 'entries')}${kept}`,
          )
        : fail(
            'audit log',
            `altered: ${verdict.problem}`,
            'Keep the file, and find out who could write it: rollcall audit-log verify',
          ),
    ];
  } finally {
    await store.close();
  }
}
