import { TestBed } from '@angular/core/testing';
import { signal } from '@angular/core';
import { ChannelStore } from '@mailtrixy/web/channels/data-access';
import { ApiProblem } from '@mailtrixy/web/shared/util';
import { SecretRow } from './secret-row';

const secret = (id: string, state: 'active' | 'retiring', last4: string) => ({ id, name: 'app_secret', state, last4, setBy: 'Ana Ruiz', setAt: '2026-11-12T10:00:00.000Z', lastUsedAt: null });

describe('SecretRow', () => {
  const replaceSecret = jest.fn();
  const retireSecret = jest.fn();
  const channel = signal<unknown>(null);

  async function render(name = 'app_secret', openNow = true) {
    TestBed.configureTestingModule({ providers: [{ provide: ChannelStore, useValue: { channel, replaceSecret, retireSecret } }] });
    const fixture = TestBed.createComponent(SecretRow);
    fixture.componentRef.setInput('name', name);
    fixture.componentRef.setInput('openNow', openNow);
    await fixture.whenStable();
    const root = fixture.nativeElement as HTMLElement;
    const type = async (value: string) => {
      const box = root.querySelector<HTMLInputElement>('input.mx-input--mono')!;
      box.value = value;
      box.dispatchEvent(new Event('input'));
      await fixture.whenStable();
    };
    const press = async (words: string) => {
      [...root.querySelectorAll('button')].find((button) => button.textContent?.includes(words))!.click();
      await fixture.whenStable();
    };
    return { root, type, press };
  }

  beforeEach(() => {
    replaceSecret.mockReset();
    retireSecret.mockReset();
    channel.set({ secrets: [secret('s2', 'active', 'c44d')] });
  });

  it('shows the last four and never a value, until Replace opens an empty field', async () => {
    const { root, press } = await render('app_secret', false);
    expect(root.textContent).toContain('••••••••c44d');
    expect(root.querySelector('input.mx-input--mono')).toBeNull();
    await press('Replace');
    expect(root.querySelector<HTMLInputElement>('input.mx-input--mono')!.value).toBe('');
  });

  it('tests before saving and keeps the old App Secret beside the new one by default', async () => {
    replaceSecret.mockResolvedValue({ ok: true });
    const { root, type, press } = await render();
    await type('0123456789abcdef0123456789abcdef');
    await press('Test and save');
    expect(replaceSecret).toHaveBeenCalledWith('app_secret', { value: '0123456789abcdef0123456789abcdef', test: true, keepOld: true });
    expect(root.querySelector('input.mx-input--mono')).toBeNull();
  });

  it('tests a token first, stays open with Meta’s words when that fails, and says that the old one is in use', async () => {
    channel.set({ secrets: [{ ...secret('s1', 'active', 'a91f'), name: 'access_token' }] });
    replaceSecret.mockResolvedValue({ ok: false, problem: new ApiProblem({ code: 'CHANNEL_TEST_FAILED', title: 'The test failed', detail: 'The token can’t send for this number' }) });
    const { root, type, press } = await render('access_token');
    await type('EAAGm0PX4ZCpsBA0000000000');
    await press('Test and save');
    expect(replaceSecret).toHaveBeenCalledWith('access_token', { value: 'EAAGm0PX4ZCpsBA0000000000', test: true, keepOld: undefined });
    const failed = root.querySelector('[data-testid="replace-failed"]')!.textContent;
    expect(failed).toMatch(/The token can’t send for this number\.\s+The old Access Token/);
    expect(failed).toContain('••••a91f is still in use');
    expect(root.querySelector('input.mx-input--mono')).not.toBeNull();
  });

  it('warns about an Access Token pasted as App Secret without blocking', async () => {
    const { root, type } = await render();
    await type('EAAGm0PX4ZCpsBA');
    expect(root.textContent).toContain('This looks like an Access Token');
  });

  it('blocks an App Secret pasted as Access Token', async () => {
    channel.set({ secrets: [{ ...secret('s1', 'active', 'a91f'), name: 'access_token' }] });
    const { root, type, press } = await render('access_token');
    await type('0123456789abcdef0123456789abcdef');
    await press('Test and save');
    expect(replaceSecret).not.toHaveBeenCalled();
    expect(root.textContent).toContain('This looks like the App Secret');
  });

  it('offers to retire the old one while two are active', async () => {
    channel.set({ secrets: [secret('s2', 'active', 'c44d'), secret('s3', 'retiring', '7be0')] });
    const { root, press } = await render('app_secret', false);
    expect(root.querySelector('[data-testid="retiring-secret"]')!.textContent).toContain('7be0');
    await press('Retire old');
    expect(retireSecret).toHaveBeenCalledWith('s3');
  });
});
