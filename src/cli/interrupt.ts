/** Ctrl-C: the first asks politely, the second leaves. Knows signals; what stopping means is the caller's. */
/** 128 + SIGINT, as shells report it. */
const KILLED = 130;

/** Calls `stop` at the first SIGINT or SIGTERM; a second one ends the process. Answers how to take the handler away. */
export function onInterrupt(stop: () => void): () => void {
  let isStopping = false;
  const handler = () => {
    if (isStopping) process.exit(KILLED);
    isStopping = true;
    stop();
  };
  process.on('SIGINT', handler).on('SIGTERM', handler);
  return () => void process.off('SIGINT', handler).off('SIGTERM', handler);
}
