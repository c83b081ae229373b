import * as z from 'zod';
import { apiActionSchema } from './alert-action.ts';
import { listQuerySchema, listViewsQuerySchema, reportQuerySchema } from './api-routes.ts';
import {
  alertPageSchema,
  alertSchema,
  auditSchema,
  listViewsSchema,
  problemSchema,
  reportSchema,
} from './api-schemas.ts';
import { REFUSALS, type RefusalCode } from './refusal.ts';

type JsonObject = { readonly [name: string]: unknown };

/** The API as OpenAPI 3.1, made of the schemas that requests and answers are held against. */
export function openApiDocument(): JsonObject {
  return {
    openapi: '3.1.0',
    info: {
      title: 'calcium-alerts desk',
      version: '1',
      description:
        'Alerts of hypercalcaemia in cancer: see, acknowledge, escalate. Values are exact decimals as text, instants ISO 8601 in UTC.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ bearer: [] }],
    paths: PATHS,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: SCHEMAS,
      responses: {
        Problem: { description: problems(), content: content('application/problem+json', 'Problem') },
      },
    },
  };
}

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const content = (type: string, name: string) => ({ [type]: { schema: reference(name) } });

function problems(): string {
  const codes = Object.keys(REFUSALS) as RefusalCode[];
  return `Nothing was done. ${codes.map((code) => `${REFUSALS[code].status} ${code}`).join(', ')}.`;
}

/** As it is sent: an instant is text, and what is not named is left out. */
function jsonSchemaOf(schema: z.ZodType): JsonObject {
  const { $schema: _draft, ...rest } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly;
      if (jsonSchema.format === 'date-time' || jsonSchema.format === 'date') delete jsonSchema.pattern;
    },
  });
  return rest;
}

const SCHEMAS = {
  AlertPage: jsonSchemaOf(alertPageSchema),
  Alert: jsonSchemaOf(alertSchema),
  Action: jsonSchemaOf(apiActionSchema),
  Audit: jsonSchemaOf(auditSchema),
  ListViews: jsonSchemaOf(listViewsSchema),
  Report: jsonSchemaOf(reportSchema),
  Problem: jsonSchemaOf(problemSchema),
};

const ID = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };

/** Each field of a query as a parameter. */
function queryOf(schema: z.ZodObject): readonly JsonObject[] {
  const { properties = {} } = jsonSchemaOf(schema) as { properties?: Readonly<Record<string, JsonObject>> };
  return Object.entries(properties).map(([name, field]) => ({ name, in: 'query', schema: field }));
}

function operation(
  summary: string,
  answer: { readonly type: string; readonly schema: JsonObject },
  rest: JsonObject = {},
): JsonObject {
  const done = { description: 'Done.', content: { [answer.type]: { schema: answer.schema } } };
  return {
    summary,
    ...rest,
    responses: { 200: done, default: { $ref: '#/components/responses/Problem' } },
  };
}

const answers = (name: keyof typeof SCHEMAS) => ({ type: 'application/json', schema: reference(name) });

const PATHS = {
  '/alerts': {
    get: operation('Alerts of your teams', answers('AlertPage'), {
      operationId: 'listAlerts',
      parameters: queryOf(listQuerySchema),
    }),
  },
  '/alerts/{id}': {
    parameters: [ID],
    get: operation('One alert; audited as viewed', answers('Alert'), { operationId: 'getAlert' }),
  },
  '/alerts/{id}/actions': {
    parameters: [ID],
    post: operation('Acknowledge, snooze, reopen, or record a call', answers('Alert'), {
      operationId: 'act',
      requestBody: { required: true, content: content('application/json', 'Action') },
    }),
  },
  '/alerts/{id}/audit': {
    parameters: [ID],
    get: operation('Who saw and did what; for auditors', answers('Audit'), { operationId: 'getAudit' }),
  },
  '/alerts/{id}/fhir': {
    parameters: [ID],
    get: operation(
      'One alert as a FHIR R4 bundle; audited as viewed',
      { type: 'application/fhir+json', schema: { type: 'object' } },
      { operationId: 'getBundle' },
    ),
  },
  '/teams/{id}/views': {
    parameters: [ID],
    get: operation('Who was shown which alerts of the lists of a team; for auditors', answers('ListViews'), {
      operationId: 'listViews',
      parameters: queryOf(listViewsQuerySchema),
    }),
  },
  '/teams/{id}/report': {
    parameters: [ID],
    get: operation('How a team answers its alerts', answers('Report'), {
      operationId: 'getReport',
      parameters: queryOf(reportQuerySchema),
    }),
  },
};
