import { passwordStrength } from './password-strength';

it.each([
  ['', 0],
  ['abc', 1],
  ['aaaaaaaaaaaaaaaaaaaa', 1],
  ['tr0ub4dor', 2],
  ['correct horse b', 3],
  ['correct horse battery', 4],
])('%p has %i bars', (password, bars) => expect(passwordStrength(password).bars).toBe(bars));
