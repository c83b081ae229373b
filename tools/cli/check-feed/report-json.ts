import type { Finding } from './finding.ts';
import type { FeedReport, SurveyReport } from './survey.ts';

/** The report for a program. Public: names are never changed, only added. No patient data. */
export function reportJson(
  { files, feeds }: SurveyReport,
  findings: readonly Finding[],
  ready: boolean,
): string {
  return JSON.stringify({ ready, findings, files, feeds: feeds.map(feedJson) }, undefined, 2);
}

/** The samples of unmapped codes hold values: they stay behind. */
function feedJson({ feed, codes, ...sections }: FeedReport) {
  const unmapped = codes.unmapped.map(({ sample: _, ...row }) => row);
  return { id: feed.id, ...sections, codes: { ...codes, unmapped } };
}
