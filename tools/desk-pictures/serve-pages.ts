import { once } from 'node:events';
import { createServer } from 'node:http';
import { deskFiles } from '../../functions/desk/page/page-files.ts';

export type ServedPages = { readonly address: string; readonly close: () => void };

/** As strict as the desk's own: what it would forbid is not on the pictures either. */
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
  "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Serves rendered pages, by path, and the files they need to this machine alone. */
export async function servePages(pages: ReadonlyMap<string, string>): Promise<ServedPages> {
  const files = deskFiles();
  const server = createServer(({ url = '/' }, response) => {
    const file = files.get(url);
    const page = pages.get(url);
    if (file) response.writeHead(200, { 'content-type': file.type }).end(file.body);
    else if (page === undefined) response.writeHead(404).end();
    else
      response
        .writeHead(200, {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': POLICY,
        })
        .end(page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return { address: `http://127.0.0.1:${port}`, close: () => server.close() };
}
