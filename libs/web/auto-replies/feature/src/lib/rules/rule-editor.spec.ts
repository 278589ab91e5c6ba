import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { AutoReplies, AutoReplyRule } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { AutoRepliesApi, RulesStore, newDraft } from '@mailtrixy/web/auto-replies/data-access';
import { CannedRepliesStore, DirectoryStore, LabelsStore } from '@mailtrixy/web/inbox/data-access';
import { ApiProblem, LiveFrames } from '@mailtrixy/web/shared/util';
import { TemplatesApi } from '@mailtrixy/web/templates/data-access';
import { RuleEditor } from './rule-editor';

const RULE: AutoReplyRule = {
  id: 'r1', version: 3, position: 1, hits7d: 0, lastHitAt: null, problems: [],
  ...newDraft({ name: 'Refund', enabled: true, actions: [{ do: 'reply_text', text: 'Soon.' }], conditions: { ...newDraft().conditions, words: ['refund'] } }),
};
const HOURS = { version: 1, timeZone: 'UTC', enabled: false, week: {}, holidays: [] } as unknown as AutoReplies['hours'];

describe('RuleEditor', () => {
  const api = { list: jest.fn(), update: jest.fn(), create: jest.fn(), remove: jest.fn(), hits: jest.fn(), tryOut: jest.fn() };
  const lists = (...rules: AutoReplyRule[]) => api.list.mockResolvedValue({ rules, hours: HOURS });

  async function render(id = 'r1') {
    api.hits.mockResolvedValue({ items: [], nextCursor: null });
    TestBed.configureTestingModule({
      providers: [
        provideRouter([{ path: '**', children: [] }]),
        RulesStore,
        { provide: AutoRepliesApi, useValue: api },
        { provide: SessionStore, useValue: { can: () => true } },
        { provide: DirectoryStore, useValue: { channels: signal([]), channel: () => undefined, assignable: signal([]) } },
        { provide: LabelsStore, useValue: { all: signal([]), find: () => undefined } },
        { provide: CannedRepliesStore, useValue: { all: signal([]) } },
        { provide: TemplatesApi, useValue: {} },
      ],
    });
    await TestBed.inject(RulesStore).reading.run();
    const fixture = TestBed.createComponent(RuleEditor);
    fixture.componentRef.setInput('id', id);
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    const part = <T extends HTMLElement>(testId: string) => element.querySelector<T>(`[data-testid="${testId}"]`);
    const rename = async (name: string) => {
      const box = part<HTMLInputElement>('rule-name') as HTMLInputElement;
      box.value = name;
      box.dispatchEvent(new Event('input'));
      await fixture.whenStable();
    };
    const press = async (label: string) => {
      const found = [...element.querySelectorAll('button')].find((button) => button.textContent?.trim() === label);
      if (!found) throw new Error(`There is no button ${label}`);
      found.click();
      await settled();
    };
    const settled = async () => {
      await new Promise((resolve) => setTimeout(resolve));
      await fixture.whenStable();
    };
    /** Somebody else did something. */
    const elsewhere = async (...rules: AutoReplyRule[]) => {
      lists(...rules);
      TestBed.inject(LiveFrames).take({ seq: '1', topic: 'rules.updated' });
      await settled();
    };
    return { element, part, rename, press, settled, elsewhere, name: () => part<HTMLInputElement>('rule-name')?.value };
  }

  beforeEach(() => {
    for (const method of Object.values(api)) method.mockReset();
    lists(RULE);
  });

  it('never overwrites what somebody else saved meanwhile, even after the list was read again', async () => {
    const { part, rename, press, elsewhere, name } = await render();
    await rename('Refunds');
    await elsewhere({ ...RULE, version: 4, name: 'Money back', limits: { ...RULE.limits, coolDownMinutes: 10 } });
    expect(name()).toBe('Refunds');
    expect(part('version-conflict')?.textContent).toContain('They changed name, pause between two times.');
    api.update.mockRejectedValue(new ApiProblem({ status: 409, code: 'VERSION_CONFLICT' }));
    await press('Save');
    expect(api.update).toHaveBeenLastCalledWith('r1', expect.objectContaining({ version: 3, name: 'Refunds' }));
    api.update.mockResolvedValue({ ...RULE, version: 5, name: 'Refunds' });
    await press('Save mine');
    expect(api.update).toHaveBeenLastCalledWith('r1', expect.objectContaining({ version: 4, name: 'Refunds' }));
    expect(part('version-conflict')).toBeNull();
  });

  it('learns from the refusal what it had not heard, and takes theirs when asked', async () => {
    const { part, rename, press, name } = await render();
    await rename('Refunds');
    lists({ ...RULE, version: 4, name: 'Money back' });
    api.update.mockRejectedValue(new ApiProblem({ status: 409, code: 'VERSION_CONFLICT' }));
    await press('Save');
    expect(part('version-conflict')).not.toBeNull();
    expect(part('rule-refused')).toBeNull();
    expect(name()).toBe('Refunds');
    await press('Take theirs');
    expect(name()).toBe('Money back');
    expect(part('version-conflict')).toBeNull();
    expect(api.update).toHaveBeenCalledTimes(1);
  });

  it('follows along while nothing is written, and through a switch in the list', async () => {
    const { part, rename, press, elsewhere, name } = await render();
    await elsewhere({ ...RULE, version: 4, name: 'Money back' });
    expect(name()).toBe('Money back');
    await rename('Refunds');
    await elsewhere({ ...RULE, version: 5, name: 'Money back', enabled: false });
    expect(part('version-conflict')).toBeNull();
    api.update.mockResolvedValue({ ...RULE, version: 6, name: 'Refunds', enabled: false });
    await press('Save');
    expect(api.update).toHaveBeenLastCalledWith('r1', expect.objectContaining({ version: 5, name: 'Refunds', enabled: false }));
  });

  it('keeps what is written when the rule is deleted elsewhere, and makes a new rule of it', async () => {
    const { part, rename, press, elsewhere, name } = await render();
    await rename('Refunds');
    await elsewhere();
    expect(name()).toBe('Refunds');
    expect(part('rule-gone')?.textContent).toContain('deleted');
    api.create.mockResolvedValue({ ...RULE, id: 'r2', version: 1, name: 'Refunds' });
    await press('Save');
    expect(api.create).toHaveBeenCalledWith(expect.objectContaining({ name: 'Refunds', clientId: expect.any(String) }));
  });

  it('says when a rule for outside hours waits for hours that are off', async () => {
    lists({ ...RULE, conditions: { ...RULE.conditions, during: 'outside_hours' } });
    const { part } = await render();
    expect(part('hours-off')?.textContent).toContain('Business hours are off, so it is never outside of them');
    expect(part('hours-off')?.querySelector('a')?.getAttribute('href')).toBe('/settings/hours');
  });

  it('says that words for STOP come before every rule, asking about each once', async () => {
    const stop = { language: 'en', steps: [{ ruleId: null, name: 'Opt-out words', matched: true, words: '', ranges: [], actions: [] }], replies: [], handedToAi: false };
    api.tryOut.mockImplementation(async ({ text }: { text: string }) => (text === 'Stop' ? stop : { ...stop, steps: [] }));
    lists({ ...RULE, conditions: { ...RULE.conditions, words: ['refund', 'Stop'] } });
    const { part, rename, settled } = await render();
    await settled();
    await settled();
    expect(part('stop-words')?.textContent).toContain('A message of just “Stop” asks for no more messages: it is taken before every rule, and none comes after it.');
    await rename('Refunds');
    expect(api.tryOut.mock.calls.map(([request]) => (request as { text: string }).text)).toEqual(['refund', 'Stop']);
  });
});
