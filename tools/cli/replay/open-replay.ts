import * as z from 'zod';
import { deployedReplaySite } from '../../replay/deployed-replay-site.ts';
import { rehearsalReportSchema } from '../../replay/rehearsal-report.ts';
import { createReplayer, type ReplayCommand, type Replayer } from '../../replay/replayer.ts';
import type { LocalTarget } from '../local-target.ts';
import type { Target } from '../target.ts';

/** A replay on this machine is played by the npm start that has the archive; of a deployment, by this process. */
export async function openReplay(target: Target, command: ReplayCommand): Promise<Replayer> {
  return target.is === 'local'
    ? askLocal(target, command)
    : createReplayer(command, await deployedReplaySite(target));
}

const begunSchema = z.object({ replay: z.string(), days: z.array(z.string()) });
const daySchema = z.object({ messages: z.int() });
const endSchema = z.object({ rehearsal: rehearsalReportSchema.optional() });

async function askLocal({ post }: LocalTarget, command: ReplayCommand): Promise<Replayer> {
  const { replay, days } = begunSchema.parse(await post('/replay', { begin: command }));
  return {
    days,
    day: async (day) => daySchema.parse(await post('/replay', { replay, day })).messages,
    report: async () => endSchema.parse(await post('/replay', { replay, end: true })).rehearsal,
  };
}
