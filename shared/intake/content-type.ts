/** The media type and character set of a Content-Type (RFC 9110 ch. 8.3), lower case; linear in the text. */
export type ContentType = { readonly type: string; readonly charset: string | undefined };

export function readContentType(header: string): ContentType {
  const [type = '', ...parameters] = header.split(';').map((part) => part.trim().toLowerCase());
  const named = parameters.find((parameter) => parameter.startsWith('charset='));
  const charset = named?.slice('charset='.length).replaceAll('"', '').trim();
  return { type, charset: charset === '' ? undefined : charset };
}
