import { afterAll, describe, expect, it } from 'vitest';
import { readTlsSecret } from '../../../functions/mllp-gateway/secrets-tls-reader.ts';
import { storedFactSchema } from '../../../shared/chart/stored-fact.ts';
import { parseItem } from '../../../shared/chart/stored-item.ts';
import { gunzipFile } from '../../../shared/intake/gunzip.ts';
import { fromQueueRecord } from '../../../shared/intake/queue-record.ts';
import { parseRegistry, REGISTRY_COLUMNS } from '../../../shared/intake/registry.ts';
import { CalciumAlertsError } from '../../../shared/runtime/errors.ts';
import { keepErrors } from './kept.ts';
import { leaksIn } from './leaks.ts';
import { STEM } from './planted-messages.ts';

const HEADER = REGISTRY_COLUMNS.join(',');
const ROW = REGISTRY_COLUMNS.map((column) => `${STEM}${column}`).join(',');
const PLANTED = { pk: STEM, sk: `${STEM}2`, [STEM]: STEM };
const secretOf = (SecretString: string) => ({ send: async () => ({ SecretString }) });

async function gunzipAll(bytes: Uint8Array): Promise<void> {
  const chunks = (async function* () {
    yield bytes;
  })();
  for await (const _ of gunzipFile(chunks, { from: 0, maxBytes: 10 }));
}

/** What is not read message by message (those: patient-data.test.ts), each with planted text wherever it can lie. */
const MAKERS: readonly (readonly [what: string, make: () => unknown])[] = [
  ['a row of the registry', () => parseRegistry(`${HEADER}\n${ROW}`)],
  ['a registry without a header', () => parseRegistry(`${ROW}\n${ROW}`)],
  ['a registry that is no CSV', () => parseRegistry(`${HEADER}\n"${STEM}"x,"`)],
  ['a row that names a policy set', () => parseRegistry(`${HEADER},policy_set\n,7,,,,,,${STEM}`)],
  ['a record of the queue', () => fromQueueRecord({ body: STEM, attributes: PLANTED }, noClaims())],
  ['an item of the table', () => parseItem(storedFactSchema, PLANTED, 'fact')],
  ['the secret of the gateway', () => readTlsSecret(secretOf(`{"key":"${STEM}"}`) as never, STEM)],
  ['a secret that is no JSON', () => readTlsSecret(secretOf(STEM) as never, STEM)],
  ['a damaged file', () => gunzipAll(Buffer.from(`\x1f\x8b${STEM}`, 'latin1'))],
];

function noClaims() {
  return { collect: () => Promise.reject(new Error('no claims')) };
}

describe('an error made of planted text', () => {
  const errors = keepErrors();
  afterAll(errors.stop);

  it.each(MAKERS)('(%s) does not hold it', async (_, make) => {
    const before = errors.texts().length;
    const made = async () => make();

    await expect(made()).rejects.toBeInstanceOf(CalciumAlertsError);
    expect(errors.texts().length).toBe(before + 1);
    expect(leaksIn(errors.texts())).toEqual([]);
  });

  it('would be found to hold it, in its message or its reason', () => {
    class Careless extends CalciumAlertsError {
      readonly code = 'CARELESS';
      readonly errorClass = 'permanent';
      readonly reason: string;

      constructor(message: string, reason: string) {
        super(message);
        this.reason = reason;
      }
    }
    new Careless(`patient ${STEM}`, 'none');
    new Careless('a patient', STEM);

    expect(leaksIn(errors.texts().slice(-2))).toHaveLength(2);
  });
});
