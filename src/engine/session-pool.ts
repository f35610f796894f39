/** Sessions kept open between the commands of a conversation. Knows who holds which; opens and closes through its maker. */
import type { CancelTimer, Clock } from '../core/clock.ts';
import type { Session } from '../core/session.ts';

export interface SessionPool {
  /** An open, idle session of the device, now the caller's; undefined when there is none. */
  take(device: string): Session | undefined;
  /** Keeps a healthy session for `reuseMs`, or closes it. Resolves when it is kept or closed. */
  give(device: string, session: Session): Promise<void>;
  closeAll(): Promise<void>;
}

interface Kept {
  readonly session: Session;
  readonly expire: CancelTimer;
}

/** With `reuseMs` 0 nothing is kept: `give` closes at once. */
export function createSessionPool(options: { readonly clock: Clock; readonly reuseMs: number }): SessionPool {
  const kept = new Map<string, Kept>();
  const drop = (device: string, entry: Kept): Promise<void> => {
    entry.expire();
    if (kept.get(device) === entry) kept.delete(device);
    return entry.session.close();
  };
  return {
    take(device) {
      const entry = kept.get(device);
      if (entry === undefined) return undefined;
      entry.expire();
      kept.delete(device);
      if (entry.session.usable) return entry.session;
      void entry.session.close();
      return undefined;
    },
    async give(device, session) {
      if (options.reuseMs === 0 || !session.usable || kept.has(device)) return session.close();
      const entry: Kept = {
        session,
        expire: options.clock.after(options.reuseMs, () => void drop(device, entry)),
      };
      kept.set(device, entry);
    },
    async closeAll() {
      await Promise.all([...kept].map(([device, entry]) => drop(device, entry)));
    },
  };
}
