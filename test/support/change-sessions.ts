/** Change sessions that a test has its hand in: what happens before a line is typed, and which login succeeds. */
import type { ChangeParts } from '../../src/change/change-parts.ts';
import type { ChangeSession } from '../../src/core/session.ts';
import type { Device } from '../../src/inventory/device.ts';

/** The fleet with what becomes of each change session; `count` is from 1 for each device. */
export function withSessions(
  fleet: ChangeParts['fleet'],
  change: (session: ChangeSession, count: number, device: Device) => ChangeSession | Promise<ChangeSession>,
): Pick<ChangeParts, 'fleet'> {
  const opened = new Map<string, number>();
  return {
    fleet: {
      ...fleet,
      openForChange: async (device, options) => {
        const count = (opened.get(device.name) ?? 0) + 1;
        opened.set(device.name, count);
        return change(await fleet.openForChange(device, options), count, device);
      },
    },
  };
}

/** The session, doing something of its own before each line that is typed. */
export function beforeLines(session: ChangeSession, act: () => void | Promise<void>): ChangeSession {
  const type = session.type.bind(session);
  return Object.assign(session, {
    type: async (...args: Parameters<ChangeSession['type']>) => {
      await act();
      return type(...args);
    },
  });
}
