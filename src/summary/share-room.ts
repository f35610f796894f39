/** Divides room among those who want some. Knows sizes and weights only. */

export interface RoomWish {
  /** Everything it could use. */
  readonly size: number;
  /** How much of a tight room it gets beside the others. */
  readonly weight: number;
}

/** What each gets of `room`: nobody more than they wish, and what one leaves goes to the others by weight. */
export function shareRoom(room: number, wishes: readonly RoomWish[]): number[] {
  const shares = wishes.map(() => 0);
  let open = wishes.map((_, index) => index);
  let left = room;
  while (open.length > 0) {
    const unit = left / open.reduce((sum, index) => sum + (wishes[index]?.weight ?? 0), 0);
    const content = open.filter((index) => fits(wishes[index], unit));
    const served = content.length > 0 ? content : open;
    for (const index of served) {
      const { size, weight } = wishes[index] as RoomWish;
      shares[index] = Math.min(size, unit * weight);
      left -= shares[index] ?? 0;
    }
    open = open.filter((index) => !served.includes(index));
  }
  return shares;
}

const fits = (wish: RoomWish | undefined, unit: number): boolean =>
  wish !== undefined && wish.size <= unit * wish.weight;
