/** What controllers of every module use. */
export { endAfterBody } from './end-after-body';
export { IdParam } from './id-param.decorator';
export { Origin, Principal } from './principal.decorator';
export { ProblemError } from './problem-error';
export { RawRoutes } from './raw-routes';
export type { RawRoute } from './raw-routes';
export { Route } from './route.decorator';
export type { RateLimit } from './route.decorator';
export { isOwnOrigin } from './csrf.guard';
export { PageQuery } from './page.query';
export { createValidationPipe } from './validation.pipe';
