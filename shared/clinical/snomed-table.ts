import { type CancerClass, type CancerClassification, NOT_CANCER } from './cancer-class.ts';

type SnomedRow = {
  readonly code: string;
  readonly name: string;
  readonly class: Exclude<CancerClass, 'none'>;
  readonly bone?: true;
};

/**
 * 363346000 |Malignant neoplastic disease| and the descendants seen most in problem lists. Modest on purpose: a
 * code that is not here is not taken for cancer, so sites that send others add rows.
 */
export const SNOMED_CANCERS: readonly SnomedRow[] = [
  { code: '363346000', name: 'Malignant neoplastic disease', class: 'active' },
  { code: '128462008', name: 'Metastatic malignant neoplasm', class: 'active' },
  { code: '94222008', name: 'Metastatic malignant neoplasm to bone', class: 'active', bone: true },
  { code: '94225005', name: 'Metastatic malignant neoplasm to brain', class: 'active' },
  { code: '94381002', name: 'Metastatic malignant neoplasm to liver', class: 'active' },
  { code: '94391008', name: 'Metastatic malignant neoplasm to lung', class: 'active' },
  { code: '254837009', name: 'Malignant neoplasm of breast', class: 'active' },
  { code: '399068003', name: 'Malignant neoplasm of prostate', class: 'active' },
  { code: '363358000', name: 'Malignant neoplasm of lung', class: 'active' },
  { code: '93880001', name: 'Primary malignant neoplasm of lung', class: 'active' },
  { code: '254637007', name: 'Non-small cell lung cancer', class: 'active' },
  { code: '254632001', name: 'Small cell carcinoma of lung', class: 'active' },
  { code: '363406005', name: 'Malignant neoplasm of colon', class: 'active' },
  { code: '93761005', name: 'Primary malignant neoplasm of colon', class: 'active' },
  { code: '363351006', name: 'Malignant neoplasm of rectum', class: 'active' },
  { code: '363349007', name: 'Malignant neoplasm of stomach', class: 'active' },
  { code: '363402007', name: 'Malignant neoplasm of oesophagus', class: 'active' },
  { code: '363418001', name: 'Malignant neoplasm of pancreas', class: 'active' },
  { code: '363518003', name: 'Malignant neoplasm of kidney', class: 'active' },
  { code: '399326009', name: 'Malignant neoplasm of urinary bladder', class: 'active' },
  { code: '363443007', name: 'Malignant neoplasm of ovary', class: 'active' },
  { code: '363354003', name: 'Malignant neoplasm of cervix uteri', class: 'active' },
  { code: '371973000', name: 'Malignant neoplasm of uterus', class: 'active' },
  { code: '363478007', name: 'Malignant neoplasm of thyroid gland', class: 'active' },
  { code: '372244006', name: 'Malignant melanoma', class: 'active' },
  { code: '93655004', name: 'Malignant melanoma of skin', class: 'active' },
  { code: '109989006', name: 'Multiple myeloma', class: 'active', bone: true },
  { code: '95210003', name: 'Plasma cell leukaemia', class: 'active', bone: true },
  { code: '118600007', name: 'Malignant lymphoma', class: 'active' },
  { code: '118601006', name: "Non-Hodgkin's lymphoma", class: 'active' },
  { code: '118599009', name: "Hodgkin's disease", class: 'active' },
  { code: '93143009', name: 'Leukaemia', class: 'active' },
  { code: '91857003', name: 'Acute lymphoid leukaemia', class: 'active' },
  { code: '91861009', name: 'Acute myeloid leukaemia', class: 'active' },
  { code: '92814006', name: 'Chronic lymphoid leukaemia', class: 'active' },
  { code: '92818009', name: 'Chronic myeloid leukaemia', class: 'active' },
  { code: '109992005', name: 'Polycythaemia vera', class: 'active' },
  { code: '109994006', name: 'Essential thrombocythaemia', class: 'active' },
  { code: '109995007', name: 'Myelodysplastic syndrome', class: 'active' },
  { code: '277577000', name: 'Monoclonal gammopathy of uncertain significance', class: 'uncertain' },
  { code: '266987004', name: 'History of malignant neoplasm', class: 'history' },
  { code: '429087003', name: 'History of malignant neoplasm of breast', class: 'history' },
];

const byCode = new Map(SNOMED_CANCERS.map((row) => [row.code, row]));

/** By table; what the table does not hold is not taken for cancer. */
export function classifySnomed(code: string): CancerClassification {
  const row = byCode.get(code.trim());
  return row === undefined ? NOT_CANCER : { class: row.class, bone: row.bone === true };
}
