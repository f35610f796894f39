/** A plain Linux host with bash: a handful of read commands, and a record of everything that would change it. */
import type {
  ChangeStep,
  Cli,
  DeviceOs,
  Facts,
  Personality,
  RefusalKind,
  Reply,
  Surroundings,
} from '../personality.ts';
import { clockLine, spanOf } from '../text-forms.ts';

const HARDWARE: Personality['hardware'] = [
  {
    model: 'PowerEdge R650',
    weight: 1,
    versions: [
      ['12 (bookworm)', 70],
      ['11 (bullseye)', 25],
      ['10 (buster)', 5],
    ],
    ports: 2,
    port: (index) => `eno${index}`,
    serial: (random) => random.text('0123456789BCDFGHJKLMNPQRSTVWXYZ', 7),
  },
];

interface LinuxState {
  readonly surroundings: Surroundings;
  hostname: string;
}

type Program = (state: LinuxState) => string;

const upSeconds = ({ surroundings: { clock, facts } }: LinuxState): number => (clock.now() - facts.bootedAt) / 1_000;

function osRelease({ surroundings: { facts } }: LinuxState): string {
  const [number = '', name = ''] = facts.version.split(/[ ()]+/);
  return `PRETTY_NAME="Debian GNU/Linux ${facts.version}"\nNAME="Debian GNU/Linux"\nVERSION_ID="${number}"\nVERSION="${facts.version}"\nVERSION_CODENAME=${name}\nID=debian\n`;
}

function uptime(state: LinuxState): string {
  const { allDays, hours, minutes } = spanOf(upSeconds(state));
  const now = clockLine(state.surroundings.clock.now(), 'ios').slice(0, 8);
  return ` ${now} up ${allDays} days, ${String(hours).padStart(2)}:${String(minutes).padStart(2, '0')},  1 user,  load average: 0.08, 0.03, 0.01\n`;
}

function addresses({ surroundings: { facts } }: LinuxState): string {
  const mac = facts.mac.match(/../g)?.join(':');
  const links = facts.ports.map((port, i) => {
    const address = i === 0 ? `${facts.management}/16` : port.address;
    const state = port.up ? 'UP' : 'DOWN';
    const head = `${i + 2}: ${port.name}: <BROADCAST,MULTICAST${port.up ? ',UP,LOWER_UP' : ''}> mtu 1500 qdisc mq state ${state} group default qlen 1000\n    link/ether ${mac} brd ff:ff:ff:ff:ff:ff\n`;
    return address === null
      ? head
      : `${head}    inet ${address} scope global ${port.name}\n       valid_lft forever preferred_lft forever\n`;
  });
  return `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n${links.join('')}`;
}

const route = ({ surroundings: { facts } }: LinuxState): string =>
  `default via 10.0.0.1 dev ${facts.ports[0]?.name} onlink\n10.0.0.0/8 dev ${facts.ports[0]?.name} proto kernel scope link src ${facts.management}\n`;

const kernel = ({ hostname }: LinuxState): string =>
  `Linux ${hostname} 6.1.0-28-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.119-1 x86_64 GNU/Linux\n`;

const PROGRAMS: Readonly<Record<string, Program>> = {
  'cat /etc/os-release': osRelease,
  'cat /etc/hostname': ({ hostname }) => `${hostname}\n`,
  'cat /proc/uptime': (state) => `${upSeconds(state).toFixed(2)} ${(upSeconds(state) * 3.8).toFixed(2)}\n`,
  'cat /proc/loadavg': () => '0.08 0.03 0.01 1/212 40211\n',
  'cat /sys/class/dmi/id/product_name': ({ surroundings }) => `${surroundings.facts.model}\n`,
  'cat /sys/class/dmi/id/product_serial': ({ surroundings }) => `${surroundings.facts.serial}\n`,
  'uname -a': kernel,
  'uname -n': ({ hostname }) => `${hostname}\n`,
  'uname -r': () => '6.1.0-28-amd64\n',
  'uname -s': () => 'Linux\n',
  uname: () => 'Linux\n',
  hostname: ({ hostname }) => `${hostname}\n`,
  uptime,
  'uptime -s': ({ surroundings }) => `${clockLine(surroundings.facts.bootedAt, 'iso').slice(0, 19)}\n`,
  date: ({ surroundings }) => `${clockLine(surroundings.clock.now(), 'c').replace(/ (\d{4})$/, ' UTC $1')}\n`,
  whoami: () => 'netops\n',
  id: () => 'uid=1000(netops) gid=1000(netops) groups=1000(netops),4(adm)\n',
  pwd: () => '/home/netops\n',
  'df -h': () =>
    'Filesystem      Size  Used Avail Use% Mounted on\n/dev/sda1        46G   11G   33G  25% /\ntmpfs           7.8G     0  7.8G   0% /dev/shm\n',
  'free -m': () =>
    '               total        used        free      shared  buff/cache   available\nMem:           15897        2210       11022          12        2665       13417\nSwap:            975           0         975\n',
  'ip addr': addresses,
  'ip addr show': addresses,
  'ip address show': addresses,
  'ip a': addresses,
  'ip route': route,
  'ip route show': route,
  'systemctl --failed': () => '  UNIT LOAD ACTIVE SUB DESCRIPTION\n0 loaded units listed.\n',
};

