/**
 * One health check as a run: what is read from a device, and what is kept of it. Knows profiles and findings; knows
 * neither SSH nor storage.
 */
import type { PublicText } from '../configtext/public-text.ts';
import type { DeviceOutcome } from '../core/outcome.ts';
import type { CommandAnswer } from '../core/session.ts';
import { counted, oneLine } from '../core/text.ts';
import type { Digest, RunSpec } from '../engine/run-spec.ts';
import type { Device } from '../inventory/device.ts';
import type { DeviceFacts } from '../platforms/define.ts';
import type { Observed } from './findings.ts';
import { platformOf } from './platform-of.ts';
import type { HealthProfile } from './profiles.ts';
import { readAnswers, type VisitValue } from './visit-value.ts';

export interface CheckOptions {
  readonly devices: readonly Device[];
  /** Applied to every whole answer before anything is read from it. */
  readonly publicText: PublicText;
  readonly principal: string;
  /** The tool's arguments, for the record. */
  readonly params: unknown;
}

type Mark = Digest['marks'][number];

// Longest a fact may be: real ones are under 60; a device may say anything.
const FACT_CHARS = 100;
// Fit to stand in a title, which is ours: one word that begins as versions do, e.g. `15.2(7)E2`, `21.4R3-S2.4-EVO`.
const PLAIN_VERSION = /^v?\d[\w.()+~:-]{0,39}$/;

/** The run that checks `devices` by `profile`. A facts command that a device refuses is left out, not a failure. */
export function checkRun(profile: HealthProfile, options: CheckOptions): RunSpec<VisitValue> {
  return {
    kind: 'check',
    title: `check ${profile.id} on ${counted(options.devices.length, 'device')}`,
    params: options.params,
    principal: options.principal,
    devices: options.devices,
    okWord: profile.okWord,
    visit: async (session, device) => ({
      answers: profile.readsFacts ? await readAnswers(session, platformOf(device).facts.commands) : [],
      failure: null,
      hostname: session.hostname,
      link: session.link,
    }),
    digest: (device, outcome) => digestCheck(profile, device, outcome, options.publicText),
  };
}

function digestCheck(
  profile: HealthProfile,
  device: Device,
  outcome: DeviceOutcome<VisitValue>,
  publicText: PublicText,
): Digest {
  if (outcome.value === null) return { attention: false, marks: [], answers: [], value: null };
  const { answers, hostname, link } = outcome.value;
  const texts = publicAnswers(answers, publicText);
  const facts = profile.readsFacts ? cleanFacts(platformOf(device).facts.read(texts)) : {};
  const observed: Observed = {
    device: device.name,
    facts,
    promptHostname: oneLine(publicText(hostname), FACT_CHARS),
    link,
    firstLine: firstLineOf(Object.values(texts)),
  };
  const findings = profile.findings.filter((finding) => finding.applies(observed));
  const marks: Mark[] = findings.map((finding) => ({
    key: `finding:${finding.id}`,
    kind: 'finding',
    severity: finding.severity,
    title: finding.title,
    evidence: finding.evidence(observed),
    command: null,
    body: null,
  }));
  if (facts.version !== undefined) marks.push(versionMark(device.platform, facts.version));
  return {
    attention: findings.some((finding) => finding.severity !== 'info'),
    marks,
    answers,
    value: { ...snakeFacts(observed), login_ms: Math.round(link.loginMs), algorithms: link.algorithms },
    facts: storedFacts(facts),
  };
}

/** The accepted answers, whole and cleaned, keyed by command. */
function publicAnswers(answers: readonly CommandAnswer[], publicText: PublicText): Record<string, string> {
  const accepted = answers.filter((answer) => answer.error === null || answer.truncated);
  return Object.fromEntries(accepted.map((answer) => [answer.command, publicText(answer.output)]));
}

function firstLineOf(texts: readonly string[]): string | null {
  const line = texts.flatMap((text) => text.split('\n', 20)).find((candidate) => candidate.trim() !== '');
  return line === undefined ? null : oneLine(line);
}

/** The same facts, each string one short line; an empty one counts as not found. */
function cleanFacts(facts: DeviceFacts): DeviceFacts {
  const cleaned = Object.entries(facts).map(([key, value]) => [
    key,
    typeof value === 'string' ? oneLine(value, FACT_CHARS) : value,
  ]);
  return Object.fromEntries(cleaned.filter(([, value]) => value !== '' && value !== undefined)) as DeviceFacts;
}

/** Counts the devices of one version. A version of several words (`Debian GNU/Linux 12`) is quoted as evidence. */
function versionMark(platform: string, version: string): Mark {
  const isPlain = PLAIN_VERSION.test(version);
  return {
    key: `version:${platform} ${version}`,
    kind: 'info',
    severity: 'info',
    title: isPlain ? `${platform} ${version}` : `${platform}, version as quoted`,
    evidence: isPlain ? null : version,
    command: null,
    body: null,
  };
}

function snakeFacts({ facts, promptHostname }: Observed): Record<string, string | number | boolean | null> {
  return {
    hostname: facts.hostname ?? (promptHostname === '' ? null : promptHostname),
    version: facts.version ?? null,
    model: facts.model ?? null,
    serial: facts.serial ?? null,
    uptime_seconds: facts.uptimeSeconds ?? null,
    config_saved: facts.configSaved ?? null,
  };
}

/** What selectors and lists may ask for, by the names they use. */
function storedFacts(facts: DeviceFacts): Record<string, string> {
  const { hostname, version, model, serial, configSaved, uptimeSeconds } = facts;
  const uptime = uptimeSeconds?.toFixed(0);
  const known = { hostname, version, model, serial, uptime, config_saved: configSaved?.toString() };
  return Object.fromEntries(Object.entries(known).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
