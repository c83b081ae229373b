/** Cookies of the desk. `__Host-` binds them to this very host, and browsers take them over TLS alone. */
export type Cookies = {
  readonly session: string;
  /** Binds a sign-in to the browser that began it. */
  readonly browser: string;
  readonly secure: boolean;
};

export function cookiesOf(origin: string): Cookies {
  const secure = origin.startsWith('https:');
  const prefix = secure ? '__Host-' : '';
  return { session: `${prefix}desk-session`, browser: `${prefix}desk-sign-in`, secure };
}

/** Lax: the link of an SMS or an e-mail, and the way back from the identity provider, come from another site. */
export function setCookie(
  { secure }: Pick<Cookies, 'secure'>,
  name: string,
  value: string,
  seconds: number,
): string {
  const attributes = [
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    `Max-Age=${seconds}`,
    ...(secure ? ['Secure'] : []),
  ];
  return [`${name}=${value}`, ...attributes].join('; ');
}

/** The value of a cookie as `newSecret` makes it; anything else is none. */
export function secretOf(sent: readonly string[], name: string): string | undefined {
  const found = sent.filter((cookie) => cookie.startsWith(`${name}=`));
  const [only, ...others] = found.map((cookie) => cookie.slice(name.length + 1));
  return others.length === 0 && only !== undefined && /^[\w-]{43}$/.test(only) ? only : undefined;
}
