import type { DeskAlert } from '../../shared/desk/desk-alert.ts';
import { FHIR_JSON, fhirBundleOf } from '../../shared/fhir/bundle.ts';
import type { Answer } from './answers.ts';

/** An alert as a FHIR R4 bundle. A browser keeps it as a file; the file's name holds the alert's id and nothing of the patient. */
export function bundleAnswer(alert: DeskAlert): Answer {
  return {
    statusCode: 200,
    headers: {
      'content-type': `${FHIR_JSON}; charset=utf-8`,
      'content-disposition': `attachment; filename="alert-${alert.alertId}.json"`,
    },
    body: fhirBundleOf(alert),
  };
}
