import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';

const dollars = z.number().nonnegative();

/** List prices with their date, and what had to be assumed where nothing can be counted. */
const pricesSchema = z.strictObject({
  listed: z.iso.date(),
  region: z.string(),
  note: z.string(),
  perMillion: z.strictObject({
    apiGatewayRestRequest: dollars,
    apiGatewayHttpRequest: dollars.describe('of the desk'),
    lambdaRequest: dollars,
    sqsRequest: dollars.describe('of up to 64 KB'),
    dynamoDbWriteUnit: dollars.describe('on demand, 1 KB'),
    dynamoDbReadUnit: dollars.describe('on demand, 4 KB read consistently'),
    s3Put: dollars,
    snsPublish: dollars,
    eventBridgeEvent: dollars.describe('put on a bus of our own, 64 KB'),
    xRayTrace: dollars,
  }),
  lambdaArmGbSecond: dollars,
  logGb: dollars.describe('taken in by CloudWatch Logs'),
  perMonth: z.strictObject({
    kmsKey: dollars,
    secret: dollars,
    alarm: dollars,
    dashboard: dollars,
    webAcl: dollars,
    cognitoPlusUser: dollars.describe('who signs in within the month'),
  }),
  pages: z
    .record(z.string(), z.string())
    .describe('where and when a price was looked up, as far as that is known'),
  assumed: z.strictObject({
    millisecondsPerRequest: dollars.describe('from a function to another service and back'),
    xRaySampledShare: z.number().min(0).max(1),
    messagesPerBatch: z.number().int().positive().describe('that Lambda hands to assess at once'),
  }),
});
export type Prices = z.infer<typeof pricesSchema>;

/** The dated price file beside this one. */
export function readPrices(): Prices {
  const file = fileURLToPath(new URL('./prices.json', import.meta.url));
  return pricesSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}
