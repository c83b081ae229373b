import { type App, Validations } from 'aws-cdk-lib';

/** A finding of a rule pack that was accepted, with its reason, on a construct and all that it holds. */
export type Acknowledgement = { readonly id: string; readonly where: string; readonly reason: string };

/** CDK's check of templates against the types of CloudFormation, in which it acknowledges its own false alarms. */
const OF_CDK_ITSELF = 'CloudFormation-Validate::';

/** CDK keeps an id that names no pack under this one. */
const NO_PACK = 'Annotation::';

/** Every acknowledgement of ours in an app, in the order of its tree. */
export function acknowledgementsIn(app: App): readonly Acknowledgement[] {
  return app.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.entries<string>(data))
      .filter(([id]) => !id.startsWith(OF_CDK_ITSELF))
      .map(([id, reason]) => ({ id: id.replace(NO_PACK, ''), where: node.path, reason })),
  );
}

/** A Markdown table with a row for each reason: which findings it answers, and where. */
export function acknowledgementTable(acknowledgements: readonly Acknowledgement[]): string {
  const byReason = Map.groupBy(acknowledgements, ({ reason }) => reason);
  const rows = [...byReason].map(([reason, accepted]) => {
    const ids = distinct(accepted.map(({ id }) => `\`${id}\``));
    const places = distinct(accepted.map(({ where }) => withoutDeployment(where)));
    return `| ${ids.join('<br>')} | ${places.join('<br>')} | ${reason} |`;
  });
  return ['| finding | where | reason |', '|---|---|---|', ...rows.sort()].join('\n');
}

/** Those of the first, and of each next what has a reason of its own. */
export function mergeByReason(lists: readonly (readonly Acknowledgement[])[]): readonly Acknowledgement[] {
  return lists.flatMap((list, index) => {
    const known = new Set(lists.slice(0, index).flatMap((before) => before.map(({ reason }) => reason)));
    return list.filter(({ reason }) => !known.has(reason));
  });
}

function withoutDeployment(path: string): string {
  return path.replace(/^CalciumAlerts-[a-z]+-/, '');
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
