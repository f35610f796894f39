import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { RollcallError } from '../../src/core/errors.ts';
import { type SelectLookups, selectDevices } from '../../src/inventory/select.ts';
import { device, deviceList, rejection } from './support.ts';

const FLEET = deviceList(
  device('ams-1', { site: 'ams', role: 'access', tags: ['poe'], groups: ['campus'], data: { rack: 'r12', slots: 4 } }),
  device('ams-2', { site: 'ams', role: 'access', tags: ['maint', 'poe'], data: { rack: 'r13', 'snow.ci': 'c2' } }),
  device('lon-1', { site: 'lon', role: 'core', platform: 'arista_eos', data: { place: { floor: 2 }, model: 'old' } }),
  device('sin-1', { site: 'sin', role: 'core', tags: ['poe'], data: { vlans: [10, 20], status: 'live' } }),
  device('sw 5', {}),
);
const FACTS = new Map([
  ['ams-1', { version: '17.9.4a', model: 'C9300', uptime: '90000' }],
  ['ams-2', { version: '17.12.1', model: 'C9300', uptime: '60' }],
  ['lon-1', { version: '4.30.1F' }],
]);
const LOOKUPS: SelectLookups = {
  facts: () => Promise.resolve(FACTS),
  runDevices: (runId, status) =>
    runId === 'r-1'
      ? Promise.resolve(new Set(status === 'failed' ? ['lon-1', 'gone-1'] : status === null ? ['lon-1', 'ams-1'] : []))
      : Promise.reject(new RollcallError('UNKNOWN_RUN', `There is no run ${runId}.`)),
};

const names = async (selector: string) =>
  (await selectDevices(FLEET, selector, LOOKUPS)).map(({ name }) => name).join();
const refused = (selector: string, code: Parameters<typeof rejection>[1]) =>
  rejection(selectDevices(FLEET, selector, LOOKUPS), code);

test.each([
  ['all', 'ams-1,ams-2,lon-1,sin-1,sw 5'],
  [' all ', 'ams-1,ams-2,lon-1,sin-1,sw 5'],
  ['ams-1', 'ams-1'],
  ['ams-1,lon-1', 'ams-1,lon-1'],
  ['"sw 5"', 'sw 5'],
  ['!"sw 5" !ams-1', 'ams-2,lon-1,sin-1'],
  ['ams-*', 'ams-1,ams-2'],
  ['ams-*,sin-?', 'ams-1,ams-2,sin-1'],
  ['name~*-1', 'ams-1,lon-1,sin-1'],
  ['name~"sw *"', 'sw 5'],
  ['/^(ams|sin)-1$/', 'ams-1,sin-1'],
  ['/ /', 'sw 5'],
  ['site=ams,lon role=access', 'ams-1,ams-2'],
  ['site=ams !tag=maint', 'ams-1'],
  ['site!=ams,lon', 'sin-1,sw 5'],
  ['!site!=ams', 'ams-1,ams-2'],
  ['tags=poe', 'ams-1,ams-2,sin-1'],
  ['group=campus', 'ams-1'],
  ['platform~arista*', 'lon-1'],
  ['rack=r12', 'ams-1'],
  ['data.rack=r12,r13', 'ams-1,ams-2'],
  ['snow.ci=c2', 'ams-2'],
  ['place.floor=2', 'lon-1'],
  ['data.place.floor>=2', 'lon-1'],
  ['vlans=20', 'sin-1'],
  ['slots<10', 'ams-1'],
  ['data.status=live', 'sin-1'],
  ['version<17.12', 'ams-1,lon-1'],
  ['version<17.12 platform=cisco_ios', 'ams-1'],
  ['version<=17.9.4a version>=17.9.4a', 'ams-1'],
  ['!version<17.12', 'ams-2,sin-1,sw 5'],
  ['version~17.*', 'ams-1,ams-2'],
  ['version=/^17\\.9/', 'ams-1'],
  ['model=C9300', 'ams-1,ams-2'],
  ['model=old', 'lon-1'],
  ['uptime<1h', 'ams-2'],
  ['uptime>1d', 'ams-1'],
  ['run=r-1', 'ams-1,lon-1'],
  ['run=r-1 status=failed', 'lon-1'],
  ['run=r-1 status=failed,ok site=lon', 'lon-1'],
  ['!run=r-1 site=ams', 'ams-2'],
  ['host=ams-1', 'ams-1'],
])('%s selects %s', async (selector, expected) => {
  expect(await names(selector)).toBe(expected);
});

