import type { ComponentFixture } from '@angular/core/testing';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import { DEFAULT_PREFERENCES } from '@mailtrixy/shared/dto';
import { SessionStore, SetupApi } from '@mailtrixy/web/accounts/data-access';
import { ApiProblem } from '@mailtrixy/web/shared/util';
import { SetupPage } from './setup-page';

describe('SetupPage', () => {
  let fixture: ComponentFixture<SetupPage>;
  let navigate: jest.SpyInstance;
  const setUp = jest.fn();
  const startSandbox = jest.fn();
  const session = { setUp, me: () => ({ simulatorEnabled: true, publicUrl: 'http://localhost:3000', preferences: DEFAULT_PREFERENCES }), prefer: jest.fn() };
  const root = () => fixture.nativeElement as HTMLElement;
  const field = (name: string) => root().querySelector<HTMLInputElement>(`input[name="${name}"]`) as HTMLInputElement;
  const fill = (values: Record<string, string>) => {
    for (const [name, value] of Object.entries(values)) {
      field(name).value = value;
      field(name).dispatchEvent(new Event('input'));
    }
  };
  const click = async (testId: string) => {
    root().querySelector<HTMLElement>(`[data-testid="${testId}"]`)?.click();
    await fixture.whenStable();
    await fixture.whenStable();
  };
  const heading = () => root().querySelector('h1')?.textContent;
  const start = async (hash: string) => {
    history.replaceState(null, '', `/setup${hash}`);
    TestBed.configureTestingModule({
      providers: [provideRouter([]), { provide: SessionStore, useValue: session }, { provide: SetupApi, useValue: { startSandbox } }],
    });
    navigate = jest.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
    fixture = TestBed.createComponent(SetupPage);
    document.body.append(root());
    await fixture.whenStable();
  };
  const owner = { name: 'Ana Ruiz', email: 'ana@acme.example', password: 'correct horse battery' };

  beforeEach(() => {
    setUp.mockReset().mockResolvedValue({});
    startSandbox.mockReset().mockResolvedValue({ channelId: 'c1', conversations: 6 });
  });
  afterEach(() => fixture.destroy());

  it('takes the code out of the link and out of the address bar', async () => {
    await start('#code=7QK4-M2XR');
    expect(field('code').value).toBe('7QK4-M2XR');
    expect(location.href).not.toContain('7QK4');
  });

  it('goes through the three steps and starts the simulator', async () => {
    await start('#code=7QK4-M2XR');
    fill(owner);
    await click('setup-next');
    expect(heading()).toBe('Describe your workspace');
    expect(setUp).not.toHaveBeenCalled();
    fill({ workspace: 'Acme Support' });
    await click('setup-create');
    expect(setUp).toHaveBeenCalledWith({ ...owner, code: '7QK4-M2XR', workspaceName: 'Acme Support', timeZone: expect.any(String) });
    expect(heading()).toBe('How do you want to start?');
    await click('setup-begin');
    expect(startSandbox).toHaveBeenCalledTimes(1);
    expect(navigate).toHaveBeenCalledWith('/inbox');
  });

  it('does not leave step 1 with empty or short values', async () => {
    await start('');
    fill({ ...owner, password: 'short' });
    await click('setup-next');
    expect(heading()).toBe('Create the owner account');
    expect(root().textContent).toContain('at least 8 characters');
    expect(root().textContent).toContain('Enter the set-up code.');
  });

  it('a wrong code leads back to its field', async () => {
    setUp.mockRejectedValue(new ApiProblem({ status: 403, code: 'SETUP_CODE_WRONG', title: 'Wrong code' }));
    await start('#code=BAD');
    fill(owner);
    await click('setup-next');
    fill({ workspace: 'Acme' });
    await click('setup-create');
    expect(heading()).toBe('Create the owner account');
    expect(field('code').getAttribute('aria-invalid')).toBe('true');
    expect(field('name').value).toBe('Ana Ruiz');
  });

  it.each([
    [1, '/settings/channels/new/whatsapp'],
    [2, '/inbox'],
  ])('choice %i leads to %s without the simulator', async (choice, path) => {
    await start('#code=X');
    fill(owner);
    await click('setup-next');
    fill({ workspace: 'Acme' });
    await click('setup-create');
    root().querySelectorAll<HTMLInputElement>('input[name="start"]')[choice].click();
    await click('setup-begin');
    expect(startSandbox).not.toHaveBeenCalled();
    expect(navigate).toHaveBeenCalledWith(path);
  });

  it('says when the simulator could not start, and stays', async () => {
    startSandbox.mockRejectedValue(new ApiProblem({ status: 503, code: 'SIMULATOR_UNREACHABLE', detail: 'The simulator does not answer.' }));
    await start('#code=X');
    fill(owner);
    await click('setup-next');
    fill({ workspace: 'Acme' });
    await click('setup-create');
    await click('setup-begin');
    expect(root().querySelector('[data-testid="setup-error"]')?.textContent).toContain('The simulator does not answer.');
    expect(navigate).not.toHaveBeenCalled();
  });
});