/** What would leave a trace on a real host, by its first word. */
const EFFECTS =
  /^(?:sudo|rm|mv|cp|touch|mkdir|rmdir|tee|dd|kill|pkill|reboot|shutdown|halt|chmod|chown|apt|apt-get|useradd|usermod|passwd|systemctl|service|crontab|ln|sed|vi|nano|hostnamectl|sysctl|nft|iptables|ip)\b/;

class LinuxCli implements Cli {
  readonly #state: LinuxState;
  readonly #session: string;

  constructor(state: LinuxState, session: string) {
    this.#state = state;
    this.#session = session;
  }

  greeting(): string {
    const { facts } = this.#state.surroundings;
    return `${kernel(this.#state)}\nLast login: ${clockLine(facts.bootedAt, 'c')} from 10.0.0.5\n`;
  }

  /** With bracketed paste switched on and the window's title set, as bash does by default. */
  prompt(): string {
    const who = `netops@${this.#state.hostname}`;
    return `\u001b[?2004h\u001b]0;${who}: ~\u0007${who}:~$ `;
  }

  pageLength(): number {
    return 0;
  }

  width(): number | null {
    return null;
  }

  strand(): void {}

  step(line: string): ChangeStep {
    return EFFECTS.test(line) ? 'line' : null;
  }

  hangUp(): void {}

  refusal(_: RefusalKind, line: string): string {
    return `bash: ${line.split(' ', 1)[0]}: command not found\n`;
  }

  run(typed: string): Reply {
    const line = typed.trim();
    if (line === '' || line.startsWith('#')) return {};
    let text = '';
    let exitCode = 0;
    for (const part of line.split(/;|&&/).filter((one) => one.trim() !== '')) {
      if (/^ *(?:exit|logout)\b/.test(part)) return { text, close: true, exitCode };
      const result = this.#program(part.trim().replace(/\s+/g, ' '));
      text += result.text;
      exitCode = result.exitCode;
    }
    return { text, exitCode, slow: true };
  }

  #program(line: string): { readonly text: string; readonly exitCode: number } {
    const program = PROGRAMS[line];
    if (program !== undefined) return { text: program(this.#state), exitCode: 0 };
    if (EFFECTS.test(line) || /[>`]|\$\(/.test(line)) {
      this.#state.surroundings.wrote(line, 'exec', this.#session);
      return { text: '', exitCode: 0 };
    }
    const echoed = /^echo (.*)$/.exec(line)?.[1];
    if (echoed !== undefined) return { text: `${echoed}\n`, exitCode: 0 };
    return { text: this.refusal('invalid', line), exitCode: 127 };
  }
}

function startLinux(surroundings: Surroundings): DeviceOs {
  const state: LinuxState = { surroundings, hostname: surroundings.facts.hostname };
  const wrote = (line: string, by: string): void => surroundings.wrote(line, 'exec', by);
  return {
    hostname: () => state.hostname,
    runningConfig: () => addresses(state),
    configBody: () => addresses(state),
    startupBody: () => addresses(state),
    isSaved: () => true,
    pendingRevertMs: () => null,
    access: () => 'open',
    reboot: () => {},
    configure: (line, by) => wrote(line, by),
    rename: (name, by) => {
      state.hostname = name;
      wrote(`hostnamectl set-hostname ${name}`, by);
    },
    login: (session) => new LinuxCli(state, session),
  };
}

export const linux: Personality = {
  platform: 'linux',
  ident: () => 'OpenSSH_9.2p1 Debian-2+deb12u3',
  hardware: HARDWARE,
  banner: (facts: Facts) => `${facts.site} server. Authorised users only.`,
  pager: { prompt: () => '--More--', erase: '\r\u001b[K', end: null },
  echo: { overflow: 'wrap', lineEnd: '\r\n\u001b[?2004l\r' },
  execEndsConnection: false,
  start: startLinux,
};
