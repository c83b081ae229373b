import { describe, expect, it } from 'vitest';
import { readOurs } from '../differential/readings.ts';
import { benchMessage, TWELVE_WATCHED } from './messages.ts';
import { PEER_READERS } from './peer-readers.ts';

describe.each([...PEER_READERS])('measured beside our reader, %s', (_, { reader }) => {
  it('reads the patient and all twelve results of the measured message, as ours does', async () => {
    const message = benchMessage({ tests: TWELVE_WATCHED, patient: 'RS7', number: 7, calcium: '14.2' });
    const read = await reader();

    const reading = read(message);

    expect(reading).toEqual(readOurs(message));
    expect(reading).toMatchObject({ patientId: 'RS7', observations: { length: 12 } });
  });
});
