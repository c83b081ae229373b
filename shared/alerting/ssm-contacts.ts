import { paginateGetParametersByPath, type SSMClient } from '@aws-sdk/client-ssm';

/** Numbers and addresses below a path of Parameter Store, decrypted, each by the rest of its name: teams/lung/sms-1. */
export async function readContactParameters(
  client: SSMClient,
  path: string,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const pages = paginateGetParametersByPath(
    { client },
    { Path: path, Recursive: true, WithDecryption: true },
  );
  for await (const page of pages) {
    for (const { Name: name = '', Value: value = '' } of page.Parameters ?? []) {
      found.set(name.slice(path.length + 1), value);
    }
  }
  return found;
}
