import { describe, expect, it } from 'vitest';
import { noteRegistered, registeredPatients } from '../../../shared/chart/registered-patients.ts';
import { NOW, quietTable } from './charts.ts';

describe('the count of registered patients', () => {
  it('is read as it was noted last, of the team that it is of', async () => {
    const { table } = quietTable();
    await noteRegistered(table, 'lung', 3, NOW);
    await noteRegistered(table, 'lung', 0, NOW);
    await noteRegistered(table, 'breast', 7, NOW);
    expect(await registeredPatients(table, 'lung')).toEqual({ patients: 0, countedAt: NOW });
  });

  it('is none before anybody has counted', async () => {
    expect(await registeredPatients(quietTable().table, 'lung')).toBeUndefined();
  });

  it.each(['patients', 'countedAt'])('is not believed without its %s', async (name) => {
    const { table } = quietTable();
    const whole = { pk: 'TEAM#lung', sk: 'REGISTERED', patients: 1, countedAt: NOW };
    await table.put({ ...whole, [name]: -1.5 });
    await expect(registeredPatients(table, 'lung')).rejects.toThrow(
      `stored count of registered patients is not as its schema says: ${name} (`,
    );
  });
});
