import type { Count, Work } from './count-requests.ts';
import { KINDS, type Kind, SHARES } from './kinds.ts';
import type { Prices } from './prices.ts';

/** How messages come: one a request over HTTPS; by the gateway, which is paid by the month, one or ten a send to the queue. */
export const WAYS = ['https', 'gateway', 'gateway-ten'] as const;
export type Way = (typeof WAYS)[number];

/** Dollars for a million messages, by what is paid for. */
export type Cost = ReadonlyMap<string, number>;

const MILLION = 1_000_000;
const BYTES_PER_GB = 1_000_000_000;
/** Memory of each function in the stack, and that at which Lambda gives a whole processor (AWS Lambda developer guide). */
const MEMORY_MB = { door: 512, assess: 1_024 } as const;
const WHOLE_PROCESSOR_MB = 1_769;

const sum = (requests: ReadonlyMap<string, number>, service: string): number =>
  [...requests].reduce((all, [action, count]) => (action.startsWith(`${service} `) ? all + count : all), 0);

/** Requests to AWS that the handlers themselves make for a message of this kind. */
export function requestsPerMessage({ messages, door, assess }: Count, service?: string): number {
  return [door, assess].reduce((all, { requests: { byAction } }) => {
    const counted = [...byAction].filter(
      ([action]) => service === undefined || action.startsWith(`${service} `),
    );
    return all + counted.reduce((total, [, count]) => total + count / messages, 0);
  }, 0);
}

function gigabyteSeconds({ cpuMs, requests, invocations }: Work, memoryMb: number, prices: Prices): number {
  const processorMs = (cpuMs * WHOLE_PROCESSOR_MB) / Math.min(memoryMb, WHOLE_PROCESSOR_MB);
  const asked = [...requests.byAction.values()].reduce((all, count) => all + count, 0);
  const waitingMs = Math.min(asked, invocations * 4) * prices.assumed.millisecondsPerRequest;
  return ((processorMs + waitingMs) / 1_000) * (memoryMb / 1_024);
}

/** A million messages of one kind. */
export function costOfKind(counted: Count, prices: Prices, way: Way = 'https'): Cost {
  const { messages, door, assess } = way === 'https' ? counted : throughTheGateway(counted, way);
  const each = (times: number): number => (times / messages) * MILLION;
  const { perMillion, assumed } = prices;
  const priced = (times: number, perMillionTimes: number): number =>
    (each(times) * perMillionTimes) / MILLION;
  const all = (service: string) =>
    sum(door.requests.byAction, service) + sum(assess.requests.byAction, service);
  const units = (kind: 'readUnits' | 'writeUnits') => door.requests[kind] + assess.requests[kind];
  const seconds =
    gigabyteSeconds(door, MEMORY_MB.door, prices) + gigabyteSeconds(assess, MEMORY_MB.assess, prices);
  const invocations = door.invocations + assess.invocations;
  return new Map([
    ['API Gateway', way === 'https' ? priced(messages, perMillion.apiGatewayRestRequest) : 0],
    ['Lambda requests', priced(invocations, perMillion.lambdaRequest)],
    ['Lambda time', each(seconds) * prices.lambdaArmGbSecond],
    ['SQS', priced(all('SQS') + handedOver(messages, assess), perMillion.sqsRequest)],
    [
      'DynamoDB',
      priced(units('writeUnits'), perMillion.dynamoDbWriteUnit) +
        priced(units('readUnits'), perMillion.dynamoDbReadUnit),
    ],
    ['S3', priced(all('S3'), perMillion.s3Put)],
    ['SNS', priced(all('SNS'), perMillion.snsPublish)],
    ['logs', (each(door.logBytes + assess.logBytes) / BYTES_PER_GB) * prices.logGb],
    ['traces', priced(invocations * assumed.xRaySampledShare, perMillion.xRayTrace)],
  ]);
}

/** SQS hands ten messages over in a request at most, and lets as many go in another. */
function handedOver(messages: number, { invocations }: Work): number {
  return invocations === 0 ? 0 : 2 * Math.max(invocations, messages / 10);
}

/** The door is no Lambda then; of what it does only its sends to the queue are paid by the message. */
function throughTheGateway({ messages, door, assess }: Count, way: Exclude<Way, 'https'>): Count {
  const perSend = way === 'gateway-ten' ? 10 : 1;
  const byAction = new Map([...door.requests.byAction].map(([action, count]) => [action, count / perSend]));
  const requests = { ...door.requests, byAction };
  return { messages, assess, door: { requests, invocations: 0, logBytes: 0, cpuMs: 0 } };
}

/** A million messages of the mix that a laboratory sends. */
export function costOfMix(counts: ReadonlyMap<Kind, Count>, prices: Prices, way: Way = 'https'): Cost {
  const mixed = new Map<string, number>();
  for (const kind of KINDS) {
    const count = counts.get(kind);
    if (count === undefined) throw new Error(`no count of ${kind}`);
    for (const [item, dollars] of costOfKind(count, prices, way)) {
      mixed.set(item, (mixed.get(item) ?? 0) + dollars * SHARES[kind]);
    }
  }
  return mixed;
}

export const total = (cost: Cost): number => [...cost.values()].reduce((all, dollars) => all + dollars, 0);
