/** The health profiles, as data: what each asks and which findings it can see. Knows no device and no command. */
import { type Finding, factsFindings, loginFindings } from './findings.ts';

export interface HealthProfile {
  readonly id: 'reach' | 'facts';
  /** Whether the platform's facts commands are sent after the login. */
  readonly readsFacts: boolean;
  readonly findings: readonly Finding[];
  /** The headline's word for a device that is well. */
  readonly okWord: string;
}

export const PROFILE_IDS = ['reach', 'facts'] as const satisfies readonly HealthProfile['id'][];

/** Every profile, by the name the caller uses. */
export const profiles: Readonly<Record<HealthProfile['id'], HealthProfile>> = {
  reach: { id: 'reach', readsFacts: false, findings: loginFindings, okWord: 'reachable' },
  facts: { id: 'facts', readsFacts: true, findings: factsFindings, okWord: 'healthy' },
};
