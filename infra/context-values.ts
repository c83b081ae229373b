import * as z from 'zod';

export const arnOf = (service: string) =>
  z.string().regex(new RegExp(`^arn:aws[a-z-]*:${service}:`), `not an ARN of ${service}`);

export const domainName = z.string().regex(/^[a-z0-9.-]+$/, 'a domain name in lower case');
