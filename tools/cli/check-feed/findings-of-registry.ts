import type { Finding } from './finding.ts';
import { NEAR_MISSES, type NearMissReport } from './registry-match.ts';
import type { FeedReport } from './survey.ts';

/** Whether the patients of a feed are found in the registry, and why some may not be. */
export function matchFindings({ feed, match }: FeedReport): readonly Finding[] {
  if (match === undefined || match.patients === 0) return [];
  return [
    ...match.nearMisses.map((near) => nearMissFinding(feed.id, near)),
    ...(match.matched === 0
      ? [
          {
            weight: 'look' as const,
            code: 'NO_PATIENT_MATCHED',
            feed: feed.id,
            text: 'patients and none of them in the registry: it is the likeliest way to page nobody; compare PID-3 with its assigning_authority and patient_id',
            count: match.patients,
          },
        ]
      : []),
    ...(match.otherBirthDate > 0
      ? [
          {
            weight: 'look' as const,
            code: 'OTHER_BIRTH_DATE',
            feed: feed.id,
            text: 'patients have another birth date in the registry: it may name other people',
            count: match.otherBirthDate,
          },
        ]
      : []),
  ];
}

const REMEDY = {
  'leading-zeros': 'set stripLeadingZeros of the feed to true',
  authority:
    'use one name for it: defaultAuthority or preferredIdentifiers of the feed, or assigning_authority of the registry',
  spelling: 'write the registry as the laboratory does',
  repetition: 'put the registry’s authority first in preferredIdentifiers of the feed',
} as const;

/** Numbers that are only alike under another authority may be other people, unless the birth date says not. */
function nearMissFinding(feed: string, near: NearMissReport): Finding {
  const isSure = near.is !== 'authority' || near.sameBirthDate > 0;
  const authorities = near.is === 'authority' ? ` (“${near.sent}” for “${near.registered}”)` : '';
  return {
    weight: isSure ? 'missed' : 'look',
    code: 'NEAR_MISS_OF_REGISTRY',
    feed,
    text: `patients are not found in the registry, which has ${NEAR_MISSES[near.is]}${authorities}, ${near.sameBirthDate} of them with the same birth date; ${REMEDY[near.is]}`,
    count: near.patients,
    where: near.where,
  };
}
