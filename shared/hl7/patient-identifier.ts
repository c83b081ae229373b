/** A patient identifier after the feed's normalisation. Patient data: never in keys, logs, metrics or errors. */
export type PatientIdentifier = { readonly authority: string; readonly id: string };
