/** The CloudWatch namespace of one deployment's own metrics, so that those of another in the account stay apart. */
export function metricNamespaceOf(deployment: string): string {
  return `CalciumAlerts-${deployment}`;
}
