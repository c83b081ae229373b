/** A defect put into the source as it is loaded: what of which file is replaced, and by what. */
export type Defect = { readonly file: string; readonly from: string; readonly to: string };

/** What the checks must notice; none of it is in the product. */
export const DEFECTS: ReadonlyMap<string, Defect> = new Map([
  [
    'acknowledged-before-it-is-stored',
    {
      file: 'infra/local/queue/local-message-queue.ts',
      from: "await database.ask('send', messages);",
      to: "setTimeout(() => void database.ask('send', messages).then(onSent), 100); return;",
    },
  ],
  [
    'in-hand-is-forgotten-at-the-start',
    {
      file: 'infra/local/database/queue-rows.ts',
      from: "db.exec('UPDATE messages SET visible_at = 0, leased = 0 WHERE leased = 1');",
      to: "db.exec('DELETE FROM messages WHERE leased = 1');",
    },
  ],
  [
    'told-twice',
    {
      file: 'infra/local/inbox/local-publisher.ts',
      from: "await database.ask('deliver', deliveries);",
      to: "await database.ask('deliver', deliveries); await database.ask('deliver', deliveries);",
    },
  ],
  [
    'no-sweep',
    {
      file: 'shared/alerting/sweep.ts',
      from: 'Array.from({ length: dueShards }',
      to: 'Array.from({ length: 0 }',
    },
  ],
]);

export const defectNamed = (name: string): Defect | undefined => DEFECTS.get(name);

/** Arguments for Node that put the defect into every thread of its process. */
export function nodeArgsFor(defect: string | undefined): readonly string[] {
  if (defect === undefined) return [];
  return ['--import', new URL(`./with-defect.ts?${defect}`, import.meta.url).href];
}
