export { failpoint } from './lib/failpoint';
