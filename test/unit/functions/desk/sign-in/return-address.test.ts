import { describe, expect, it } from 'vitest';
import { returnAddress } from '../../../../../functions/desk/sign-in/return-address.ts';

describe('where a user goes on after signing in', () => {
  it.each([
    '/desk',
    '/desk/worklist',
    '/desk/alerts/k3jd82hf',
    '/a/k3jd82hf',
    '/desk?team=lung-oncology&before=a%3Db',
  ])('is %s, where it was asked for', (asked) => {
    expect(returnAddress(asked)).toBe(asked);
  });

  it.each([
    undefined,
    '',
    'desk',
    '//evil.example/desk',
    'https://evil.example/desk',
    '/\\evil.example',
    '/desk\\..\\evil',
    '/desk/../hl7',
    '/desk//evil.example',
    '/desk\n',
    '/desk?a=b?c',
    '/desk?to=//evil',
    '/desk/sign-in',
    '/desk/sign-out',
    '/inbox.json',
    `/desk/${'x'.repeat(400)}`,
  ])('is the start of the desk for %j', (asked) => {
    expect(returnAddress(asked)).toBe('/desk');
  });
});
