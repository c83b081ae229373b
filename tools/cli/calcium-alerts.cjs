#!/usr/bin/env node
// Readable to every Node since version 12, so that an older one can say what is missing.
require('../../infra/local/check-node.cjs');
import('./main.ts');
