import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../../functions/desk/openapi.ts';

const written = JSON.parse(readFileSync('docs/desk/openapi.json', 'utf8'));

describe('the document of the API', () => {
  it('is what the schemas say (npm run docs:api)', () => {
    expect(JSON.parse(JSON.stringify(openApiDocument()))).toEqual(written);
  });

  it('is OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(written));

    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  it('shows an instant as text, and a value as the exact decimal that it is', () => {
    const { properties } = written.components.schemas.Alert;

    expect(properties.raisedAt).toEqual({ type: 'string', format: 'date-time' });
    expect(properties.value).toMatchObject({ type: 'string' });
  });
});
