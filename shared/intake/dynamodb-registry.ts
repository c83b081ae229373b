import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { pageSchema, parseItem } from '../chart/stored-item.ts';
import { patientFactSchema, type Registration, registrationSchema } from '../clinical/fact.ts';
import { lastLoaded } from '../clinical/registration.ts';
import type { PatientIdentifier } from '../hl7/patient-identifier.ts';
import { nameOf, type PatientOfRegistry, type RegisteredRow } from './register-patients.ts';

const registeringSchema = z.object({
  fact: z.object({ patient: patientFactSchema.shape.patient, registration: registrationSchema }),
});

/**
 * What the registry says of everybody by now: of each patient the rows that were loaded last, and nobody whom it does not
 * have any more. Reads the whole table, strongly consistent: its cost grows with all that is kept.
 */
export async function standingRegistry(
  client: DynamoDBDocumentClient,
  tableName: string,
): Promise<readonly PatientOfRegistry[]> {
  const patients = new Map<string, { readonly patient: PatientIdentifier; readonly rows: Registration[] }>();
  const registrations = {
    TableName: tableName,
    ConsistentRead: true,
    ProjectionExpression: 'pk, sk, #fact.patient, #fact.registration',
    FilterExpression: 'attribute_exists(#fact.registration)',
    ExpressionAttributeNames: { '#fact': 'fact' },
  };
  for await (const page of paginateScan({ client }, registrations)) {
    for (const item of parseItem(pageSchema, page, 'page').Items) {
      const { patient, registration } = parseItem(registeringSchema, item, 'registration').fact;
      const found = patients.get(nameOf(patient)) ?? { patient, rows: [] };
      found.rows.push(registration);
      patients.set(nameOf(patient), found);
    }
  }
  return [...patients.values()].flatMap(({ patient, rows }) => {
    const standing = lastLoaded(rows).filter(({ status }) => status !== 'removed');
    return standing.length === 0 ? [] : [{ patient, rows: standing.map(rowOf) }];
  });
}

function rowOf({ source: _, loadedAt: __, ...row }: Registration): RegisteredRow {
  return row;
}
