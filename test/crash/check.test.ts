import { describe, expect, it } from 'vitest';
import type { ListedAlert } from '../../shared/chart/alert-listing.ts';
import { epochMs } from '../../shared/clinical/instant.ts';
import type { InboxRow } from '../e2e/local-process.ts';
import { faultsOf, messagesOf } from './check.ts';
import type { Course } from './courses.ts';
import type { Ledger } from './lane.ts';
import type { KeptMessage, Observed } from './observe.ts';
import { type Script, scriptOf } from './schedule.ts';

const NOW = epochMs(Date.UTC(2026, 5, 16, 12));
const SCRIPT: Script = scriptOf({ seed: 1, firstRound: 0, rounds: 1 }, NOW);
const MESSAGES = [...messagesOf(SCRIPT).values()];

type Ending = { readonly ledger: Ledger; readonly observed: Observed };

/** All that was sent once, and came to the end that it has to. */
function asPromised(): Ending {
  const once = () => new Map(MESSAGES.map(({ controlId }) => [controlId, 1]));
  const kept = MESSAGES.map(({ controlId }) => ({ messageId: `id-${controlId}`, controlId }));
  const withFate = (is: string) => MESSAGES.filter(({ fate }) => fate.startsWith(is));
  const reasons = (is: string) => {
    const counts: Record<string, number> = {};
    for (const { fate } of withFate(is)) {
      const reason = fate.slice(is.length + 1);
      counts[reason] = (counts[reason] ?? 0) + 1;
    }
    return counts;
  };
  const alerts = SCRIPT.courses.flatMap(alertsOf);
  return {
    ledger: { sent: once(), acknowledged: once(), wrong: [] },
    observed: {
      counts: {
        received: MESSAGES.length,
        judged: withFate('judged').length,
        ignored: reasons('ignored'),
        quarantined: reasons('quarantined'),
        valuesQuarantined: {},
      },
      waiting: 0,
      dead: 0,
      alerts,
      inbox: alerts.flatMap(pagesOf),
      archived: kept,
      quarantined: kept.flatMap(quarantinedOf),
      factMessages: withFate('judged').filter(({ isLink }) => !isLink).length,
    },
  };
}

function alertsOf({ endings: [ending = []], patients, team }: Course): readonly (ListedAlert & InTeam)[] {
  return ending.map((told, n) => {
    const [kind = '', level = ''] = told.split(' ');
    const alertId = `${patients[0]}n${n}`;
    return { alertId, kind, level, team, patient: { id: patients[0] }, delivery: 'sent' } as never;
  });
}
type InTeam = { readonly team: string };

function pagesOf({ alertId, level, team }: ListedAlert & InTeam): readonly InboxRow[] {
  const everybody = level === 'routine' ? ['mail-1', 'mail-2'] : ['mail-1', 'mail-2', 'phone-1', 'phone-2'];
  return everybody.map((to) => ({ alertId, team, to, subject: '', text: 'CRITICAL alert' }) as never);
}

function quarantinedOf({ messageId, controlId }: KeptMessage): readonly KeptMessage[] {
  const fate = MESSAGES.find((message) => message.controlId === controlId)?.fate ?? '';
  return fate.startsWith('quarantined ')
    ? [{ messageId, controlId, reason: fate.replace('quarantined ', '') }]
    : [];
}

const [FIRST_PAGE] = asPromised().observed.inbox;
const [FIRST_ALERT] = asPromised().observed.alerts;
const SOME_ID = MESSAGES[0]?.controlId ?? '';

const changed = (part: Partial<Observed> | ((observed: Observed) => Partial<Observed>)): Ending => {
  const { ledger, observed } = asPromised();
  return { ledger, observed: { ...observed, ...(typeof part === 'function' ? part(observed) : part) } };
};

