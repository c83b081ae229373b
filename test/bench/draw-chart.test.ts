import { describe, expect, it } from 'vitest';
import { CHARTS } from './charts.ts';
import { drawChart } from './draw-chart.ts';

const textsOf = (svg: string): readonly string[] =>
  Array.from(svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g), ([, words = '']) => words);
const widthsOf = (svg: string): readonly number[] =>
  Array.from(svg.matchAll(/width="([\d.]+)" height="16"/g), ([, width]) => Number(width));

describe('a chart of bars', () => {
  it('draws each in proportion, its value beside it', () => {
    const svg = drawChart(CHARTS.cost, [
      { line: 'ours', x: 0, y: 5 },
      { line: 'naive', x: 0, y: 10 },
    ]);

    const [ours = 0, naive] = widthsOf(svg);
    expect(naive).toBe(2 * ours);
    expect(textsOf(svg)).toEqual(['A million messages (dollars)', 'ours', '5.0', 'naive', '10.0']);
  });

  it('shows the words of a line as words', () => {
    const svg = drawChart(CHARTS.cost, [{ line: '<b> & co', x: 0, y: 1 }]);

    expect(svg).toContain('&lt;b&gt; &amp; co');
  });
});

describe('a chart of lines', () => {
  const svg = drawChart(CHARTS.read, [
    { line: 'ours', x: 10, y: 100 },
    { line: 'ours', x: 100, y: 10 },
    { line: 'ours', x: 1_000, y: 1 },
  ]);

  it('keeps the same distance between what lies ten times apart', () => {
    const [first = 0, second = 0, third = 0] = Array.from(svg.matchAll(/cx="([\d.]+)"/g), ([, x]) =>
      Number(x),
    );

    expect(second - first).toBeGreaterThan(100);
    expect(third - second).toBeCloseTo(second - first, 0);
  });

  it('names its axis, its values and its line', () => {
    expect(textsOf(svg)).toEqual(
      expect.arrayContaining(['OBX in the message', '10', '100', '1,000', '1.0', 'ours']),
    );
  });
});
