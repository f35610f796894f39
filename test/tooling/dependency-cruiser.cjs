/** The floors and rooms of floors.cjs as dependency-cruiser rules. Types count as imports everywhere. */
const { FLOORS, DOORS, TOP_FILES, PRIVATE_LIBRARIES } = require('./floors.cjs');

const anyOf = (names) => `(?:${names.map((name) => name.replace(/[.@/]/g, '\\$&')).join('|')})`;
const rooms = Object.keys(FLOORS);

/** One rule per room: everything of src/ that is neither below, nor the room itself, nor behind a door. */
const roomRules = rooms.map((room) => {
  const allowed = rooms.filter(
    (other) =>
      other === room || FLOORS[other] < FLOORS[room] || DOORS.some((door) => door.from === room && door.to === other),
  );
  return {
    name: `floor-of-${room}`,
    comment: `${room}/ is on floor ${FLOORS[room]}: it imports from lower floors and from itself, never up or sideways.`,
    severity: 'error',
    from: { path: `^src/${room}/` },
    to: { path: '^src/', pathNot: `^src/${anyOf(allowed)}/` },
  };
});

const topFileRules = Object.entries(TOP_FILES).map(([file, { below }]) => ({
  name: `top-${file.replace('.ts', '')}`,
  comment: `src/${file} puts together what lies below it.`,
  severity: 'error',
  from: { path: `^src/${file.replace('.', '\\.')}$` },
  to: { path: '^src/', pathNot: `^src/(?:${anyOf(rooms.filter((room) => FLOORS[room] < below))}/|app\\.ts$)` },
}));

const libraryRules = PRIVATE_LIBRARIES.map(({ library, rooms: owners }) => ({
  name: `only-${owners.join('-and-')}-knows-${library.replace(/[^a-z0-9]+/g, '-').replace(/^-/, '')}`,
  comment: `${library} is imported only in ${owners.join('/ and ')}/.`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^src/${anyOf(owners)}/` },
  to: { path: `(?:^|/)node_modules/(?:@types/)?${anyOf([library])}/|^${anyOf([library])}(?:/|$)` },
}));

module.exports = {
  forbidden: [
    ...roomRules,
    ...topFileRules,
    ...libraryRules,
    {
      name: 'no-unknown-room',
      comment: 'A new room needs a floor in floors.cjs and a sentence in src/README.md.',
      severity: 'error',
      from: {},
      to: { path: '^src/[^/]+/', pathNot: `^src/${anyOf(rooms)}/` },
    },
    {
      name: 'no-unknown-room-imports',
      comment: 'A new room needs a floor in floors.cjs and a sentence in src/README.md.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: `^src/${anyOf(rooms)}/` },
      to: {},
    },
    {
      name: 'no-cycle',
      comment: 'No import cycles, types included.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-unresolvable',
      comment: 'Every import leads somewhere.',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-library',
      comment: 'What is shipped uses only what is installed with it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'type-only'] },
    },
    {
      name: 'no-test-in-src',
      comment: 'src/ knows nothing of test/.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'types'] },
  },
};
