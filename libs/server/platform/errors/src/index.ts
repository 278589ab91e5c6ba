export { DomainError, notFound } from './lib/domain-error';
export { STATUS_OF_PROBLEM } from './lib/problem-status';
