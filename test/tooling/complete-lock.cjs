/**
 * Completes package-lock.json after `npm install`. A registry mirror may lack the builds of a tool for other systems
 * (`@biomejs/cli-win32-x64`); npm then leaves them out of the lock, and `npm ci` refuses it as out of step. This adds
 * them by name, version, system and processor, as npm writes them, without a checksum. Run by `npm run lock`.
 */
const { readFileSync, writeFileSync } = require('node:fs');

const FILE = 'package-lock.json';
const SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
const added = [];

/** Where npm would look for `name` from the package at `path`, nearest first. */
function findPlace(path, name) {
  for (let base = path; ; base = base.slice(0, base.lastIndexOf('/node_modules/'))) {
    if (lock.packages[`${base}/node_modules/${name}`]) return `${base}/node_modules/${name}`;
    if (!base.includes('/node_modules/')) break;
  }
  return lock.packages[`node_modules/${name}`] ? `node_modules/${name}` : null;
}

for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (findPlace(path, name) !== null) continue;
    const words = name.split('/').at(-1).split('-');
    const os = SYSTEMS.filter((each) => words.includes(each));
    const cpu = PROCESSORS.filter((each) => words.includes(each));
    const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : [];
    if (os.length === 0) throw new Error(`${path}: cannot tell which system ${name} is for`);
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(cpu.length > 0 && { cpu }),
      ...(entry.dev && { dev: true }),
      ...(libc.length > 0 && { libc }),
      optional: true,
      os,
    };
    added.push(`${name}@${version}`);
  }
}

const { '': top, ...others } = lock.packages;
lock.packages = { '': top, ...Object.fromEntries(Object.entries(others).sort(([a], [b]) => (a < b ? -1 : 1))) };
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? 'package-lock.json is complete' : `added to package-lock.json: ${added.join(', ')}`);
