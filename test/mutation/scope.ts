/** The pure core, and the judge over a patient's facts with what it rests on. */
export const WHOLE = [
  'shared/clinical/**/*.ts',
  'shared/chart/{alerted-as-one,groups,judge-chart,kinship,leaving,membership,newest-readings,policy-of-patient,raise,union}.ts',
];

/** Small, and where a slip harms most. */
export const QUICK = ['shared/clinical/{grade,level,payne}.ts'];
