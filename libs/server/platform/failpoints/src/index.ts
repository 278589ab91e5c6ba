export { failpoint, parseFailpoints } from './lib/failpoint';
