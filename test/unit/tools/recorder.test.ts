import { describe, expect, test } from 'vitest';
import type { Page } from '../../../shared/alerting/publisher.ts';
import { epochMs } from '../../../shared/clinical/instant.ts';
import { defaultPolicy } from '../../../shared/clinical/policy.ts';
import { createRecorder } from '../../../tools/demo/recorder.ts';
import { createVirtualClock } from '../../../tools/demo/virtual-clock.ts';

const START = epochMs(1_000_000);
const outage = { from: epochMs(2_000_000), until: epochMs(3_000_000) };
const page: Page = {
  alertId: 'a',
  team: 'lung-oncology',
  level: 'urgent',
  kind: 'alert',
  contacts: ['first'],
  step: 1,
  subject: '',
  sms: '',
  email: '',
  repeat: false,
};

describe('the virtual clock', () => {
  test('shows what it was last set to and never goes back', () => {
    const clock = createVirtualClock(START);

    clock.moveTo(epochMs(2_000_000));
    clock.moveTo(epochMs(1_500_000));

    expect(clock.now()).toBe(2_000_000);
  });
});

describe('the recorder', () => {
  test('hands out what happened since it was last asked', async () => {
    const recorder = createRecorder(createVirtualClock(START), outage);
    await recorder.publisher.publish(page, 'P');
    await recorder.operations.tell({ code: 'X', subject: 's', text: 't' });

    expect(recorder.take()).toMatchObject({ pages: [{ at: START, page }], notices: [{ code: 'X' }] });
    expect(recorder.take()).toMatchObject({ pages: [], notices: [] });
  });

  test('owes the pages of an outage until they are published', async () => {
    const clock = createVirtualClock(START);
    const recorder = createRecorder(clock, outage);
    clock.moveTo(outage.from);

    await expect(recorder.publisher.publish(page, 'P')).rejects.toThrow('out of order');
    expect(recorder.owesPages()).toBe(true);
    clock.moveTo(outage.until);
    await recorder.publisher.publish(page, 'P');

    expect(recorder.owesPages()).toBe(false);
    expect(recorder.take().pages).toHaveLength(1);
  });

  test('notes the verdict of the judge it watches and passes it on', () => {
    const recorder = createRecorder(createVirtualClock(START), outage);
    const verdict = { raised: [], judgements: () => [], registered: true };
    const watched = recorder.watching(() => verdict);

    expect(watched({ facts: [], alerted: [], policy: defaultPolicy, now: START })).toBe(verdict);
    expect(recorder.take().verdicts).toEqual([{ at: START, ...verdict, judgements: [] }]);
  });
});
