import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { CHART_KEY } from './chart.ts';
import type { PatientKey } from './chart-service.ts';
import { type ListPatients, placeSchema } from './patient-page.ts';
import { parseItem } from './stored-item.ts';

const pageSchema = z.object({
  Items: z.array(z.object({ pk: z.string() })),
  LastEvaluatedKey: placeSchema.optional(),
});

/** Of all kinds: a page is judged within seconds. */
const ITEMS_A_PAGE = 500;

/**
 * Everybody with a chart, a registration or a diagnosis: of nobody else can anything be alerted. A patient whose first
 * alert was never raised has facts and no chart. Reads the whole table, as it was a moment ago.
 */
export function createDynamoDbListPatients(client: DynamoDBDocumentClient, tableName: string): ListPatients {
  return async (after) => {
    const scan = new ScanCommand({
      TableName: tableName,
      ExclusiveStartKey: after,
      Limit: ITEMS_A_PAGE,
      ProjectionExpression: 'pk',
      FilterExpression:
        'begins_with(pk, :patients) AND (sk = :chart OR attribute_exists(#fact.registration) OR attribute_exists(#fact.diagnoses[0]))',
      ExpressionAttributeNames: { '#fact': 'fact' },
      ExpressionAttributeValues: { ':patients': 'P#', ':chart': CHART_KEY },
    });
    const page = parseItem(pageSchema, await client.send(scan), 'page');
    const patients = new Set(page.Items.map(({ pk }) => pk as PatientKey));
    return { patients: [...patients], next: page.LastEvaluatedKey };
  };
}
