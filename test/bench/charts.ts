/** The charts of docs/performance; each figure says where it stands in one. */
export const CHARTS = {
  read: { title: 'Full read of a message', unit: 'messages/s', kind: 'lines', x: 'OBX in the message' },
  report: { title: 'Full read of a message with a report of 5 MB', unit: 'messages/s', kind: 'bars' },
  judge: { title: 'Judging a patient', unit: 'ms', kind: 'lines', x: 'results of the patient' },
  naive: { title: 'Beside the naive pipeline', unit: 'messages/s', kind: 'bars' },
  cost: { title: 'A million messages', unit: 'dollars', kind: 'bars' },
  intake: { title: 'Acknowledged by MLLP', unit: 'messages/s', kind: 'bars' },
  latency: { title: 'From the last byte of a result', unit: 'ms', kind: 'bars' },
  start: { title: 'A bundle in a fresh process', unit: 'ms', kind: 'bars' },
  memory: {
    title: 'assess by the memory of its function',
    unit: 'dollars a million messages',
    kind: 'lines',
    x: 'MB',
  },
  history: {
    title: 'A message by the length of the history',
    unit: 'ms',
    kind: 'lines',
    x: 'earlier results',
  },
  historyUnits: {
    title: 'Units of DynamoDB by the length of the history',
    unit: 'units a message',
    kind: 'lines',
    x: 'earlier results',
  },
  patients: { title: 'A message by the number of patients', unit: 'ms', kind: 'lines', x: 'patients' },
  feeds: { title: 'A message by the number of feeds', unit: 'ms', kind: 'lines', x: 'feeds' },
  batch: {
    title: 'Requests by the size of the batch',
    unit: 'requests a message',
    kind: 'lines',
    x: 'messages',
  },
  backlog: { title: 'A backlog of a million messages', unit: 'messages', kind: 'lines', x: 'minutes' },
} as const satisfies Record<string, Chart>;

export type ChartName = keyof typeof CHARTS;

export type Chart = {
  readonly title: string;
  readonly unit: string;
  /** Lines have an axis for x, logarithmic where its values are far apart; bars have none. */
  readonly kind: 'bars' | 'lines';
  readonly x?: string;
};
