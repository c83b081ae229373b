import { CannotRunError } from '../exit-codes.ts';

/** Where messages go. */
export type Address =
  | { readonly is: 'mllp'; readonly host: string; readonly port: number; readonly tls: boolean }
  | { readonly is: 'http'; readonly url: URL; readonly tls: boolean }
  | { readonly is: 's3'; readonly bucket: string; readonly prefix: string };

const MLLP_PORT = 2575;
const FORMS = 'mllp://HOST:PORT, mllps://HOST:PORT, http(s)://HOST/hl7 or s3://BUCKET/PREFIX';

/** @throws CannotRunError where it is none of these. */
export function addressOf(text: string): Address {
  if (!URL.canParse(text)) throw notAnAddress(text);
  const url = new URL(text);
  const { protocol, hostname } = url;
  if (hostname === '') throw notAnAddress(text);
  switch (protocol) {
    case 'mllp:':
    case 'mllps:':
      return { is: 'mllp', host: bare(hostname), port: portOf(url), tls: protocol === 'mllps:' };
    case 'http:':
    case 'https:':
      return { is: 'http', url, tls: protocol === 'https:' };
    case 's3:':
      return { is: 's3', bucket: hostname, prefix: folderOf(url.pathname) };
    default:
      throw notAnAddress(text);
  }
}

function notAnAddress(text: string): CannotRunError {
  return new CannotRunError(`--to ${text} is no address: give ${FORMS}`);
}

/** An address of IPv6 stands in brackets. */
function bare(hostname: string): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

function portOf({ port }: URL): number {
  return port === '' ? MLLP_PORT : Number(port);
}

function folderOf(pathname: string): string {
  const path = pathname.slice(1);
  return path === '' || path.endsWith('/') ? path : `${path}/`;
}
