import type { Statement } from '../../infra/house-rules/template.ts';

/** A value of a template as a reader would write it: `${DataKey.Arn}` for a GetAtt, the text for a Join. */
function described(value: unknown): string {
  if (Array.isArray(value)) return value.map(described).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, of] = ['', undefined]] = Object.entries(value);
  if (name === 'Ref') return `\${${String(of)}}`;
  if (name === 'Fn::GetAtt') return `\${${[of].flat().join('.')}}`;
  if (name === 'Fn::ImportValue') return `\${${String(of).replace(/^.*:ExportsOutput/, '')}}`;
  if (name === 'Fn::Join' && Array.isArray(of)) return [of[1]].flat().map(described).join(String(of[0]));
  return JSON.stringify(value);
}

/** `s3:GetObject, s3:PutObject on ${Bucket.Arn}/*`; with who, and on what condition, where it says so. */
export function describedStatement({ Effect, Action, Principal, Resource, Condition }: Statement): string {
  return [
    Effect === 'Deny' ? 'never ' : '',
    described(Action),
    Resource === undefined ? '' : ` on ${described(Resource)}`,
    Principal === undefined ? '' : ` by ${JSON.stringify(Principal)}`,
    Condition === undefined ? '' : ` if ${JSON.stringify(Condition)}`,
  ].join('');
}
