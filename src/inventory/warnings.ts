/** Things an operator should know about the inventory, said once each however many devices they concern. */

export interface Warnings {
  /** Notes `message`, for `device` when it is about one. */
  add(message: string, device?: string): void;
  /** In the order first noted: `/x/hosts.yaml: … (sw1 and 2,499 more)`. */
  list(): readonly string[];
}

export function createWarnings(): Warnings {
  const noted = new Map<string, Set<string>>();
  return {
    add(message, device) {
      const devices = noted.get(message) ?? new Set<string>();
      if (device !== undefined) devices.add(device);
      noted.set(message, devices);
    },
    list: () =>
      [...noted].map(([message, devices]) => {
        const [first] = devices;
        if (first === undefined) return message;
        const more = devices.size > 1 ? ` and ${(devices.size - 1).toLocaleString('en-US')} more` : '';
        return `${message} (${first}${more})`;
      }),
  };
}
