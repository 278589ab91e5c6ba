import { hoursProblem } from './hours-problem';

describe('hoursProblem', () => {
  it('takes a day in pieces, up to midnight, in any order', () => {
    expect(hoursProblem([])).toBeNull();
    expect(hoursProblem([{ from: '13:00', to: '24:00' }, { from: '09:00', to: '12:30' }])).toBeNull();
    expect(hoursProblem([{ from: '09:00', to: '12:00' }, { from: '12:00', to: '17:00' }])).toBeNull();
  });
  it('names what is wrong', () => {
    expect(hoursProblem([{ from: '', to: '12:00' }])).toContain('both');
    expect(hoursProblem([{ from: '22:00', to: '06:00' }])).toContain('after');
    expect(hoursProblem([{ from: '09:00', to: '13:00' }, { from: '12:00', to: '17:00' }])).toContain('overlap');
  });
});
