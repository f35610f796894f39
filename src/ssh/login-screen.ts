/**
 * From an open terminal to the mode commands are read in. Knows the way: first prompt, what may stand before it,
 * enable, paging and width. Types only what the platform file says, and only at a prompt it recognised.
 */
import type { Limits } from '../config/limits.ts';
import { type Phase, RollcallError } from '../core/errors.ts';
import { oneLine } from '../core/text.ts';
import type { Credential } from '../inventory/device.ts';
import type { ModeWay, OpenStep, PlatformDefinition } from '../platforms/define.ts';
import { findRefusal, readAnswer } from './answer.ts';
import type { Ask, Conversation, Verdict } from './conversation.ts';
import type { Link } from './link.ts';
import { resultOf } from './login.ts';
import { type LoginPermits, permitFor } from './login-permit.ts';
import { matchPrompt, type PromptMatch, wayBetween } from './prompts.ts';

export interface ScreenContext {
  readonly link: Link;
  readonly platform: PlatformDefinition;
  readonly credential: Credential;
  readonly limits: Limits;
  readonly permits: LoginPermits;
}

/** `New password:` and the like, after login: nothing is typed at it. */
const PASSWORD_CHANGE = /^(?:.*\b)?(?:enter )?(?:new|old|current) password:?\s*$|password (?:has )?expired/i;

type Arrival =
  | { readonly prompt: PromptMatch }
  | { readonly interstitial: string; readonly answer: string | undefined };

/** Brings the terminal into the platform's read mode. Answers the prompt as it stands there. @throws {RollcallError} PROMPT_TIMEOUT, LOGIN_INTERSTITIAL, AUTH_PASSWORD_EXPIRED, DEVICE_BUSY, SHELL_CLOSED, MODE_UNEXPECTED, PRIV_DENIED, CIRCUIT_OPEN, PAGER_STUCK */
export async function reachReadMode(talk: Conversation, context: ScreenContext): Promise<PromptMatch> {
  const { platform } = context;
  let prompt = await firstPrompt(talk, context);
  const steps = wayBetween(platform, prompt.mode, platform.readMode);
  if (steps === null) {
    throw new RollcallError(
      'MODE_UNEXPECTED',
      `The session starts in mode "${prompt.mode}", which is not left on its own.`,
      {
        phase: 'mode',
      },
    );
  }
  for (const way of steps) prompt = await takeWay(talk, context, way);
  for (const step of platform.open) prompt = await typeOpenStep(talk, context, step);
  if (prompt.mode !== platform.readMode) {
    throw new RollcallError('MODE_UNEXPECTED', `The session ended up in mode "${prompt.mode}".`, { phase: 'mode' });
  }
  return prompt;
}

async function firstPrompt(talk: Conversation, context: ScreenContext): Promise<PromptMatch> {
  const { platform } = context;
  const judge = (line: string): Verdict<Arrival> | null => {
    if (PASSWORD_CHANGE.test(line)) {
      throw new RollcallError('AUTH_PASSWORD_EXPIRED', 'The device wants a new password.', { phase: 'login' });
    }
    const interstitial = platform.interstitials.find(({ pattern }) => pattern.test(line));
    if (interstitial !== undefined) return { done: { interstitial: line, answer: interstitial.answer } };
    return judgePrompt(platform, line, (prompt) => ({ prompt }));
  };
  for (let screens = 0; screens < 8; screens++) {
    const arrival = await talk.ask(askIn(context.limits, 'login', judge)).catch((failure: unknown) => {
      throw busyInstead(platform, talk.buffer.text(), failure);
    });
    if ('prompt' in arrival) return arrival.prompt;
    if (arrival.answer === undefined) {
      throw new RollcallError('LOGIN_INTERSTITIAL', 'The device asks something before its prompt.', {
        phase: 'login',
        detail: oneLine(arrival.interstitial),
      });
    }
    talk.clear();
    talk.send(`${arrival.answer}\n`);
  }
  throw new RollcallError('LOGIN_INTERSTITIAL', 'The device keeps asking before its prompt.', { phase: 'login' });
}

