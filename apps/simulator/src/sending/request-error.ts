import { graphError, type GraphError } from '../graph/graph-error';

/** A required member of a send is not there. */
export function missing(details: string): GraphError {
  return graphError(131008, details);
}

/** A member of a send has a value that Meta does not take. */
export function invalid(details: string): GraphError {
  return graphError(131009, details);
}

/** Meta's own sentence for lengths, counted in code points (META §13). */
export function checkLength(what: string, value: unknown, max: number, min = 1): void {
  if (value === undefined || value === null || (value === '' && min > 0)) throw missing(`${what} is required.`);
  if (typeof value !== 'string') throw invalid(`${what} must be a string.`);
  const length = [...value].length;
  if (length < min || length > max) throw invalid(`${what} length invalid. Min length: ${min}, Max length: ${max}`);
}
