import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { createDoor } from '../../../shared/intake/accept.ts';
import { createControlIds } from '../../../shared/intake/control-ids.ts';
import { createFeedDirectory } from '../../../shared/intake/feed-directory.ts';
import type { QueuedMessage } from '../../../shared/intake/message-queue.ts';
import { configSchema } from '../../../shared/runtime/config.ts';

const team = { id: 'on-call', name: 'On call', contacts: [{ protocol: 'email', to: 'a@example.org' }] };

/** A door over a queue that keeps what it is sent, and fails while it is told to. */
function doorWith(settings: Record<string, unknown> = {}) {
  const config = configSchema.parse({ teams: [team], fallbackTeam: 'on-call', ...settings });
  const sends: (readonly QueuedMessage[])[] = [];
  const refused: string[] = [];
  const state = { down: false };
  const door = createDoor({
    caps: config.caps,
    feeds: createFeedDirectory(config),
    queue: {
      send: async (messages) => {
        if (state.down) throw new Error('queue down');
        sends.push(messages);
      },
    },
    clock: { now: () => epochMs(1_700_000_000_000) },
    telemetry: {
      count: (metric, _by, { reason = '' } = {}) => {
        if (metric === 'MessagesRefused') refused.push(reason);
      },
    },
    newControlId: createControlIds(),
  });
  const accept = async (...texts: (string | Uint8Array)[]) =>
    (await door.accept(texts.map((text) => ({ bytes: Buffer.from(text as string, 'latin1') })))).map(
      (answers) => answers.map((answer) => Buffer.from(answer).toString('latin1')),
    );
  return { door, accept, sends, refused, state };
}

const codeOf = (answer = '') => /\rMSA\|(\w\w)(?:\|([^|\r]*))?/.exec(answer)?.slice(1);
const msh = (
  fields: { id?: string; facility?: string; processing?: string; type?: string; rest?: string } = {},
) => {
  const { id = 'id-1', facility = 'EAST', processing = 'P', type = 'ORU^R01', rest = '' } = fields;
  return `MSH|^~\\&|LIS|${facility}|CA|HOSP|20231114||${type}|${id}|${processing}|2.5.1${rest}\r`;
};

