/** What a diagnosis says of cancer, the weightiest first (docs/clinical.md, "Known cancer"). */
export const CANCER_CLASSES = ['active', 'uncertain', 'history', 'none'] as const;
export type CancerClass = (typeof CANCER_CLASSES)[number];

export type CancerClassification = {
  readonly class: CancerClass;
  /** In the bone, or of a kind that lives there. */
  readonly bone: boolean;
};

export const NOT_CANCER: CancerClassification = { class: 'none', bone: false };

/** The one further down the list: of active and history, history. */
export function milder(a: CancerClass, b: CancerClass): CancerClass {
  return CANCER_CLASSES.indexOf(a) > CANCER_CLASSES.indexOf(b) ? a : b;
}
