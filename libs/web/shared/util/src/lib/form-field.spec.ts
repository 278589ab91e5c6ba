import { ApiProblem } from './api-problem';
import { FormField, checkForm, emailAddress, minLength, refuseForm, required } from './form-field';

describe('FormField', () => {
  it('says nothing before it was left, then follows every change', () => {
    const email = new FormField('', required('Needed.'), emailAddress('Wrong.'));
    expect(email.error()).toBeNull();
    email.touch();
    expect(email.error()).toBe('Needed.');
    email.value.set('ana');
    expect(email.error()).toBe('Wrong.');
    email.value.set('ana@acme.example');
    expect(email.error()).toBeNull();
  });

  it("keeps the server's objection only for the value it was about", () => {
    const name = new FormField('a');
    name.refuse('Taken.');
    expect(name.error()).toBe('Taken.');
    name.value.set('b');
    expect(name.error()).toBeNull();
  });

  it('knows when it is dirty', () => {
    const name = new FormField('a');
    name.value.set('b');
    expect(name.dirty()).toBe(true);
    name.reset('b');
    expect(name.dirty()).toBe(false);
  });

  it('hands field errors to their fields', () => {
    const fields = { email: new FormField('x'), password: new FormField('', minLength(8, 'Short.')) };
    const placed = new ApiProblem({ errors: [{ field: 'email', message: 'Taken.' }] });
    expect(refuseForm(fields, placed)).toBe(true);
    expect(fields.email.error()).toBe('Taken.');
    expect(refuseForm(fields, new ApiProblem({ errors: [{ field: 'other', message: '?' }] }))).toBe(false);
    expect(refuseForm(fields, new ApiProblem({}))).toBe(false);
    expect(checkForm(fields)).toBe(false);
  });
});
