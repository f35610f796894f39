/** State that one platform's commands keep on a device, made when it is first needed. Knows no platform. */
import type { IosLikeState } from './dialect.ts';

/** `make` once for each device; the same value ever after. */
export function perDevice<T>(make: (state: IosLikeState) => T): (state: IosLikeState) => T {
  const made = new WeakMap<IosLikeState, { readonly value: T }>();
  return (state) => {
    let kept = made.get(state);
    if (kept === undefined) {
      kept = { value: make(state) };
      made.set(state, kept);
    }
    return kept.value;
  };
}
