export { DomainError, conflict, forbidden, notFound } from './lib/domain-error';
export type { DomainErrorFacts } from './lib/domain-error';
export { PROBLEM_STATUS, PROBLEM_TITLE } from './lib/problem-status';
