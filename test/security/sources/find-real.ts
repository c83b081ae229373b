/** Something that may be of a real person, account or host, and where. Never more of it than its place. */
export type Finding = { readonly kind: Kind; readonly line: number; readonly text: string };
type Kind = 'name' | 'identifier' | 'e-mail' | 'telephone' | 'account' | 'secret' | 'host';

/** Names that are nobody's: planted ones, trees for families, given names of the generator. */
const RESERVED_NAMES = new Set([
  ...[
    'DOE',
    'JANE',
    'JOHN',
    'ALDER',
    'BIRCH',
    'CEDAR',
    'HAZEL',
    'JUNIPER',
    'LARCH',
    'MAPLE',
    'ROWAN',
    'WILLOW',
  ],
  ...[
    'ASHLEY',
    'CASEY',
    'DREW',
    'JAMIE',
    'JORDAN',
    'MORGAN',
    'ROBIN',
    'SASHA',
    'TAYLOR',
    'NAME',
    'TEST',
    'CANARY',
  ],
]);
/** Fields that hold a person's name, and the component of the family name (HL7 v2.5.1: XPN, and XCN with its number first). */
const NAME_FIELDS: Readonly<Record<string, readonly (readonly [field: number, family: number])[]>> = {
  PID: [
    [5, 1],
    [6, 1],
    [9, 1],
  ],
  NK1: [[2, 1]],
  GT1: [[3, 1]],
  PV1: [
    [7, 2],
    [8, 2],
    [9, 2],
    [17, 2],
  ],
  OBR: [
    [16, 2],
    [32, 2],
  ],
};
const SEGMENT = /\b(?:PID|NK1|GT1|PV1|OBR)\|[^\r\n'"`\\]*/g;

/** Domains that belong to nobody (RFC 2606, RFC 6761), this machine, and public documents that sources refer to. */
const RESERVED_DOMAIN = /(?:^|\.)(?:example|invalid|test|localhost|example\.(?:com|net|org))$/i;
const PUBLIC_DOCUMENTS = new Set([
  ...[
    'hl7.org',
    'terminology.hl7.org',
    'loinc.org',
    'snomed.info',
    'unitsofmeasure.org',
    'www.w3.org',
    'json-schema.org',
  ],
  ...[
    'www.apache.org',
    'semver.org',
    'keepachangelog.com',
    'www.sqlite.org',
    'docs.getmoto.org',
    'cyclonedx.org',
  ],
  ...['github.com', 'www.rfc-editor.org', 'aws.amazon.com', 'docs.aws.amazon.com'],
  ...['sns.amazonaws.com', 's3.amazonaws.com'],
]);
/** Ranges that no subscriber has: NANP 555-0100 to 0199, Ofcom's 07700 900000 to 900999. */
const FICTION_NUMBER = /^\+(?:1\d{3}55501\d\d|447700900\d{3})$/;
/** Accounts of AWS's own examples. */
const EXAMPLE_ACCOUNTS = new Set(['000000000000', '111111111111', '123456789012']);
/** RFC 1918, RFC 5737, this machine, all addresses, the broadcast. */
const RESERVED_ADDRESS =
  /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|(?:0\.0\.0\.0|255\.255\.255\.255)$)/;

const RULES: readonly (readonly [kind: Kind, pattern: RegExp, isReserved: (text: string) => boolean])[] = [
  [
    'e-mail',
    /[\w.%+-]+@(?:[\w-]+\.)+[a-z]{2,}/gi,
    (text) => isReservedDomain(text.slice(text.indexOf('@') + 1)),
  ],
  ['telephone', /\+[1-9]\d{9,14}(?!\d)/g, (text) => FICTION_NUMBER.test(text) || /^\+0*$/.test(text)],
  ['account', /(?<=:)\d{12}(?=:)/g, (text) => EXAMPLE_ACCOUNTS.has(text)],
  ['secret', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, (text) => text.endsWith('EXAMPLE')],
  [
    'secret',
    /\b(?:ghp|gho|ghs|npm|glpat)_[A-Za-z0-9]{20,}|\bxox[abp]-[\w-]{10,}|\beyJ[\w-]{10,}\.eyJ[\w-]{10,}/g,
    never,
  ],
  ['secret', /-----BEGIN [A-Z ]*PRIVATE KEY-----/g, never],
  ['host', /(?<=https?:\/\/)[\w-]+(?:\.[\w-]+)+/gi, (text) => isReservedHost(text)],
  ['host', /(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])/g, (text) => RESERVED_ADDRESS.test(text)],
  ['identifier', /(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])/g, never],
  ['identifier', /(?<!\w)\d{3} \d{3} \d{4}(?!\w)/g, (text) => text.startsWith('999') || !isNhsNumber(text)],
];

/** What in a file does not come from the ranges that are nobody's. */
export function findReal(content: string): readonly Finding[] {
  return content.split('\n').flatMap((line, index) => {
    const byRule = RULES.flatMap(([kind, pattern, isReserved]) =>
      (line.match(pattern) ?? []).filter((text) => !isReserved(text)).map((text) => ({ kind, text })),
    );
    const names = namesIn(line).map((text) => ({ kind: 'name' as const, text }));
    return [...byRule, ...names].map((found) => ({ ...found, line: index + 1 }));
  });
}

function never(): boolean {
  return false;
}

function isReservedDomain(domain: string): boolean {
  return RESERVED_DOMAIN.test(domain);
}

function isReservedHost(host: string): boolean {
  return (
    isReservedDomain(host) ||
    PUBLIC_DOCUMENTS.has(host.toLowerCase()) ||
    RESERVED_ADDRESS.test(host) ||
    /^(?:sqs|sns|s3|dynamodb)\.[\w-]+\.amazonaws\.com$/.test(host)
  );
}

function namesIn(line: string): readonly string[] {
  return (line.match(SEGMENT) ?? []).flatMap((segment) => {
    const fields = segment.split('|');
    const places = NAME_FIELDS[segment.slice(0, 3)] ?? [];
    return places.flatMap(([field, family]) => {
      const parts = (fields[field] ?? '').split('^');
      const given = [parts[family - 1] ?? '', parts[family] ?? ''];
      return given.filter((part) => !isReservedName(part));
    });
  });
}

/** A word of three letters or more that could be somebody's name. */
function isReservedName(part: string): boolean {
  const word = part.trim();
  return (
    !/^\p{L}[\p{L}' -]{2,}$/u.test(word) || word.startsWith('ZZPHI') || RESERVED_NAMES.has(word.toUpperCase())
  );
}

/** The check digit of NHS numbers, modulus 11. */
function isNhsNumber(text: string): boolean {
  const digits = Array.from(text.replaceAll(' ', ''), Number);
  const sum = digits.slice(0, 9).reduce((total, digit, index) => total + digit * (10 - index), 0);
  return (11 - (sum % 11)) % 11 === digits[9];
}
