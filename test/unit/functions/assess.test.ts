import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../../../functions/assess/handler.ts';
import { toSqsRecord } from '../../../infra/local/queue/sqs-event.ts';
import type { OperationsNotice } from '../../../shared/alerting/publisher.ts';
import type { ChartService, PatientKey } from '../../../shared/chart/chart-service.ts';
import type { PatientFact } from '../../../shared/clinical/fact.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import type { LinkEvent } from '../../../shared/hl7/message.ts';
import type { Fate } from '../../../shared/intake/fate.ts';
import { createFeedDirectory } from '../../../shared/intake/feed-directory.ts';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';
import type { QuarantinedMessage } from '../../../shared/intake/message-store.ts';
import { toClaimRecord, toQueueRecord } from '../../../shared/intake/queue-record.ts';
import { configSchema } from '../../../shared/runtime/config.ts';
import {
  ChartContendedError,
  ConfigurationError,
  UnprocessableMessageError,
} from '../../../shared/runtime/errors.ts';
import { silentTelemetry, type Told } from './silent-telemetry.ts';

const config = configSchema.parse({
  teams: [{ id: 'on-call', name: 'On call', contacts: [{ protocol: 'email', to: 'a@example.org' }] }],
  fallbackTeam: 'on-call',
  feeds: [{ id: 'east', sendingFacility: 'EAST' }],
});

/** Everything that `assess` reaches, recording; `faults` decides what fails. */
function house(
  faults: {
    chart?: (patient: string) => Error | undefined;
    archive?: Error;
    tell?: Error;
    fate?: Error;
    judging?: { running: number; most: number };
    unknownPolicySet?: string;
  } = {},
) {
  const facts: [string, PatientFact][] = [];
  const links: LinkEvent[] = [];
  const judged: string[] = [];
  const quarantined: QuarantinedMessage[] = [];
  const archived: string[] = [];
  const notices: OperationsNotice[] = [];
  const fates = new Map<string, Fate>();
  const told: Told[] = [];
  const postponed: string[] = [];
  const watched: string[] = [];
  const fail = (id: string): void => {
    const error = faults.chart?.(id);
    if (error !== undefined) throw error;
  };
  const chart: ChartService = {
    record: async (patient, _identity, fact) => {
      fail(`record ${patient.id}`);
      facts.push([patient.id, fact]);
      return patient.id as PatientKey;
    },
    link: async (event) => {
      links.push(event);
      return event.survivor.id as PatientKey;
    },
    judge: async (key) => {
      fail(`judge ${key}`);
      await beSeen(faults.judging);
      judged.push(key);
      const { unknownPolicySet } = faults;
      return {
        raised: 1,
        paged: 1,
        registered: true,
        ...(unknownPolicySet !== undefined && { unknownPolicySet }),
      };
    },
  };
  const handler = createHandler({
    chart,
    feeds: createFeedDirectory(config),
    caps: config.caps,
    policy: config.policy,
    resultKey: (identity) => `key of ${identity}`,
    feedWatch: {
      heard: async (feed) => void watched.push(`heard ${feed}`),
      judged: async (feed, _at, patients) => void watched.push(`judged ${feed} ${patients.length}`),
    },
    operations: {
      tell: async (notice) => {
        if (faults.tell !== undefined) throw faults.tell;
        notices.push(notice);
      },
    },
    store: {
      quarantine: async (message) => void quarantined.push(message),
      archive: async (batch) => {
        if (faults.archive !== undefined) throw faults.archive;
        archived.push(...batch.map(({ messageId }) => messageId));
      },
    },
    claims: {
      collect: async (claim) => {
        if (claim === 'lost') throw new Error('S3 down');
        return Buffer.from(oru({ id: claim }));
      },
    },
    fates: {
      record: async (messageId, _feed, fate) => {
        if (faults.fate !== undefined) throw faults.fate;
        fates.set(messageId, fate);
      },
    },
    clock: { now: () => epochMs(Date.UTC(2026, 0, 2, 12, 0, 3)) },
    telemetry: silentTelemetry(told),
    postpone: async (records) => void postponed.push(...records.map(({ messageId }) => messageId)),
  });
  const assess = async (...texts: string[]) =>
    handler(eventOf(texts.map((text) => recordOf(messageOf(text)))));
  return {
    handler,
    assess,
    facts,
    links,
    judged,
    quarantined,
    archived,
    notices,
    fates,
    told,
    postponed,
    watched,
  };
}

