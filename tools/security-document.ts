import { writeSecurityDocument } from '../infra/security-document.ts';

writeSecurityDocument();
console.log('docs/security.md lists every acknowledgement of now');
