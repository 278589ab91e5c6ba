import { ChangeDetectionStrategy, Component, computed, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { AiRun } from '@mailtrixy/shared/dto';
import { OUTCOME_WORDS } from '@mailtrixy/web/ai-replies/data-access';
import { Banner, Button, Icon, iconChevronDown, iconChevronRight, iconCircleCheck, iconCircleX, iconSparkles } from '@mailtrixy/web/shared/ui';

/** One run in full: what was found, what was answered, every gate, and what it would have come to. */
@Component({
  selector: 'mx-run-view',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Banner, Button, Icon, RouterLink],
  templateUrl: './run-view.html',
  styles: `
    :host { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: var(--mx-6); align-items: start; }
    .answer { padding: .5rem .75rem; border-radius: 14px 4px 14px 14px; background: var(--mx-bubble-out); font: var(--mx-message); white-space: pre-wrap; overflow-wrap: anywhere; margin-block: var(--mx-5); }
    .by { display: flex; align-items: center; gap: var(--mx-2); color: var(--mx-ai); font: 600 .75rem/1rem var(--mx-font); }
    .gates { list-style: none; margin: var(--mx-4) 0; padding: 0; } .gates > li { display: grid; grid-template-columns: auto minmax(0, 10rem) minmax(0, 1fr); gap: var(--mx-4); align-items: start; padding-block: var(--mx-2); } .gates > li > svg { color: var(--mx-ok); margin-block-start: 2px; } .gates > li.is-bad > svg { color: var(--mx-danger); } .gates > li > span:last-child { color: var(--mx-text-2); overflow-wrap: anywhere; }
    .hits { list-style: none; margin: 0; padding: 0; display: grid; gap: var(--mx-4); } .hits > li { padding: var(--mx-4) var(--mx-5); border: 1px solid var(--mx-border); border-radius: var(--mx-r-control); } .hits p { font: var(--mx-small); color: var(--mx-text-2); overflow-wrap: anywhere; display: -webkit-box; -webkit-line-clamp: 4; -webkit-box-orient: vertical; overflow: hidden; }
    .top { display: flex; gap: var(--mx-3); align-items: baseline; } .top > a { flex: 1; min-inline-size: 0; font-weight: 600; color: var(--mx-text); overflow-wrap: anywhere; }
    .no { font: 600 .75rem/1.25rem var(--mx-font); min-inline-size: 1.25rem; text-align: center; border-radius: 4px; background: var(--mx-ai-bg); color: var(--mx-ai); } .no.is-unused { background: var(--mx-sunken); color: var(--mx-text-2); }
    pre { white-space: pre-wrap; overflow-wrap: anywhere; font: .75rem/1.125rem var(--mx-mono); max-block-size: 24rem; overflow: auto; padding: var(--mx-4); background: var(--mx-sunken); border-radius: var(--mx-r-control); }
    @media (max-width: 1023.98px) { :host { grid-template-columns: minmax(0, 1fr); } }
    @media (max-width: 767.98px) { .gates > li { grid-template-columns: auto minmax(0, 1fr); } .gates > li > span:last-child { grid-column: 2; } }
  `,
})
export class RunView {
  readonly run = input.required<AiRun>();
  protected readonly promptShown = signal(false);
  protected readonly facts = computed(() => {
    const { tookMs, tokensIn, tokensOut, model } = this.run();
    return [tookMs === null ? '' : `${(tookMs / 1000).toFixed(1)} s`, tokensIn + tokensOut ? `${tokensIn + tokensOut} tokens` : '', model ?? 'no model'].filter(Boolean).join(' · ');
  });
  protected readonly verdict = computed(() => {
    const { wouldBe, outcome } = this.run();
    return { words: OUTCOME_WORDS[wouldBe], kind: wouldBe === 'sent' ? ('ok' as const) : wouldBe === 'draft' ? ('info' as const) : ('neutral' as const), why: outcome.words };
  });
  protected readonly hits = computed(() => {
    const used = new Map(this.run().sources.map((source) => [source.passageId, source.n]));
    return this.run().hits.map(({ passage, score }, index) => ({
      n: used.get(passage.id) ?? index + 1,
      used: used.has(passage.id),
      passage,
      path: passage.kind === 'file' ? '/knowledge/files' : passage.kind === 'faq' ? '/knowledge/faq' : '/knowledge',
      heading: [passage.title, ...passage.headings.filter((heading) => heading !== passage.title)].join(' › '),
      score: Math.round(score * 100),
    }));
  });
  protected readonly icons = { ok: iconCircleCheck, bad: iconCircleX, ai: iconSparkles, open: iconChevronDown, shut: iconChevronRight };
}