/** Counts how many are here at once. */
async function beSeen(state = { running: 0, most: 0 }): Promise<void> {
  state.running += 1;
  state.most = Math.max(state.most, state.running);
  await new Promise((resolve) => setImmediate(resolve));
  state.running -= 1;
}

const messageOf = (text: string, feed = 'east'): QueuedMessage => ({
  bytes: Buffer.from(text, 'latin1'),
  feed,
  receivedAt: epochMs(Date.UTC(2026, 0, 2, 12)),
  origin: 'live',
});

const recordOf = (message: QueuedMessage, record = toQueueRecord(message)): SQSRecord =>
  toSqsRecord(record, { ...message, id: '', receives: 1 });

const eventOf = (records: SQSRecord[]): SQSEvent => ({
  Records: records.map((record, index) => ({ ...record, messageId: `m${index}` })),
});

const CALCIUM = 'OBX|1|NM|17861-6^Calcium^LN||14.0|mg/dL|8.6-10.5|HH|||F|||20260102110000';
const POTASSIUM = 'OBX|2|NM|2823-3^Potassium^LN||4.0|mmol/L|3.5-5.1||||F';

function msh({ type = 'ORU^R01', processing = 'P', id = 'c1' } = {}): string {
  return `MSH|^~\\&|LIS|EAST|CA|HOSP|20260102113000||${type}|${id}|${processing}|2.5.1`;
}

function oru({
  patient = '7^^^EAST',
  obx = [CALCIUM],
  type = 'ORU^R01',
  processing = 'P',
  id = 'c1',
} = {}): string {
  const lines = [
    msh({ type, processing, id }),
    `PID|1||${patient}||ZZPHI^A||19500102`,
    'OBR|1|o1|f1|CMP|||20260102110000',
  ];
  return [...lines, ...obx, ''].join('\r');
}

