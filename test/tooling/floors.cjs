/**
 * The plan of the house as data: which floor a room of src/ is on, the doors between rooms that may not see each other
 * otherwise, and who alone may touch a library. dependency-cruiser.cjs makes rules of it; src/README.md explains it.
 */

/** A room imports from lower floors and from itself. */
const FLOORS = {
  core: 0,
  config: 1,
  inventory: 1,
  platforms: 1,
  parsing: 1,
  configtext: 1,
  summary: 1,
  storage: 1,
  schedule: 2,
  ssh: 2,
  rest: 2,
  engine: 3,
  health: 4,
  backup: 4,
  compliance: 4,
  change: 4,
  report: 4,
  tools: 5,
  mcp: 6,
  cli: 6,
  dashboard: 6,
  worker: 6,
  lab: 6,
};

/** Imports that go sideways on purpose. */
const DOORS = [
  {
    from: 'inventory',
    to: 'config',
    why: 'an inventory source is described by the part of the configuration that names it',
  },
  { from: 'change', to: 'backup', why: 'equal differences of many devices are marked as one, the same way' },
  { from: 'change', to: 'compliance', why: 'a change may be the mending of a broken rule' },
  { from: 'cli', to: 'mcp', why: '`rollcall mcp` starts the server' },
  { from: 'cli', to: 'lab', why: '`rollcall lab` and `rollcall demo` start the simulated fleet' },
  { from: 'cli', to: 'dashboard', why: '`rollcall serve` starts the page' },
];

/** Files beside the rooms and the floors they stand above. They may also import app.ts; no room imports them. */
const TOP_FILES = {
  'app.ts': { below: 6 },
  'main.ts': { below: 7 },
  'index.ts': { below: 7 },
};

/** A library only some rooms may know, so that replacing it is one room's work. */
const PRIVATE_LIBRARIES = [
  { library: 'ssh2', rooms: ['ssh', 'lab'] },
  { library: '@modelcontextprotocol/sdk', rooms: ['mcp'] },
  { library: 'libsql', rooms: ['storage'] },
  { library: 'kysely', rooms: ['storage'] },
  { library: 'croner', rooms: ['config'] },
];

module.exports = { FLOORS, DOORS, TOP_FILES, PRIVATE_LIBRARIES };
