const to = (path) => ({ path });

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'clinical-is-pure',
      comment: 'clinical imports nothing but itself, the decimal library and zod',
      severity: 'error',
      from: to('^shared/clinical/'),
      to: { pathNot: ['^shared/clinical/', '^node_modules/(big\\.js|zod|@types/big\\.js)/'] },
    },
    {
      name: 'hl7-knows-no-effects',
      severity: 'error',
      from: to('^shared/hl7/'),
      to: { path: '^(functions|infra|tools|test|shared/(chart|alerting|intake))/' },
    },
    {
      name: 'shared-never-looks-up',
      severity: 'error',
      from: to('^shared/'),
      to: to('^(functions|infra|tools|test)/'),
    },
    {
      name: 'functions-never-look-up',
      severity: 'error',
      from: to('^functions/'),
      to: to('^(infra|tools|test)/'),
    },
    {
      name: 'functions-stand-alone',
      comment: 'no function imports another function',
      severity: 'error',
      from: to('^functions/([^/]+)/'),
      to: { path: '^functions/', pathNot: '^functions/$1/' },
    },
    {
      name: 'infra-imports-only-the-configuration',
      severity: 'error',
      from: { path: '^infra/', pathNot: '^infra/local/' },
      to: {
        path: '^(functions|shared|tools|test)/',
        pathNot: '^shared/runtime/(config|config-escalation|config-file|load-config)\\.ts$',
      },
    },
    {
      name: 'aws-sdk-only-at-the-edges',
      comment: 'only containers, repositories and adapters know the AWS SDK',
      severity: 'error',
      from: {
        path: '^(shared|functions)/',
        pathNot: '(container\\.ts|/(dynamodb|eventbridge|sns|sqs|s3|secrets|ssm|logs)-[^/]*\\.ts)$',
      },
      to: to('^node_modules/@aws-sdk/'),
    },
    { name: 'nothing-imports-tests', severity: 'error', from: { pathNot: '^test/' }, to: to('^test/') },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
