import { describe, expect, it } from 'vitest';
import { createChartService } from '../../../shared/chart/create-chart-service.ts';
import { createReview } from '../../../shared/chart/review.ts';
import {
  DAY_MS,
  type EpochMs,
  epochMs,
  HOUR_MS,
  MINUTE_MS,
  plusMs,
} from '../../../shared/clinical/instant.ts';
import { judge } from '../../../shared/clinical/judge.ts';
import { defaultPolicy } from '../../../shared/clinical/policy.ts';
import type { Judge } from '../../../shared/clinical/verdict.ts';
import { diagnosis, total } from '../clinical/judge/patient.ts';
import { chartOf, keys, NOW, patientFact, raisedAlert } from './charts.ts';
import { NOTHING, partsOf } from './services.ts';

const PATIENT = { authority: 'HOSP', id: 'MRN1' };
const pk = keys.patientKey(PATIENT);
const hoursAgo = (hours: number) => plusMs(NOW, -hours * HOUR_MS);

/** A critical result of a patient with cancer, received then; no message was judged since. */
async function unjudged(receivedAt: EpochMs, given: Parameters<typeof partsOf>[0] = {}) {
  const made = partsOf({ judge, ...given });
  made.time.passed = receivedAt - NOW;
  const service = createChartService(made.parts);
  const fact = patientFact({
    receivedAt,
    results: [total('14.0 mg/dL', plusMs(receivedAt, -HOUR_MS))],
    diagnoses: diagnosis('C34.9', plusMs(receivedAt, -DAY_MS)).diagnoses,
  });
  await service.record(PATIENT, 'message', fact);
  made.time.passed = 0;
  const reviewed = (policySince = epochMs(0)) =>
    createReview({ ...made.parts, policySince: () => policySince })(pk);
  const review = async (policySince?: EpochMs) => (await reviewed(policySince)).differences;
  return { ...made, service, reviewed, review };
}

describe('a review', () => {
  it('finds what was missed, and raises, pages and writes nothing', async () => {
    const { review, pages, memory } = await unjudged(hoursAgo(20));
    const before = memory.items();
    expect(await review()).toEqual([{ kind: 'alert', level: 'critical', finding: 'missed' }]);
    expect([pages, memory.items()]).toEqual([[], before]);
  });

  it('finds nothing once the patient is judged', async () => {
    const { review, service, pages } = await unjudged(hoursAgo(20));
    await service.judge(pk);
    expect([await review(), pages.length]).toEqual([[], 1]);
  });

  it('says whom it has looked at, with what stands in their chart, though nothing is missing', async () => {
    const { reviewed, service } = await unjudged(hoursAgo(20));
    await service.judge(pk);
    expect((await reviewed()).patient).toMatchObject({
      registered: true,
      union: { root: { pk }, alerts: [{ level: 'critical' }] },
    });
  });

  it.each([
    ['14 minutes ago may be judged yet', 14, 'expected'],
    ['15 minutes ago is not being judged any more', 15, 'missed'],
    ['28 days ago is too old to page', 28 * 24 * 60, 'older'],
    ['14 days ago is not', 14 * 24 * 60, 'missed'],
    ['a minute longer ago is', 14 * 24 * 60 + 1, 'older'],
  ])('knows that what was received %s', async (_, minutes, finding) => {
    const { review } = await unjudged(plusMs(NOW, -minutes * MINUTE_MS));
    expect(await review()).toMatchObject([{ finding }]);
  });

  it('asks the judge once where nothing is missing', async () => {
    const asked: number[] = [];
    const counting: Judge = ({ now }) => {
      asked.push(now);
      return NOTHING;
    };
    const { review } = await unjudged(hoursAgo(20), { judge: counting });
    await review();
    expect(asked).toEqual([NOW]);
  });

  it.each([
    ['the newest of several facts says whether they may be judged yet', 5, 'expected'],
    ['one recent fact among old ones makes it recent', 60, 'missed'],
  ])('%s', async (_, minutes, finding) => {
    const restingOnAll: Judge = ({ facts }) => {
      const restsOn = facts.map(({ factKey }) => factKey);
      return { ...NOTHING, raised: [raisedAlert(pk, 'r', { restsOn })] };
    };
    const { review, service, time } = await unjudged(hoursAgo(30 * 24), { judge: restingOnAll });
    time.passed = -minutes * MINUTE_MS;
    await service.record(PATIENT, 'later', patientFact({ receivedAt: plusMs(NOW, time.passed) }));
    time.passed = 0;
    expect(await review()).toMatchObject([{ finding }]);
  });

  it('leaves apart what was judged last by another policy than now', async () => {
    const { review } = await unjudged(hoursAgo(20));
    expect(await review(plusMs(hoursAgo(20), 1))).toMatchObject([{ finding: 'earlier-policy' }]);
    expect(await review(hoursAgo(20))).toMatchObject([{ finding: 'missed' }]);
  });

  it('expects what time alone has brought since the newest fact was judged', async () => {
    const sinceNoon: Judge = (input) => {
      const restsOn = input.facts.map(({ factKey }) => factKey);
      return input.now < NOW ? NOTHING : { ...NOTHING, raised: [raisedAlert(pk, 'r', { restsOn })] };
    };
    const { review } = await unjudged(hoursAgo(20), { judge: sinceNoon });
    expect(await review()).toMatchObject([{ finding: 'expected' }]);
  });

  it('looks at a merged patient with the one it is merged into', async () => {
    const { reviewed, parts, plain } = await unjudged(hoursAgo(20));
    await plain.write(chartOf('P#0', { members: [pk] }));
    await plain.write(chartOf(pk, { mergedInto: 'P#0' }));
    expect(await reviewed()).toEqual({ differences: [] });
    const ofRoot = createReview({ ...parts, policySince: () => epochMs(0) });
    expect(await ofRoot('P#0' as typeof pk)).toMatchObject({
      differences: [{ finding: 'missed' }],
      patient: { registered: true, union: { root: { pk: 'P#0' } } },
    });
  });

  it('asks for the policy by which the patient is judged', async () => {
    const { parts } = await unjudged(hoursAgo(20));
    const asked: string[] = [];
    const policy = { ...defaultPolicy, version: '1+team:lung@2' };
    const policySince = ({ version }: { readonly version: string }) => {
      asked.push(version);
      return epochMs(0);
    };
    await createReview({ ...parts, policyOf: () => ({ policy }), policySince })(pk);
    expect(asked).toEqual(['1+team:lung@2']);
  });
});