/** A terminal that closes saying "all lines busy" is a busy device, not a broken one; a silent one shows its last words. */
function busyInstead(platform: PlatformDefinition, text: string, failure: unknown): unknown {
  if (!(failure instanceof RollcallError)) return failure;
  const refusal = text
    .split('\n')
    .find((line) => platform.refusals.some(({ pattern, code }) => code === 'DEVICE_BUSY' && pattern.test(line.trim())));
  if (refusal !== undefined) {
    return new RollcallError('DEVICE_BUSY', 'The device says that it takes no more sessions.', {
      phase: 'login',
      detail: oneLine(refusal),
    });
  }
  if (failure.code !== 'PROMPT_TIMEOUT') return failure;
  return new RollcallError('PROMPT_TIMEOUT', failure.message, { phase: 'login', detail: oneLine(text.slice(-200)) });
}

async function takeWay(talk: Conversation, context: ScreenContext, way: ModeWay): Promise<PromptMatch> {
  const { platform, credential, permits } = context;
  const denied = (detail: string, hint?: string) =>
    new RollcallError('PRIV_DENIED', `The way to mode "${way.to}" is barred.`, {
      phase: 'mode',
      detail: oneLine(detail),
      ...(hint === undefined ? {} : { hint }),
    });
  const judge = (line: string): Verdict<PromptMatch | 'password'> | null => {
    if (way.password?.prompt.test(line)) return { done: 'password' };
    return judgePrompt(platform, line, (prompt) => prompt);
  };
  talk.clear();
  talk.send(`${way.send}\n`);
  let arrival = await talk.ask(askIn(context.limits, 'mode', judge));
  if (arrival === 'password') {
    const secret = credential.enable;
    if (secret === null) {
      throw denied('', `Credential set "${credential.name}" has no \`enable\`; the device asks for one.`);
    }
    const report = await permitFor(context.link, permits, credential, 'enable');
    talk.clear();
    talk.send(`${secret.reveal()}\n`);
    try {
      arrival = await talk.ask(askIn(context.limits, 'mode', judge));
    } catch (failure) {
      report(failure instanceof RollcallError ? resultOf(failure) : 'unanswered');
      throw failure;
    }
    report(arrival !== 'password' && arrival.mode === way.to ? 'accepted' : 'refused');
  }
  if (arrival !== 'password' && arrival.mode !== way.to && way.password === undefined) {
    throw new RollcallError('MODE_UNEXPECTED', `\`${way.send}\` did not lead to mode "${way.to}".`, { phase: 'mode' });
  }
  if (arrival === 'password' || arrival.mode !== way.to) {
    const lines = talk.buffer.text().split('\n');
    throw denied(lines.find((line) => way.refused?.some((pattern) => pattern.test(line.trim()))) ?? '');
  }
  return arrival;
}

/** Types the first alternative the device takes. When it takes none, paging is left to the pager rescue. */
async function typeOpenStep(talk: Conversation, context: ScreenContext, step: OpenStep): Promise<PromptMatch> {
  const { platform } = context;
  let prompt: PromptMatch | null = null;
  for (const line of step.send) {
    talk.clear();
    talk.send(`${line}\n`);
    prompt = await talk.ask(askIn(context.limits, 'mode', (last) => judgePrompt(platform, last, (found) => found)));
    const answer = readAnswer(platform, line, talk.buffer.text(), { prompted: true, paged: false });
    if (findRefusal(platform, answer) === null) break;
  }
  return prompt as PromptMatch;
}

function judgePrompt<T>(platform: PlatformDefinition, line: string, as: (prompt: PromptMatch) => T): Verdict<T> | null {
  const prompt = matchPrompt(platform, line);
  if (prompt !== null) return { done: as(prompt) };
  const pager = platform.pager.find(({ pattern }) => pattern.test(line));
  return pager === undefined ? null : { press: pager.answer };
}

/** A set-up line answers with a word or nothing: there is no output in which something could look like a prompt. */
const SETUP_QUIET_MS = 5;

function askIn<T>(limits: Limits, phase: Phase, judge: Ask<T>['judge']): Ask<T> {
  return {
    phase,
    judge,
    timeoutMs: limits.prompt_ms,
    timeoutCode: 'PROMPT_TIMEOUT',
    idleMs: limits.prompt_ms,
    ...(phase === 'mode' ? { quietMs: Math.min(SETUP_QUIET_MS, limits.quiet_ms) } : {}),
  };
}
