import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readCells } from '../../infra/cells.ts';
import { commitOf } from '../../infra/commit.ts';
import { createUncheckedApp } from '../../infra/create-app.ts';
import { at } from '../../infra/house-rules/template.ts';
import { type PlacedResource, projectContext, resourcesOf, templatesOfApp } from '../../infra/whole-app.ts';

const SAMPLE_CONFIG = 'tools/samples/calcium-alerts.config.json';
const folder = mkdtempSync(join(tmpdir(), 'cells-'));
const config = relative(folder, resolve(SAMPLE_CONFIG));

afterAll(() => rmSync(folder, { recursive: true }));

function writeCells(cells: unknown): string {
  const file = join(folder, 'cells.json');
  writeFileSync(file, JSON.stringify(cells));
  return file;
}

const doors = {
  waf: true,
  gateway: {
    allowedCidrs: ['192.0.2.0/24'],
    tlsSecretArn: 'arn:aws:secretsmanager:eu-west-2:000000000000:secret:tls',
  },
};
const TWO_CELLS = {
  north: { config, doors, replicaRegion: 'eu-west-1' },
  south: { config, doors, region: 'eu-west-3' },
};

describe('one cell', () => {
  const stacks = templatesOfApp({ env: 'prod', region: 'eu-west-2' });

  test('has stacks named by the environment, protected from deletion in production', () => {
    expect(stacks.map(({ stack }) => stack)).toEqual([
      'CalciumAlerts-prod-Record',
      'CalciumAlerts-prod-Desk',
      'CalciumAlerts-prod-Pipeline',
      'CalciumAlerts-prod-Observability',
    ]);
    expect(stacks.every(({ terminationProtection }) => terminationProtection)).toBe(true);
  });

  test('can be deleted in development', () => {
    const dev = templatesOfApp({ env: 'dev', region: 'eu-west-2' });

    expect(dev.some(({ terminationProtection }) => terminationProtection)).toBe(false);
  });
});

describe('several cells', () => {
  const stacks = templatesOfApp({ env: 'prod', region: 'eu-west-2', cells: writeCells(TWO_CELLS) });
  const resources = resourcesOf(stacks);

  test('have each its own stacks', () => {
    expect(stacks.map(({ stack }) => stack).sort()).toEqual([
      'CalciumAlerts-prod-north-Desk',
      'CalciumAlerts-prod-north-Gateway',
      'CalciumAlerts-prod-north-Observability',
      'CalciumAlerts-prod-north-Pipeline',
      'CalciumAlerts-prod-north-Record',
      'CalciumAlerts-prod-north-Standby',
      'CalciumAlerts-prod-south-Desk',
      'CalciumAlerts-prod-south-Gateway',
      'CalciumAlerts-prod-south-Observability',
      'CalciumAlerts-prod-south-Pipeline',
      'CalciumAlerts-prod-south-Record',
    ]);
  });

  test('have the same resources, but for the region that holds a replica', () => {
    const of = (cell: string) =>
      resources
        .filter(({ stack }) => stack.includes(`-${cell}-`) && !stack.endsWith('Standby'))
        .map(({ stack, Type }) => `${stack.split('-').at(-1)} ${Type}`)
        .sort();

    expect(of('north')).toEqual(of('south'));
    expect(of('north').length).toBeGreaterThan(100);
  });

  test('say on each resource whose it is', () => {
    const queues = resources.filter(({ Type }) => Type === 'AWS::SQS::Queue');

    expect(queues.length).toBeGreaterThan(0);
    for (const queue of queues) expect(tagsOf(queue)).toMatchObject({ cell: queue.stack.split('-')[2] });
  });

  test('share no name: what is named by hand names the cell', () => {
    const names = resources.flatMap((resource) =>
      ['TopicName', 'QueueName', 'BackupVaultName', 'AliasName', 'LogGroupName', 'RoleName', 'Name']
        .map((property) => at(resource, property))
        .filter((name) => typeof name === 'string' && resource.Type !== 'AWS::Lambda::Alias')
        .map((name) => `${resource.Type} ${name}`),
    );

    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

describe('a file of cells', () => {
  test('names each configuration from where the file lies', () => {
    const cells = readCells(writeCells({ north: { config: 'north.json' } }));

    expect(cells).toEqual([{ name: 'north', config: join(folder, 'north.json') }]);
  });

  test.each([
    ['nothing', {}, 'there is no cell'],
    ['a name that no resource can have', { 'North!': { config } }, 'a cell is named by 2 to 16'],
    ['a cell without a configuration', { north: {} }, 'config'],
    ['a setting that is none', { north: { config, colour: 'red' } }, 'colour'],
  ])('is refused with %s', (_, cells, fault) => {
    expect(() => readCells(writeCells(cells))).toThrow(fault);
  });
});

describe('the commit', () => {
  test('is a tag', () => {
    const app = createUncheckedApp({
      outdir: folder,
      commit: '0123456789ab',
      context: projectContext(),
      builtinCloudFormationValidation: false,
    });

    const [record] = app.synth().stacks;

    expect(record?.template.Resources.DataKey2A0DE9E6.Properties.Tags).toContainEqual({
      Key: 'commit',
      Value: '0123456789ab',
    });
  });

  test('is what the build says, else what Git says, else unknown', () => {
    expect(commitOf({ COMMIT: 'abc' }, '.')).toBe('abc');
    expect(commitOf({}, '.')).toMatch(/^[0-9a-f]{12}(-dirty)?$/);
    expect(commitOf({}, folder)).toBe('unknown');
  });
});

function tagsOf(resource: PlacedResource): Record<string, string> {
  const tags = at(resource, 'Tags') as readonly { Key: string; Value: string }[];
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