test.each([
  ['', 'empty', 'all'],
  ['   ', 'empty', 'all'],
  ['all site=ams', '`all` stands alone', 'Leave it out'],
  ['!all', '`all` stands alone', ''],
  ['ams-1 and lon-1', '`and` is not a word', 'space means AND'],
  ['site=ams OR site=lon', '`OR` is not a word', ''],
  ['version < 17', 'at character 9', 'without blanks'],
  ['site=', 'value is missing', ''],
  ['site=ams,', 'value is missing', ''],
  ['site=(ams)', '`(ams)` does not belong', ''],
  ['"open', 'quote is not closed', ''],
  ['/open', 'not closed', ''],
  ['version</1/', '< or >', ''],
  ['/(?=x)/', 'RE2', 'look-ahead'],
  ['/(/', 'RE2', ''],
  ['sitee=ams', 'no field `sitee`', 'site'],
  ['nothing=1', 'no field `nothing`', 'data.rack'],
  ['constructor=1', 'no field', ''],
  ['site=amz', 'site `amz`', 'ams'],
  ['site=am*', 'site `am*`', '`site~am*`'],
  ['role=acces', 'role `acces`', 'access'],
  ['tag=maintt', 'tag `maintt`', 'maint'],
  ['group=nope', 'group `nope`', 'campus'],
  ['platform=cisco_iso', 'platform `cisco_iso`', 'cisco_ios'],
  ['uptime<soon', '`soon` is not a time', '15m'],
  ['status=failed', '`status`', 'run=r-'],
  ['run=r-1 status=bad', 'no status `bad`', 'attention'],
  ['run=r-1 !status=ok', '`status`', ''],
  ['run~r-*', 'whole id', ''],
  ['x'.repeat(4_001), 'longer than 4,000', ''],
])('%j is a bad selector: %s', async (selector, message, hint) => {
  const error = await refused(selector, 'BAD_SELECTOR');
  expect(error.message).toContain(message);
  expect(error.hint).toContain(hint);
});

test('a device that is not there is named with near matches', async () => {
  const error = await refused('ams-11', 'UNKNOWN_DEVICE');
  expect(error.message).toContain('`ams-11`');
  expect(error.hint).toMatch(/ams-1.*site=/);
});

describe('an empty selection names the term after which nothing was left', () => {
  test.each([
    ['zz*', 'No device matches `name~zz*`.', ''],
    ['site=ams role=core tag=poe', '`role=core` leaves none of the 2 devices', ''],
    ['ams-1 lon-1', '`name=lon-1` leaves none of the 1 device', 'separate device names by commas'],
    ['run=r-1 status=skipped', 'No device matches `run=r-1`', ''],
  ])('%s', async (selector, message, hint) => {
    const error = await refused(selector, 'EMPTY_SELECTION');
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
  });

  test('a fact nobody has yet says how to learn it', async () => {
    expect((await refused('serial=X1', 'EMPTY_SELECTION')).hint).toContain('profile=facts');
  });

  test('an inventory without devices', async () => {
    await rejection(selectDevices(deviceList(), 'all', LOOKUPS), 'EMPTY_SELECTION');
  });
});

test('an unknown run is reported as the lookup says', async () => {
  await refused('run=r-9', 'UNKNOWN_RUN');
});

