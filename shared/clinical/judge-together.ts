import { foremost, type Offer } from './rule-alert.ts';

/** One alert to raise, and the draws that count as alerted with it. */
export type Together = Offer & { readonly also: readonly Offer[] };

/** Whether two draws give one alert: they arrived at once (one message, a late diagnosis) or lie in one episode. */
function belongTogether({ draw: a }: Offer, { draw: b }: Offer): boolean {
  return a.cancer.arrivedAt === b.cancer.arrivedAt || (a.episode !== undefined && a.episode === b.episode);
}

function gathered(foremostFirst: readonly Offer[]): readonly Together[] {
  const [first, ...others] = foremostFirst;
  if (first === undefined) return [];
  const also = others.filter((offer) => belongTogether(first, offer));
  return [{ ...first, also }, ...gathered(others.filter((offer) => !also.includes(offer)))];
}

/** The alerts to raise. An entry for a draw too late to page (R13) says nothing of the others and stays alone. */
export function together(offers: readonly Offer[]): readonly Together[] {
  const tooLate = offers.filter(({ rule }) => rule === 'R13').map((offer) => ({ ...offer, also: [] }));
  return [...gathered(offers.filter(({ rule }) => rule !== 'R13').toSorted(foremost)), ...tooLate];
}
