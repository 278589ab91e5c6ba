import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import type { DryRunResult, TriedRule } from '@mailtrixy/shared/dto';
import { AutoRepliesApi, newDraft, triedRule } from '@mailtrixy/web/auto-replies/data-access';
import { DryRunDialog } from './dry-run-dialog';

const RESULT: DryRunResult = { messages: 120, cut: null, rules: [{ ruleId: 'a', name: 'Hours', hits: 3, replies: 3, examples: [] }, { ruleId: '', name: 'Refund', hits: 2, replies: 1, examples: [] }], conflicts: [], loops: [] };
const DRAFT = triedRule(null, newDraft({ name: 'Refund' }));

describe('DryRunDialog', () => {
  async function render(rule: TriedRule | null, result: DryRunResult = RESULT) {
    const dryRun = jest.fn().mockResolvedValue(result);
    TestBed.configureTestingModule({ providers: [provideRouter([]), { provide: AutoRepliesApi, useValue: { dryRun } }, { provide: DialogRef, useValue: { close: jest.fn() } }, { provide: DIALOG_DATA, useValue: { rule } }] });
    const fixture = TestBed.createComponent(DryRunDialog);
    await fixture.whenStable();
    await new Promise((resolve) => setTimeout(resolve));
    await fixture.whenStable();
    return { dryRun, text: (fixture.nativeElement as HTMLElement).textContent?.replace(/\s+/g, ' ') ?? '' };
  }

  it('tries the rule that is being written together with those that are on, and marks it', async () => {
    const { dryRun, text } = await render(DRAFT);
    expect(dryRun).toHaveBeenCalledWith({ rule: DRAFT });
    expect(text).toContain('120 messages were compared with the rules that are on, and with “Refund” as it is written here. Nothing was sent.');
    expect(text).toContain('Refund not saved');
  });

  it('tries what is saved when nothing is written', async () => {
    const { dryRun, text } = await render(null);
    expect(dryRun).toHaveBeenCalledWith({});
    expect(text).toContain('compared with the rules that are on. Nothing was sent.');
  });

  it.each([
    ['messages', 'Only the newest 120 messages were looked at: there are more in these 30 days.'],
    ['time', 'Only the newest 120 messages were looked at: more would have taken too long.'],
  ] as const)('says that it was cut by %s', async (cut, words) => {
    expect((await render(null, { ...RESULT, cut })).text).toContain(words);
    TestBed.resetTestingModule();
    expect((await render(null)).text).not.toContain('Only the newest');
  });
});