describe('the checks after the kills', () => {
  it('find nothing where everything is as promised', () => {
    const { ledger, observed } = asPromised();

    expect(observed.alerts.length).toBeGreaterThan(8);
    expect(faultsOf(SCRIPT, ledger, observed)).toEqual([]);
  });

  it('find nothing in a message that was received twice, once unacknowledged, and is one fact', () => {
    const { ledger, observed } = asPromised();
    ledger.sent.set(SOME_ID, 2);
    const again = { messageId: 'id-again', controlId: SOME_ID };
    const { counts } = observed;

    const faults = faultsOf(SCRIPT, ledger, {
      ...observed,
      archived: [...observed.archived, again],
      counts: { ...counts, received: counts.received + 1, ...oneMore(counts) },
    });

    expect(faults).toEqual([]);
  });

  it('find nothing in a page that comes again and says so', () => {
    const repeated = [FIRST_PAGE].flatMap((row) => (row ? [{ ...row, text: 'REPEAT CRITICAL alert' }] : []));

    const { ledger, observed } = changed(({ inbox }) => ({ inbox: [...inbox, ...repeated] }));

    expect(faultsOf(SCRIPT, ledger, observed)).toEqual([]);
  });

  it.each<[string, Ending, RegExp]>([
    [
      'an acknowledged message that nothing kept',
      changed(({ archived }) => ({ archived: archived.slice(1) })),
      /was acknowledged 1 times and kept 0 times/,
    ],
    [
      'a message that was kept more often than it was sent',
      changed(({ archived }) => ({ archived: [...archived, { messageId: 'x', controlId: SOME_ID }] })),
      /was sent 1 times and kept 2 times/,
    ],
    [
      'a message that nobody sent',
      changed(({ archived }) => ({ archived: [...archived, { messageId: 'x', controlId: 'NOBODY' }] })),
      /NOBODY is in the archive and was never sent/,
    ],
    [
      'counts of which one is missing',
      changed(({ counts }) => ({ counts: { ...counts, judged: counts.judged - 1 } })),
      /the counts do not add up/,
    ],
    [
      'a message with the fate of another',
      changed(({ counts }) => ({
        counts: { ...counts, judged: counts.judged - 1, ignored: { ...counts.ignored, test: 2 } },
      })),
      /fates are .* and should be/,
    ],
    [
      'a message in quarantine whose bytes are gone',
      changed(({ quarantined }) => ({ quarantined: quarantined.slice(1) })),
      /its bytes are not there/,
    ],
    ['a fact that was lost', changed({ factMessages: 3 }), /bring facts and 3 are stored/],
    ['a message that still waits', changed({ waiting: 1 }), /1 messages still wait/],
    ['a dead letter', changed({ dead: 1 }), /1 are dead letters/],
    [
      'an alert that was not sent',
      changed(({ alerts }) => ({
        alerts: alerts.map((alert, n) => (n === 0 ? { ...alert, delivery: 'claimed' } : alert)),
      })),
      /1 alerts were never sent/,
    ],
    [
      'an alert that was not raised',
      changed(({ alerts }) => ({ alerts: alerts.slice(1) })),
      new RegExp(`patient ${FIRST_ALERT?.patient.id}, who .*: raised is \\[\\]`),
    ],
    [
      'an alert that was raised twice',
      changed(({ alerts }) => ({ alerts: [...alerts.slice(0, 1), ...alerts] })),
      /raised is \[alert routine, alert routine\]/,
    ],
    [
      'a page that did not reach everybody',
      changed(({ inbox }) => ({ inbox: inbox.slice(1) })),
      /reached 1 and is for 2/,
    ],
    [
      'a page that came twice without REPEAT',
      changed(({ inbox }) => ({ inbox: [...inbox, ...inbox.slice(0, 1)] })),
      /came twice and does not say REPEAT/,
    ],
    [
      'a page of no alert',
      changed(({ inbox }) => ({
        inbox: inbox.flatMap((row, n) => (n === 0 ? [row, { ...row, alertId: 'none' }] : [row])),
      })),
      /the page none is of no alert/,
    ],
    [
      'a page to another team',
      changed(({ inbox }) => ({ inbox: inbox.map((row) => ({ ...row, team: 'another' })) })),
      /pages went to another team/,
    ],
  ])('find %s', (_, { ledger, observed }, fault) => {
    expect(faultsOf(SCRIPT, ledger, observed).join('\n')).toMatch(fault);
  });
});

/** The count of a further receipt of the first message. */
function oneMore({ judged, ignored }: Observed['counts']): Partial<Observed['counts']> {
  const fate = MESSAGES[0]?.fate ?? '';
  if (fate === 'judged') return { judged: judged + 1 };
  const reason = fate.replace('ignored ', '');
  return { ignored: { ...ignored, [reason]: (ignored[reason] ?? 0) + 1 } };
}
