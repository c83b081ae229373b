import type { EpochMs } from '../../shared/clinical/instant.ts';
import type { Config } from '../../shared/runtime/config.ts';
import { certificateOf } from './certificate-of.ts';
import { checkAll } from './checks.ts';
import type { Clients } from './clients.ts';
import type { Finding } from './finding.ts';
import { gather } from './gather.ts';
import { sendTestPages } from './test-page.ts';

export type LookOverParts = {
  readonly clients: Clients;
  readonly deployment: string;
  readonly config: Config;
  readonly now: EpochMs;
  /** Whether so many teams are to be sent a test page. */
  readonly agree: (teams: number) => Promise<boolean>;
};

/** Looks at a deployment, and sends its teams a test page where that is agreed to. */
export async function lookOver(parts: LookOverParts): Promise<readonly Finding[]> {
  const { clients, deployment, config, now, agree } = parts;
  const gathered = await gather({ clients, deployment, config, certificateOf, now });
  const findings = checkAll(gathered, config, now);
  const teams = gathered.topics.map(({ topic }) => topic).filter(({ byLevel }) => byLevel);
  if (!(await agree(teams.length))) return findings;
  return [...findings, ...(await sendTestPages(clients.sns, teams))];
}
