import { renderAlertList } from '../../functions/desk/page/alert-list.ts';
import type { DeskView } from '../../functions/desk/page/desk-view.ts';
import { renderListViews } from '../../functions/desk/page/list-views-page.ts';
import { renderMessage } from '../../functions/desk/page/message-page.ts';
import { renderAlert } from '../../functions/desk/page/render-alert.ts';
import { renderReport } from '../../functions/desk/page/report-page.ts';
import type { ListCursor } from '../../shared/desk/desk-service.ts';
import {
  ANSWERED_ALERT,
  SAMPLE_ALERT,
  SAMPLE_REPORT,
  SAMPLE_ROWS,
  SAMPLE_VIEW,
  SAMPLE_VIEWS,
  SINGLE_ALERT,
  WORKLIST_ROWS,
} from './sample-alerts.ts';

const AUDITOR: DeskView = {
  ...SAMPLE_VIEW,
  user: { id: 'u-3', name: 'נועה לוי', roles: ['coordinator', 'auditor'] },
};

/** Every page of the desk with sample alerts, by name. */
export function samplePages(): ReadonlyMap<string, string> {
  const { user: _, ...signedOut } = SAMPLE_VIEW;
  const next = 'further' as ListCursor;
  return new Map([
    ['open', renderAlertList({ alerts: SAMPLE_ROWS }, { which: 'open' }, SAMPLE_VIEW)],
    ['nothing-open', renderAlertList({ alerts: [] }, { which: 'open', team: 'lung-oncology' }, SAMPLE_VIEW)],
    ['worklist', renderAlertList({ alerts: WORKLIST_ROWS, next }, { which: 'worklist' }, SAMPLE_VIEW)],
    ['alert', renderAlert(SAMPLE_ALERT, SAMPLE_VIEW)],
    ['alert-answered', renderAlert(ANSWERED_ALERT, AUDITOR)],
    ['alert-single', renderAlert(SINGLE_ALERT, SAMPLE_VIEW)],
    ['report', renderReport(SAMPLE_REPORT, AUDITOR)],
    ['audit', renderListViews({ views: SAMPLE_VIEWS, next }, 'lung-oncology', AUDITOR)],
    ['no-role', renderMessage('no-role', signedOut)],
    ['changed-meanwhile', renderMessage('changed-meanwhile', SAMPLE_VIEW, SAMPLE_ALERT.alertId)],
    ['signed-out', renderMessage('signed-out', signedOut)],
  ]);
}
