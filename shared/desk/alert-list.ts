export const ALERT_LISTS = ['open', 'worklist', 'all'] as const;
/** `open`: paging levels that await an answer; `worklist`: entries of that level that do; `all`: whatever became of them. */
export type AlertList = (typeof ALERT_LISTS)[number];