describe('the door', () => {
  it('answers AA to the control id once the very bytes are queued', async () => {
    const { accept, sends } = doorWith();
    const message = `${msh()}PID|1||1^^^EAST\r`;
    const [answers = []] = await accept(message);
    expect(answers.map(codeOf)).toEqual([['AA', 'id-1']]);
    const [queued] = sends.flat();
    expect(Buffer.from(queued?.bytes ?? []).toString('latin1')).toBe(message);
    expect(queued).toMatchObject({ receivedAt: 1_700_000_000_000, origin: 'live' });
  });

  it('queues no character set where the transport named none', async () => {
    const { accept, sends } = doorWith();

    await accept(msh());

    expect(sends.flat()[0]).not.toHaveProperty('charset');
  });

  it('says of a frame whether it is committed, where the feed asks for it', () => {
    const { door } = doorWith({ feeds: [{ id: 'east', sendingFacility: 'EAST', commitBlocks: true }] });

    expect(door.commitBlock({ bytes: Buffer.from(msh()) })).toBe(true);
    expect(door.commitBlock({ bytes: Buffer.from(msh({ facility: 'WEST' })) })).toBeUndefined();
  });

  it('rejects without an answer when the queue may not hold the message', async () => {
    const { accept, state } = doorWith();
    state.down = true;
    await expect(accept(msh())).rejects.toThrow('queue down');
  });

  it('queues all that arrived together in one send, and answers each in its order', async () => {
    const { accept, sends } = doorWith();
    const answers = await accept(msh({ id: 'a' }), msh({ id: 'b' }) + msh({ id: 'c' }), msh({ id: 'd' }));
    expect(answers.map((own) => own.map((answer) => codeOf(answer)?.[1]))).toEqual([
      ['a'],
      ['b', 'c'],
      ['d'],
    ]);
    expect(sends.map(({ length }) => length)).toEqual([4]);
  });

  it('queues under the feed of the sender, and with the character set of the transport', async () => {
    const { door, sends } = doorWith({ feeds: [{ id: 'east', sendingFacility: 'EAST' }] });
    await door.accept([{ bytes: Buffer.from(msh()), charset: 'iso-8859-1' }]);
    expect(sends.flat()[0]).toMatchObject({ feed: 'east', charset: 'iso-8859-1' });
  });

  it('refuses a sender who is not allowed and keeps nothing of it', async () => {
    const { accept, sends, refused } = doorWith({
      unknownSenders: 'refuse',
      feeds: [{ id: 'east', sendingFacility: 'EAST' }],
    });
    const [answers = []] = await accept(msh({ facility: 'WEST' }));
    expect(answers.map(codeOf)).toEqual([['AR', 'id-1']]);
    expect(answers[0]).toContain('MSH^1^4');
    expect(sends).toEqual([]);
    expect(refused).toEqual(['sender-not-allowed']);
  });

  it.each([
    ['an allowed one', { commonName: 'lab', fingerprint: '' }, 'AA', 1, []],
    ['another', { commonName: 'stranger', fingerprint: '' }, 'AR', 0, ['certificate-not-allowed']],
    ['none', undefined, 'AR', 0, ['certificate-not-allowed']],
  ])(
    'of a feed with allowed certificates, to a sender with %s',
    async (_, certificate, code, kept, reasons) => {
      const { door, sends, refused } = doorWith({
        feeds: [{ id: 'east', sendingFacility: 'EAST', allowedClientCertificates: ['lab'] }],
      });
      const bytes = Buffer.from(msh());
      const [[answer] = []] = await door.accept([
        certificate === undefined ? { bytes } : { bytes, certificate },
      ]);
      expect(codeOf(Buffer.from(answer ?? []).toString())).toEqual([code, 'id-1']);
      expect(sends.flat()).toHaveLength(kept);
      expect(refused).toEqual(reasons);
    },
  );

  it.each([
    ['that allows it', true, 'AA', 1, []],
    ['that does not', false, 'AR', 0, ['gzip-not-allowed']],
  ])('answers a compressed message of a feed %s', async (_, gzip, code, kept, reasons) => {
    const { door, sends, refused } = doorWith({ feeds: [{ id: 'east', sendingFacility: 'EAST', gzip }] });
    const [[answer] = []] = await door.accept([{ bytes: Buffer.from(msh()), compressed: true }]);
    expect(codeOf(Buffer.from(answer ?? []).toString())).toEqual([code, 'id-1']);
    expect(sends.flat()).toHaveLength(kept);
    expect(refused).toEqual(reasons);
  });

  it('says what is wrong with gzip that came as if it were plain, and queues it for quarantine', async () => {
    const { door, sends, refused } = doorWith();
    const [[answer] = []] = await door.accept([{ bytes: gzipSync(msh()) }]);
    expect(Buffer.from(answer ?? []).toString()).toContain('compressed');
    expect(refused).toEqual(['compressed']);
    expect(sends.flat()).toHaveLength(1);
  });

  it.each(['T', 'D', 'P', ''])('accepts processing id "%s"', async (processing) => {
    const { accept, sends } = doorWith();
    expect((await accept(msh({ processing }))).flat().map(codeOf)).toEqual([['AA', 'id-1']]);
    expect(sends.flat().length).toBe(1);
  });

  it.each([
    ['an unknown processing id', msh({ processing: 'Q' }), 'processing-id'],
    ['too many segments', msh() + 'NTE|1\r'.repeat(20_001), 'too-many-segments'],
    ['too many fields', `${msh()}ZZZ${'|'.repeat(1_001)}\r`, 'too-many-fields'],
    ['too many repetitions', `${msh()}PID|${'~'.repeat(1_001)}\r`, 'too-many-repetitions'],
    ['no MSH', 'PID|1||2\r', 'no-msh'],
    ['separators of no use', 'MSH||||\r', 'separators-unusable'],
    ['something that is no HL7 at all', '{"resourceType":"Bundle"}', 'no-msh'],
  ])('refuses %s with AR and queues it, so that its bytes end in quarantine', async (_, message, reason) => {
    const { accept, sends, refused } = doorWith();
    const [answers = []] = await accept(message);
    expect(answers.map((answer) => codeOf(answer)?.[0])).toEqual(['AR']);
    expect(refused).toEqual([reason]);
    expect(sends.flat().length).toBe(1);
  });

  it.each([
    [
      'an unknown processing id',
      msh({ processing: 'Q' }),
      'ERR||MSH^1^11|202^',
      'MSH-11 is none of P, D, T and empty',
    ],
    ['no MSH', 'PID|1||2\r', 'ERR|||100^', 'the message does not begin with an MSH segment'],
    [
      'too many fields',
      `${msh()}ZZZ${'|'.repeat(1_001)}\r`,
      'ERR|||207^',
      'a segment has more fields than the cap',
    ],
  ])('says of %s what was wrong and where', async (_, message, place, words) => {
    const { accept } = doorWith();

    const [[answer = ''] = []] = await accept(message);

    expect(answer).toContain(`\r${place}`);
    expect(answer).toContain(words);
  });

  it.each([
    [
      'a sender that is not configured',
      { unknownSenders: 'refuse' },
      {},
      'ERR||MSH^1^4|204^Unknown key identifier^HL70357|E||||MSH-3 and MSH-4 name a sender that is not configured here',
    ],
    [
      'a certificate that is not allowed',
      { feeds: [{ id: 'east', allowedClientCertificates: ['lab'] }] },
      {},
      'ERR||MSH^1^4|204^Unknown key identifier^HL70357|E||||the client certificate is not one of those allowed',
    ],
    [
      'compression that is not allowed',
      {},
      { compressed: true },
      'ERR|||207^Application internal error^HL70357|E||||the feed does not take compressed messages',
    ],
  ])('says of %s what was wrong', async (_, settings, more, words) => {
    const { door } = doorWith(settings);

    const [[answer] = []] = await door.accept([{ bytes: Buffer.from(msh()), ...more }]);

    expect(Buffer.from(answer ?? []).toString()).toContain(words);
  });

  it.each(['', '\r\n', '\0'])('answers AR to an empty message and keeps nothing (%j)', async (empty) => {
    const { accept, sends } = doorWith();
    const [answers = []] = await accept(empty);
    expect(answers.map((answer) => codeOf(answer)?.[0])).toEqual(['AR']);
    expect(sends).toEqual([]);
  });

  it('keeps nothing of nobody where unknown senders are refused', async () => {
    const { accept, sends } = doorWith({ unknownSenders: 'refuse' });
    expect((await accept('no hl7')).flat().map((answer) => codeOf(answer)?.[0])).toEqual(['AR']);
    expect(sends).toEqual([]);
  });

  it.each([
    ['short', 'garbage'],
    ['so long that its parts are counted', 'garbage'.repeat(300)],
  ])('answers AA to content that cannot be read, %s: it never stalls the sender', async (_, garbage) => {
    const { accept, sends } = doorWith();
    expect((await accept(`${msh()}${garbage}\r`)).flat().map(codeOf)).toEqual([['AA', 'id-1']]);
    expect(sends.flat().length).toBe(1);
  });

  it('answers AE to such content where the feed asks for the check at the door', async () => {
    const { accept, sends } = doorWith({ feeds: [{ id: 'east', contentCheckAtDoor: true }] });
    const answers = await accept(`${msh({ id: 'bad' })}garbage\r`, msh({ id: 'good' }));
    expect(answers.flat().map(codeOf)).toEqual([
      ['AE', 'bad'],
      ['AA', 'good'],
    ]);
    expect(sends.flat().length).toBe(2);
  });

  it.each([
    ['AA', 'the transport names the character set', 'shift_jis'],
    ['AR', 'nobody does', undefined],
  ])(
    'answers %s to characters whose second byte is that of a separator where %s',
    async (code, _, charset) => {
      const { door } = doorWith({ feeds: [{ id: 'east', contentCheckAtDoor: true }] });
      const bytes = Buffer.from(`${msh()}PID|1|${'\x83|'.repeat(1_100)}\r`, 'latin1');
      const [answers = []] = await door.accept([{ bytes, ...(charset && { charset }) }]);
      expect(answers.map((answer) => codeOf(Buffer.from(answer).toString()))).toEqual([[code, 'id-1']]);
    },
  );

  it('answers AA to a circular merge even then', async () => {
    const { accept } = doorWith({ feeds: [{ id: 'east', contentCheckAtDoor: true }] });
    const merge = `${msh({ type: 'ADT^A40' })}PID|1||7^^^EAST\rMRG|7^^^EAST\r`;
    expect((await accept(merge)).flat().map(codeOf)).toEqual([['AA', 'id-1']]);
  });

  it('never answers an acknowledgement, and queues it to be counted', async () => {
    const { accept, sends } = doorWith();
    expect(await accept(`${msh({ type: 'ACK' })}MSA|AA|x\r`)).toEqual([[]]);
    expect(sends.flat().length).toBe(1);
  });

  it('answers in enhanced mode as MSH-15 asks', async () => {
    const { accept } = doorWith();
    const answers = await accept(msh({ rest: '|||AL|NE' }), msh({ rest: '|||NE|NE' }));
    expect(answers.map((own) => own.map((answer) => codeOf(answer)?.[0]))).toEqual([['CA'], []]);
  });

  it('refuses a message over the cap from its head', () => {
    const { door, refused } = doorWith();
    const [answer] = door.refuseTooLarge(Buffer.from(`${msh({ id: 'big' })}OBX|1|ED`));
    expect(codeOf(Buffer.from(answer ?? []).toString())).toEqual(['AR', 'big']);
    expect(Buffer.from(answer ?? []).toString()).toContain(
      '207^Application internal error^HL70357|E||||the message has more bytes',
    );
    expect(door.refuseTooLarge(Buffer.from('xxxx')).length).toBe(1);
    expect(refused).toEqual(['too-large', 'too-large']);
  });

  it('gives every answer a control id of its own, of at most 20 characters', async () => {
    const newControlId = createControlIds();
    const ids = Array.from({ length: 1_000 }, newControlId);
    expect(new Set(ids).size).toBe(1_000);
    expect(ids.every((id) => /^[A-Za-z0-9]{20}$/.test(id))).toBe(true);
  });
});
