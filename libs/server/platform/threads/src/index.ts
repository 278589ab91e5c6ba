export { endWithParent } from './lib/end-with-parent';
export { threadFile } from './lib/thread-file';
export { runInChild, ChildFailedError, ChildMemoryError, ChildTimeoutError } from './lib/run-in-child';
export type { ChildRun } from './lib/run-in-child';