describe('assess', () => {
  it('brings a calcium to the chart of its patient and judges it', async () => {
    const { assess, facts, judged, fates, archived } = house();
    expect(await assess(oru({ obx: [CALCIUM, POTASSIUM] }))).toEqual({ batchItemFailures: [] });
    expect(judged).toEqual(['7']);
    expect(fates.get('m0')).toEqual({ is: 'judged', valuesQuarantined: [] });
    expect(archived).toEqual(['m0']);
    const [[, fact] = []] = facts;
    expect(fact).toMatchObject({
      feed: 'east',
      origin: 'live',
      birthDate: '1950-01-02',
      patient: { authority: 'EAST' },
    });
    expect(fact?.results.map(({ analyte, value }) => [analyte, value?.amount])).toEqual([
      ['calcium-total', '14.0'],
      ['potassium', '4.0'],
    ]);
    expect(fact?.results[0]?.key).toMatch(/^key of /);
  });

  it.each<[string, string, string]>([
    ['nothing watched', oru({ obx: [POTASSIUM] }), 'nothing-watched'],
    ['a test message', oru({ processing: 'T' }), 'test'],
    ['a debugging message', oru({ processing: 'D' }), 'test'],
    ['an acknowledgement', `${msh({ type: 'ACK' })}\rMSA|AA|1\r`, 'acknowledgement'],
    ['a type that is not read', `${msh({ type: 'ORM^O01' })}\rPID|1||7\r`, 'message-type'],
    ['a placeholder for a patient', oru({ patient: '99999^^^EAST' }), 'placeholder-identifier'],
    [
      'a calcium of urine',
      oru({ obx: [CALCIUM.replace('17861-6^Calcium', '17862-4^Calcium')] }),
      'nothing-watched',
    ],
  ])('ignores %s', async (_, message, reason) => {
    const { assess, fates, judged, quarantined } = house();
    expect(await assess(message)).toEqual({ batchItemFailures: [] });
    expect(fates.get('m0')).toEqual({ is: 'ignored', reason });
    expect([...judged, ...quarantined]).toEqual([]);
  });

  it.each<[string, string, string]>([
    ['no MSH', 'PID|1\r', 'no-msh'],
    ['a line that is no segment', `${oru()}garbage\r`, 'segment-malformed'],
    ['an unknown processing id', oru({ processing: 'Q' }), 'processing-id'],
    ['a calcium without a patient', oru({ patient: '' }), 'no-patient-identifier'],
    ['a circular merge', `${msh({ type: 'ADT^A40' })}\rPID|1||7^^^EAST\rMRG|7^^^EAST\r`, 'merge-circular'],
    [
      'a calcium that nobody mapped, alone',
      oru({ obx: [CALCIUM.replace('17861-6^Calcium^LN', 'KALZ^Kalzium^L')] }),
      'unmapped-calcium',
    ],
    [
      'a calcium with a Polish name in ISO 8859-2 and no range, alone',
      oru({ obx: ['OBX|1|NM|X77^Wap\xf1^L||3.5|mmol/L|||||F|||20260102110000'] }).replace(
        '|2.5.1',
        '|2.5.1||||||8859/2',
      ),
      'unmapped-calcium',
    ],
    [
      'a result that is measured as calcium is and bears a name that nobody knows, alone',
      oru({ obx: [CALCIUM.replace('17861-6^Calcium^LN', 'X77^Analyt 77^L')] }),
      'unmapped-calcium',
    ],
    [
      'a calcium of unknown unit, alone',
      oru({ obx: [CALCIUM.replace('mg/dL', 'furlong')] }),
      'values-quarantined',
    ],
  ])('quarantines %s with its bytes and tells operations', async (_, message, reason) => {
    const { assess, fates, quarantined, notices } = house();
    expect(await assess(message)).toEqual({ batchItemFailures: [] });
    expect(fates.get('m0')).toMatchObject({ is: 'quarantined', reason });
    expect(quarantined).toMatchObject([{ messageId: 'm0', reason, feed: 'east' }]);
    expect(Buffer.from(quarantined[0]?.bytes ?? []).toString('latin1')).toBe(message);
    expect(notices).toContainEqual(
      expect.objectContaining({ code: 'MESSAGE_QUARANTINED', subject: `east ${reason}` }),
    );
  });

  it('judges what it can of a message, and counts and tells of the value it set aside', async () => {
    const { assess, fates, notices, quarantined } = house();
    const ionized = 'OBX|3|NM|1995-0^Ionized^LN||5.0|furlong|||||F|||20260102110000';
    await assess(oru({ obx: [CALCIUM, ionized] }));
    expect(fates.get('m0')).toEqual({ is: 'judged', valuesQuarantined: ['unit-unknown'] });
    expect(notices).toMatchObject([{ code: 'VALUE_QUARANTINED', subject: 'east 1995-0 unit-unknown' }]);
    expect(quarantined).toEqual([]);
  });

  it('judges the other patients of a message of which one has no identifier, and quarantines it', async () => {
    const { assess, judged, fates } = house();
    await assess(`${oru({ patient: '' })}${oru({ patient: '8^^^EAST' }).split('\r').slice(1).join('\r')}`);
    expect(judged).toEqual(['8']);
    expect(fates.get('m0')).toMatchObject({ reason: 'no-patient-identifier' });
  });

  it('tells operations of calcium in a type that is not read', async () => {
    const { assess, notices, fates } = house();
    await assess(oru({ type: 'MDM^T02' }));
    expect(fates.get('m0')).toEqual({ is: 'ignored', reason: 'message-type' });
    expect(notices).toMatchObject([{ code: 'UNREAD_MESSAGE_TYPE', subject: 'east MDM^T02' }]);
  });

  it.each([
    ['calcium', oru(), ['ResultMessages', 'CalciumMessages']],
    ['no calcium', oru({ obx: [POTASSIUM] }), ['ResultMessages']],
    [
      'calcium nobody mapped',
      oru({ obx: [CALCIUM.replace('17861-6^Calcium^LN', 'CA^Calcium^L')] }),
      ['ResultMessages', 'UnmappedCalciumMessages'],
    ],
    ['a diagnosis', `${msh({ type: 'ADT^A01' })}\rPID|1||7^^^EAST\rDG1|1||C50.9^Breast^I10|||F\r`, []],
    ['a document', oru({ type: 'MDM^T02' }), []],
  ])('counts %s for the share of calcium of its feed', async (_, text, expected) => {
    const { assess, told } = house();
    await assess(text);
    const counted = told.filter(({ event }) => event.endsWith('Messages'));
    expect(counted).toEqual(expected.map((event) => ({ event, fields: { feed: 'east', by: 1 } })));
  });

  it('measures how long a page took from the receipt of its message', async () => {
    const { assess, told } = house();
    await assess(oru());
    expect(told).toContainEqual({
      event: 'ReceiveToPageMs',
      fields: { feed: 'east', value: 3_000, unit: 'Milliseconds' },
    });
  });

  it('tells operations of a policy set that the registry names and the configuration lacks', async () => {
    const { assess, notices, fates } = house({ unknownPolicySet: 'close-watch' });
    await assess(oru({ id: 'PAT1' }));
    expect(notices.map(({ code, subject }) => `${code} ${subject}`)).toEqual([
      'POLICY_SET_UNKNOWN close-watch',
    ]);
    expect([...fates.values()].map(({ is }) => is)).toEqual(['judged']);
  });

  it('tells operations once of a sender that nobody configured', async () => {
    const { handler, notices } = house();
    const unknown = () => eventOf([recordOf(messageOf(oru(), 'unknown-0123456789ab'))]);
    await handler(unknown());
    await handler(unknown());
    expect(notices).toMatchObject([{ code: 'UNKNOWN_SENDER', subject: 'unknown-0123456789ab' }]);
  });

  it('lets the watch over a configured feed know of each message, and of the patients judged', async () => {
    const { assess, handler, watched } = house();
    await assess(oru({ obx: [POTASSIUM] }), oru());
    await handler(eventOf([recordOf(messageOf(oru(), 'unknown-0123456789ab'))]));
    await handler(eventOf([recordOf({ ...messageOf(oru()), origin: 'import' })]));
    expect(watched.sort()).toEqual(['heard east', 'heard east', 'judged east 1']);
  });

  it('quarantines a message of a file whose sender is not allowed', async () => {
    const { handler, fates } = house();
    await handler(eventOf([recordOf(messageOf(oru(), 'unknown-refused'))]));
    expect(fates.get('m0')).toMatchObject({ is: 'quarantined', reason: 'sender-not-allowed' });
  });

  it('repeats nothing of a message that has not the shape of a code', async () => {
    const { assess, notices } = house();
    await assess(
      oru({ obx: [CALCIUM.replace('17861-6^Calcium^LN', 'calc of Mrs ZZPHI born 1950^calcium^L')] }),
    );
    expect(JSON.stringify(notices)).not.toContain('ZZPHI');
    expect(notices).toContainEqual(expect.objectContaining({ code: 'UNMAPPED_CALCIUM' }));
  });

  it('keeps a diagnosis as a fact, and links and judges a merge', async () => {
    const { assess, facts, links, judged } = house();
    await assess(
      `${msh({ type: 'ADT^A01' })}\rPID|1||7^^^EAST\rDG1|1||C50.9^Breast^I10|||F\r`,
      `${msh({ type: 'ADT^A40' })}\rPID|1||7^^^EAST\rMRG|8^^^EAST\r`,
    );
    expect(facts.map(([id, { diagnoses }]) => [id, diagnoses.map(({ code }) => code)])).toEqual([
      ['7', ['C50.9']],
    ]);
    expect(links).toMatchObject([{ action: 'merge', survivor: { id: '7' }, absorbed: { id: '8' } }]);
    expect(judged).toEqual(['7', '7']);
  });

  it('gives back exactly the records that are not proven done, and postpones them', async () => {
    const { assess, fates, postponed } = house({
      chart: (id) => (id === 'judge 8' ? new ChartContendedError('contended') : undefined),
    });
    const response = await assess(oru(), oru({ patient: '8^^^EAST' }), oru({ patient: '9^^^EAST' }));
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect([...fates.keys()]).toEqual(['m0', 'm2']);
    expect(postponed).toEqual(['m1']);
  });

  it.each([
    ['unprocessable', new UnprocessableMessageError('too-many-facts', 'x'), 'too-many-facts'],
    ['another permanent fault', new ConfigurationError('x'), 'configuration-invalid'],
  ])(
    'quarantines at once what the chart says is %s, after judging the other patients',
    async (_, error, reason) => {
      const { assess, fates, judged } = house({ chart: (id) => (id === 'record 7' ? error : undefined) });
      const two = `${oru()}${oru({ patient: '8^^^EAST' }).split('\r').slice(1).join('\r')}`;
      expect(await assess(two)).toEqual({ batchItemFailures: [] });
      expect(fates.get('m0')).toMatchObject({ is: 'quarantined', reason });
      expect(judged).toEqual(['8']);
    },
  );

  it.each([
    ['cannot be judged', (id: string) => id === 'judge 8'],
    ['cannot be recorded', (id: string) => id === 'record 8'],
  ])('judges everybody else of a batch of which one patient %s ever', async (_, isHim) => {
    const { assess, judged, fates, postponed } = house({
      chart: (id) => (isHim(id) ? new UnprocessableMessageError('too-many-facts', 'x') : undefined),
    });
    const patient = (id: number) => oru({ patient: `${id}^^^EAST` });
    const withOthers = patient(7) + [8, 9].flatMap((id) => patient(id).split('\r').slice(1, -1)).join('\r');
    expect(await assess(patient(1), withOthers, patient(2))).toEqual({ batchItemFailures: [] });
    expect([...judged].sort()).toEqual(['1', '2', '7', '9']);
    expect([...fates.values()].map(({ is }) => is).sort()).toEqual(['judged', 'judged', 'quarantined']);
    expect(fates.get('m1')).toMatchObject({ is: 'quarantined', reason: 'too-many-facts' });
    expect(postponed).toEqual([]);
  });

  it('judges all of 200 patients of one message, a few at a time', async () => {
    const state = { running: 0, most: 0 };
    const { assess, judged } = house({ judging: state });
    const ids = Array.from({ length: 200 }, (_, index) => `p${index}`);
    const [first = '', ...others] = ids.map((id) => oru({ patient: `${id}^^^EAST` }));
    const body = others.map((other) => other.split('\r').slice(1).join('\r')).join('');
    expect(await assess(first + body)).toEqual({ batchItemFailures: [] });
    expect(judged.sort()).toEqual(ids.sort());
    expect(state.most).toBe(8);
  });

  it('tries again rather than quarantine where one patient may still succeed', async () => {
    const { assess, quarantined } = house({
      chart: (id) =>
        ({
          'judge 7': new UnprocessableMessageError('too-many-facts', 'x'),
          'judge 8': new Error('throttled'),
        })[id],
    });
    const two = `${oru()}${oru({ patient: '8^^^EAST' }).split('\r').slice(1).join('\r')}`;
    expect(await assess(two)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    expect(quarantined).toEqual([]);
  });

  it.each([
    ['the archive', { archive: new Error('S3 down') }],
    ['operations', { tell: new Error('SNS down') }],
    ['the counts', { fate: new Error('down') }],
  ])('gives a record back while %s cannot be reached', async (_, fault) => {
    const { assess } = house(fault);
    const response = await assess(oru({ patient: '' }));
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  });

  it('judges although the archive cannot be reached: no page waits for it', async () => {
    const { assess, judged } = house({ archive: new Error('S3 down') });
    await assess(oru());
    expect(judged).toEqual(['7']);
  });

  it('fetches claimed bytes, and gives back a record whose claim cannot be fetched', async () => {
    const { handler, judged } = house();
    const claimed = (claim: string) => recordOf(messageOf(''), toClaimRecord(messageOf(''), claim));
    const response = await handler(eventOf([claimed('c9'), claimed('lost')]));
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
    expect(judged).toEqual(['7']);
  });

  it('quarantines a record that is none of ours', async () => {
    const { handler, fates, quarantined } = house();
    const alien = {
      ...recordOf(messageOf('')),
      body: 'alien',
      messageAttributes: { n: { dataType: 'Number' } },
    };
    expect(await handler(eventOf([alien as SQSRecord]))).toEqual({ batchItemFailures: [] });
    expect(fates.get('m0')).toEqual({ is: 'quarantined', reason: 'queue-record' });
    expect(Buffer.from(quarantined[0]?.bytes ?? []).toString()).toBe('alien');
  });

  it.each([
    ['once operations have been told', undefined, ['STILL_FAILING']],
    ['also while operations cannot be told', new Error('SNS down'), []],
  ])('gives back what fails again and again, %s', async (_, tell, codes) => {
    const { handler, notices } = house({
      chart: (id) => (id === 'judge 7' ? new Error('throttled') : undefined),
      ...(tell === undefined ? {} : { tell }),
    });
    const record = recordOf(messageOf(oru()));
    const often = { ApproximateReceiveCount: '9', ApproximateFirstReceiveTimestamp: '1767355200000' };
    const attributes = { ...record.attributes, ...often };
    const response = await handler(eventOf([{ ...record, attributes }]));
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    expect(notices.map(({ code }) => code)).toEqual(codes);
  });

  it('closes a batch with one line of counts that add up, without patient data', async () => {
    const { assess, told } = house({ chart: (id) => (id === 'judge 8' ? new Error('ZZPHI') : undefined) });
    await assess(oru(), oru({ patient: '8^^^EAST' }), oru({ obx: [POTASSIUM] }), 'no hl7');
    expect(told.filter(({ event }) => event === 'batch-assessed')).toEqual([
      {
        event: 'batch-assessed',
        fields: { messages: 4, judged: 1, ignored: 1, quarantined: 1, retried: 1, raised: 1 },
      },
    ]);
    expect(JSON.stringify(told)).not.toContain('ZZPHI');
  });
});
