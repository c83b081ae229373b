import type { Laboratory } from './laboratory.ts';
import type { Random } from './random.ts';

/** A patient of the sample day. All of them are invented. */
export type Person = {
  readonly id: string;
  readonly familyName: string;
  readonly givenName: string;
  /** YYYY-MM-DD. */
  readonly birthDate: string;
  readonly sex: 'F' | 'M';
};

const FAMILY_NAMES = [
  'Alder',
  'Birch',
  'Cedar',
  'Hazel',
  'Juniper',
  'Larch',
  'Maple',
  'Rowan',
  'Willow',
] as const;
const GIVEN_NAMES = [
  'Ashley',
  'Casey',
  'Drew',
  'Jamie',
  'Jordan',
  'Morgan',
  'Robin',
  'Sasha',
  'Taylor',
] as const;

/** The same invented name for the same identifier, so that every message of a patient agrees. */
export function personOf(id: string, birthDate: string): Person {
  const number = [...id].reduce((sum, character) => sum * 31 + character.charCodeAt(0), 7) >>> 0;
  return {
    id,
    familyName: FAMILY_NAMES[number % FAMILY_NAMES.length] ?? FAMILY_NAMES[0],
    givenName: GIVEN_NAMES[(number >>> 8) % GIVEN_NAMES.length] ?? GIVEN_NAMES[0],
    birthDate,
    sex: number % 2 === 0 ? 'F' : 'M',
  };
}

/** Somebody without a registration. */
export function passerBy(laboratory: Laboratory, random: Random): Person {
  const prefix = laboratory.feed === 'riverside' ? 'RS5' : 'NM5';
  const year = random.whole(1936, 2004);
  const month = String(random.whole(1, 12)).padStart(2, '0');
  const day = String(random.whole(1, 28)).padStart(2, '0');
  return personOf(`${prefix}${random.whole(10_000, 99_999)}`, `${year}-${month}-${day}`);
}
