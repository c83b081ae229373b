import { describe, expect, test } from 'vitest';
import type { Outgoing } from '../../../../tools/send/outgoing.ts';
import { createPacer } from '../../../../tools/send/pacer.ts';
import type { Reply } from '../../../../tools/send/reply.ts';
import { type SendParts, sendMessages } from '../../../../tools/send/send-messages.ts';

const AA: Reply = { is: 'answered', code: 'AA' };
const LOST: Reply = { is: 'unanswered', why: 'no answer within 1 s' };
const NOT_SENT: Reply = { is: 'not-sent', why: 'ECONNREFUSED' };

async function* messages(count: number): AsyncGenerator<Outgoing> {
  for (let message = 1; message <= count; message += 1)
    yield { bytes: Buffer.from(`MSH|${message}`), from: { file: 'a.hl7', message, byte: message * 10 } };
}

const numberOf = (bytes: Uint8Array): number => Number(Buffer.from(bytes).toString().slice(4));

/** A receiver that answers each attempt at a message by what is planned for it, AA where nothing is. */
function receiver(planned: Readonly<Record<number, readonly Reply[]>>) {
  const attempts: number[] = [];
  const left = new Map(Object.entries(planned).map(([number, replies]) => [Number(number), [...replies]]));
  let opened = 0;
  return {
    attempts,
    opened: () => opened,
    open: async () => {
      opened += 1;
      return {
        carry: async (bytes: Uint8Array) => {
          const number = numberOf(bytes);
          attempts.push(number);
          await new Promise((resolve) => setImmediate(resolve));
          return left.get(number)?.shift() ?? AA;
        },
        close: () => {},
      };
    },
  };
}

async function sent(count: number, to: Pick<SendParts, 'open'>, parts: Partial<SendParts> = {}) {
  const said: string[] = [];
  const report = await sendMessages(messages(count), {
    open: to.open,
    connections: 1,
    pace: async () => {},
    again: 0,
    pause: async () => {},
    onSaid: ({ from, said: text }) => void said.push(`${from.message}: ${text}`),
    ...parts,
  });
  return { report, said };
}

describe('sending', () => {
  test('hands over each message once and counts the answers by their code', async () => {
    const lab = receiver({ 2: [{ is: 'answered', code: 'AR', error: '204 Unknown key identifier' }] });

    const { report } = await sent(3, lab);

    expect(lab.attempts).toEqual([1, 2, 3]);
    expect(report.answers).toEqual(
      new Map([
        ['AA', 2],
        ['AR', 1],
      ]),
    );
    expect(report.refused).toEqual([
      { from: { file: 'a.hl7', message: 2, byte: 20 }, said: 'AR 204 Unknown key identifier' },
    ]);
  });

  test('hands over each message once over several connections too', async () => {
    const lab = receiver({});

    const { report } = await sent(50, lab, { connections: 4 });

    expect(lab.attempts.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 50 }, (_, index) => index + 1),
    );
    expect([report.sent, lab.opened()]).toEqual([50, 4]);
  });

  test('never sends a message that is not answered again unasked, and says where it lies', async () => {
    const lab = receiver({ 2: [LOST] });

    const { report, said } = await sent(3, lab);

    expect(lab.attempts).toEqual([1, 2, 3]);
    expect(report.unanswered).toEqual([
      { from: { file: 'a.hl7', message: 2, byte: 20 }, said: 'no answer within 1 s' },
    ]);
    expect(said).toEqual(['2: no answer within 1 s']);
  });

  test('uses no connection again on which an answer may still come', async () => {
    const lab = receiver({ 1: [LOST] });

    await sent(3, lab);

    expect(lab.opened()).toBe(2);
  });

  test('sends a message again as often as it was asked to, and says so each time', async () => {
    const lab = receiver({ 1: [LOST, LOST], 2: [LOST, LOST, LOST] });

    const { report, said } = await sent(2, lab, { again: 2 });

    expect(lab.attempts).toEqual([1, 1, 1, 2, 2, 2]);
    expect(report.sentAgain).toHaveLength(4);
    expect(report.unanswered).toHaveLength(1);
    expect([report.sent, report.answers]).toEqual([2, new Map([['AA', 1]])]);
    expect(said).toContain('1: no answer within 1 s; sent again (1 of 2)');
  });

  test('tries a message that did not go out until the receiver is back', async () => {
    const lab = receiver({ 2: [NOT_SENT, NOT_SENT, NOT_SENT] });
    const pauses: number[] = [];

    const { report } = await sent(3, lab, { pause: async (ms) => void pauses.push(ms) });

    expect([report.sent, report.stopped]).toEqual([3, undefined]);
    expect(pauses).toEqual([250, 500, 1_000]);
  });

  test('stops where the receiver is gone for good, and says what was not sent', async () => {
    const lab = receiver({ 2: Array<Reply>(10).fill(NOT_SENT) });

    const { report } = await sent(9, lab);

    expect(lab.attempts).toEqual([1, 2, 2, 2, 2, 2, 2]);
    expect(report.stopped).toEqual({
      why: 'ECONNREFUSED',
      notSent: [{ file: 'a.hl7', message: 2, byte: 20 }],
    });
  });

  test('stops at once where nobody was ever there', async () => {
    const refuse = async () => {
      throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    };

    const { report } = await sent(9, { open: refuse }, { pause: async () => expect.unreachable() });

    expect([report.sent, report.stopped?.why]).toEqual([0, 'ECONNREFUSED']);
  });

  test('stops where ten messages in a row are not answered', async () => {
    const mute = receiver(Object.fromEntries(Array.from({ length: 99 }, (_, index) => [index + 2, [LOST]])));

    const { report } = await sent(99, mute);

    expect([report.sent, report.unanswered.length]).toEqual([11, 10]);
    expect(report.stopped?.why).toBe('10 messages in a row were not answered');
  });
});

describe('a rate', () => {
  async function timesOf(perSecond: number | undefined, tookMs: readonly number[]) {
    let now = 0;
    const pace = createPacer(perSecond, {
      now: () => now,
      pause: async (ms) => {
        now += ms;
      },
    });
    const times: number[] = [];
    for (const took of tookMs) {
      await pace();
      times.push(now);
      now += took;
    }
    return times;
  }

  test('spreads messages evenly', async () => {
    expect(await timesOf(10, [1, 30, 0, 99])).toEqual([0, 100, 200, 300]);
  });

  test('lets a sender that was held up catch up a little, and no more', async () => {
    expect(await timesOf(10, [1_000, 0, 0, 0])).toEqual([0, 1_000, 1_000, 1_100]);
  });

  test('that nobody asked for holds nothing up', async () => {
    expect(await timesOf(undefined, [5, 5, 5])).toEqual([0, 5, 10]);
  });
});
