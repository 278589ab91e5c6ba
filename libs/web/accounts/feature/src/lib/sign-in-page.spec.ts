import type { ComponentFixture } from '@angular/core/testing';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { ApiProblem } from '@mailtrixy/web/shared/util';
import { SignInPage } from './sign-in-page';

describe('SignInPage', () => {
  let fixture: ComponentFixture<SignInPage>;
  let navigate: jest.SpyInstance;
  const signIn = jest.fn();
  const root = () => fixture.nativeElement as HTMLElement;
  const submit = async (next?: string) => {
    fixture.componentRef.setInput('next', next);
    for (const [selector, value] of [['input[type="email"]', 'ana@acme.example'], ['input[name="password"]', 'pw']]) {
      const input = root().querySelector<HTMLInputElement>(selector) as HTMLInputElement;
      input.value = value;
      input.dispatchEvent(new Event('input'));
    }
    root().querySelector<HTMLElement>('[data-testid="sign-in-submit"]')?.click();
    await fixture.whenStable();
    await fixture.whenStable();
  };

  beforeEach(async () => {
    signIn.mockReset().mockResolvedValue({});
    TestBed.configureTestingModule({ providers: [provideRouter([]), { provide: SessionStore, useValue: { signIn, lastWorkspace: () => 'Acme Support', prefer: jest.fn() } }] });
    navigate = jest.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
    fixture = TestBed.createComponent(SignInPage);
    document.body.append(root());
    await fixture.whenStable();
  });
  afterEach(() => fixture.destroy());

  it('has what password managers look for', () => {
    expect(root().querySelector('input[type="email"]')?.getAttribute('autocomplete')).toBe('username');
    expect(root().querySelector('input[name="password"]')?.getAttribute('autocomplete')).toBe('current-password');
    expect(root().querySelector('h1')?.textContent).toBe('Sign in to Acme Support');
  });

  it.each([
    ['/settings/members?x=1', '/settings/members?x=1'],
    [undefined, '/inbox'],
    ['//evil.example', '/inbox'],
    ['https://evil.example', '/inbox'],
    ['/\\evil.example', '/inbox'],
  ])('with next %p goes to %s', async (next, path) => {
    await submit(next);
    expect(navigate).toHaveBeenCalledWith(path);
  });

  it('gives one neutral message for a wrong pair', async () => {
    signIn.mockRejectedValue(new ApiProblem({ status: 401, code: 'SIGN_IN_FAILED', detail: 'No such user' }));
    await submit();
    expect(root().querySelector('[data-testid="sign-in-error"]')?.textContent?.trim()).toBe('E-mail or password is wrong.');
  });

  it('counts the lock-out down and holds the button', async () => {
    signIn.mockRejectedValue(new ApiProblem({ status: 429, code: 'SIGN_IN_LOCKED' }, 272));
    await submit();
    expect(root().textContent).toContain('Too many tries. Try again in 4:3');
    expect(root().querySelector<HTMLButtonElement>('[data-testid="sign-in-submit"]')?.disabled).toBe(true);
  });
});
