import { expect, it } from 'vitest';
import { countedFigure } from './figure.ts';
import { goalTable, performanceTables } from './performance-document.ts';

const machine = { processor: 'Two', cores: 2, memoryGb: 8, node: 'v24', platform: 'linux x64', load: 0.25 };

const target = { is: 'below', value: 1 } as const;
const plotted = { chart: 'judge', line: 'all', x: 400 } as const;
const measured = {
  machine,
  measuredOn: new Date('2026-11-23T10:00:00Z'),
  seconds: 490,
  figures: new Map([
    ['read', [countedFigure('ours', 'messages/s', 6_000)]],
    ['judge', [countedFigure('judged', 'ms', 1.5, { target, plotted })]],
    ['read-medplum', [countedFigure('theirs', 'messages/s', 30_000)]],
  ]),
};

it('says when and on what was measured, then a table with goals and charts for each heading', () => {
  const tables = performanceTables(measured);

  expect(tables.split('\n')).toEqual([
    'Measured on 2026-11-23 in 8 minutes on Two, 2 cores, 8 GB, Node v24, linux x64; load before it 0.3.',
    '',
    '### Full read, beside other readers',
    '',
    '| figure | median | spread | goal |',
    '|---|---:|---|---|',
    '| ours | 6,000 messages/s | counted |  |',
    '| theirs | 30,000 messages/s | counted |  |',
    '',
    '### Judge',
    '',
    '| figure | median | spread | goal |',
    '|---|---:|---|---|',
    '| judged | 1.5 ms | counted | below 1.0: MISSED |',
    '',
    '![Judging a patient](performance/judge.svg)',
  ]);
});

it('gathers what has a goal', () => {
  const rows = goalTable(measured).split('\n').slice(4);

  expect(rows).toEqual(['| judged | 1.5 ms | counted | below 1.0: MISSED |']);
});
