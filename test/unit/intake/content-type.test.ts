import { expect, it } from 'vitest';
import { readContentType } from '../../../shared/intake/content-type.ts';

it.each([
  ['application/hl7-v2', 'application/hl7-v2', undefined],
  ['Application/HL7-v2+ER7; Charset="ISO-8859-1"', 'application/hl7-v2+er7', 'iso-8859-1'],
  ['text/plain;charset=utf-8;x=y', 'text/plain', 'utf-8'],
  ['text/plain; charset=', 'text/plain', undefined],
  ['', '', undefined],
])('reads the content type %j', (header, type, charset) => {
  expect(readContentType(header)).toEqual({ type, charset });
});
