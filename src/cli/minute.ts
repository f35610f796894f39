/** Times as tables show them. Pure. */

/** `2026-11-23 12:00 UTC`. */
export const minute = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;
