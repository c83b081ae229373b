const START = '/desk';
/** Where a signed-in user may be sent: the desk itself and the link of a page. Nothing with a second meaning to a browser. */
const OWN = /^\/(?:desk|a)(?:\/[A-Za-z0-9_-]+)*$/;
const QUERY = /^[A-Za-z0-9_=&%.-]*$/;
const LONGEST = 300;

/** The address below this desk to go on to after signing in; the start of the desk for anything else. */
export function returnAddress(asked: string | undefined): string {
  if (asked === undefined || asked.length > LONGEST) return START;
  const [path = '', query = '', ...more] = asked.split('?');
  if (more.length > 0 || !OWN.test(path) || !QUERY.test(query)) return START;
  if (path.startsWith('/desk/sign')) return START;
  return query === '' ? path : `${path}?${query}`;
}