test('facts and runs are asked for only by selectors that need them', async () => {
  const lookups = { facts: vi.fn(LOOKUPS.facts), runDevices: vi.fn(LOOKUPS.runDevices) };
  await selectDevices(FLEET, 'site=ams rack=r12 data.slots=4', lookups);
  expect(lookups.facts).not.toHaveBeenCalled();
  expect(lookups.runDevices).not.toHaveBeenCalled();
});

const term = fc.constantFrom(
  ...['site=ams', 'site=lon,sin', 'role=core', 'tag=poe', 'ams-*', 'version<17.12', 'rack=r12', '/1$/', 'run=r-1'],
);
const set = async (selector: string): Promise<ReadonlySet<string>> => {
  try {
    return new Set((await selectDevices(FLEET, selector, LOOKUPS)).map(({ name }) => name));
  } catch (error) {
    if (error instanceof RollcallError && error.code === 'EMPTY_SELECTION') return new Set();
    throw error;
  }
};

describe('laws', () => {
  test('NOT is the complement', () =>
    fc.assert(
      fc.asyncProperty(term, async (a) => {
        const [yes, no] = [await set(a), await set(`!${a}`)];
        expect([...yes, ...no].sort()).toEqual(FLEET.devices.map(({ name }) => name));
      }),
    ));

  test('a space is the intersection, in any order', () =>
    fc.assert(
      fc.asyncProperty(term, term, async (a, b) => {
        const [left, right] = [await set(a), await set(b)];
        const both = [...left].filter((name) => right.has(name));
        expect([...(await set(`${a} ${b}`))]).toEqual(both);
        expect([...(await set(`${b} ${a}`))]).toEqual(both);
      }),
    ));

  test('a comma is the union', () =>
    fc.assert(
      fc.asyncProperty(fc.subarray(['ams', 'lon', 'sin'], { minLength: 1 }), async (sites) => {
        const each = await Promise.all(sites.map((site) => set(`site=${site}`)));
        expect([...(await set(`site=${sites.join()}`))]).toEqual(each.flatMap((found) => [...found]));
      }),
    ));

  test('whatever is typed, the answer is devices or a RollcallError', () => {
    const piece = fc.constantFrom(
      ...['site', '=', '!', '~', '<', '/', '"', '\\', ',', ' ', '(', '*', 'ams', 'a{1,9}', '[', 'run', '\u202e'],
    );
    const typed = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 12 }).map((parts) => parts.join('')),
    );
    return fc.assert(
      fc.asyncProperty(typed, async (selector) => {
        const error: unknown = await selectDevices(FLEET, selector, LOOKUPS).then(
          (found) => found.length > 0 || 'nothing was selected without an error',
          (reason) => reason,
        );
        if (error === true) return;
        expect(error).toBeInstanceOf(RollcallError);
        expect(['BAD_SELECTOR', 'UNKNOWN_DEVICE', 'EMPTY_SELECTION', 'UNKNOWN_RUN']).toContain(
          (error as RollcallError).code,
        );
      }),
      { numRuns: 1_000 },
    );
  });
});

test('10,000 devices and a selector full of names are no quadratic work', async () => {
  const large = deviceList(
    ...Array.from({ length: 10_000 }, (_, i) => device(`sw-${i}`, { site: `s${i % 97}`, data: { rack: i } })),
  );
  const list = Array.from({ length: 500 }, (_, i) => `sw-${i}`).join();
  expect(await selectDevices(large, list, LOOKUPS)).toHaveLength(500);
  expect(await selectDevices(large, 'site!=s1 rack<5000 /^(sw-)+[0-9]*$/ name~*s*w*-*', LOOKUPS)).toHaveLength(4_948);
});

test('a hostile expression costs linear time', async () => {
  const victim = deviceList(device('a'.repeat(300)));
  await rejection(selectDevices(victim, '/^(a+)+$!/', LOOKUPS), 'EMPTY_SELECTION');
  await rejection(selectDevices(victim, `name~${'*a'.repeat(200)}b`, LOOKUPS), 'EMPTY_SELECTION');
});
