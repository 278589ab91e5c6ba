import { Injectable, computed, inject } from '@angular/core';
import type { AutoReplyRule, TryRulesRequest, TryRulesResult } from '@mailtrixy/shared/dto';
import { ApiProblem, LiveFrames, Load, uuidv7 } from '@mailtrixy/web/shared/util';
import { AutoRepliesApi } from './auto-replies-api';
import type { RuleDraft } from './rule-draft';

export type SaveOutcome = { ok: true; rule: AutoReplyRule } | { ok: false; problem: ApiProblem };

/** Rules of the workspace in their order, kept up to date while others change them. Provided by the page. */
@Injectable()
export class RulesStore {
  private readonly api = inject(AutoRepliesApi);
  readonly reading = new Load(() => this.api.list());
  readonly rules = computed<readonly AutoReplyRule[]>(() => [...(this.reading.value()?.rules ?? [])].sort((a, b) => a.position - b.position));
  readonly hours = computed(() => this.reading.value()?.hours ?? null);
  /** Moves that are not saved yet, one after the other: each says in which order it was made. */
  private moving = 0;
  private lastMove: Promise<unknown> = Promise.resolve();
  /** The order that the server has, while moves are under way. */
  private keptOrder: readonly string[] = [];
  private stale = false;

  constructor() {
    const changed = () => {
      this.stale = true;
      this.refresh();
    };
    inject(LiveFrames).on('rules.updated', changed, changed);
  }

  find(id: string): AutoReplyRule | undefined {
    return this.rules().find((rule) => rule.id === id);
  }

  /**
   * @param seen the rule as it was when the draft began: a version that somebody else has overtaken is refused; null: a new one
   * @param clientId of a new rule: the same one makes the same rule when a lost answer is asked for again
   */
  async save(seen: Pick<AutoReplyRule, 'id' | 'version'> | null, draft: RuleDraft, clientId: string): Promise<SaveOutcome> {
    const body = { ...draft, name: draft.name.trim() };
    return this.attempt(() => (seen === null ? this.api.create({ ...body, clientId }) : this.api.update(seen.id, { ...body, version: seen.version })));
  }

  setEnabled(rule: AutoReplyRule, enabled: boolean): Promise<SaveOutcome> {
    const { name, conditions, actions, limits, version } = rule;
    return this.attempt(() => this.api.update(rule.id, { version, name, conditions, actions, limits, enabled }));
  }

  /** @throws ApiProblem; the order on screen is then the saved one again */
  async move(id: string, by: 1 | -1): Promise<void> {
    const ids = this.rules().map((rule) => rule.id);
    const from = ids.indexOf(id);
    const to = from + by;
    if (from < 0 || to < 0 || to >= ids.length) return;
    await this.place(id, to);
  }

  /** @throws ApiProblem; VERSION_CONFLICT when somebody else has put them into another order */
  async place(id: string, to: number): Promise<void> {
    const seen = this.rules().map((rule) => rule.id);
    const ids = seen.filter((one) => one !== id);
    ids.splice(to, 0, id);
    if (this.moving++ === 0) this.keptOrder = seen;
    this.show(ids);
    const move = this.lastMove.then(() => this.api.order(ids, seen));
    this.lastMove = move.catch(() => undefined);
    try {
      const saved = await move;
      this.keptOrder = ids;
      if (this.moving === 1) this.reading.patch(() => saved);
    } catch (error) {
      this.show(this.keptOrder);
      this.stale = true;
      throw ApiProblem.from(error);
    } finally {
      this.moving--;
      this.refresh();
    }
  }

  /** @throws ApiProblem */
  async remove(id: string): Promise<void> {
    await this.api.remove(id);
    this.reading.patch((list) => ({ ...list, rules: list.rules.filter((rule) => rule.id !== id) }));
    await this.reading.run();
  }

  tryOut(request: TryRulesRequest): Promise<TryRulesResult> {
    return this.api.tryOut(request);
  }

  newClientId(): string {
    return uuidv7();
  }

  private show(order: readonly string[]): void {
    this.reading.patch((list) => ({ ...list, rules: list.rules.map((rule) => ({ ...rule, position: order.indexOf(rule.id) + 1 })) }));
  }

  /** A list that comes in between would show rows where they were before their move. */
  private refresh(): void {
    if (!this.stale || this.moving) return;
    this.stale = false;
    void this.reading.run();
  }

  private async attempt(work: () => Promise<AutoReplyRule>): Promise<SaveOutcome> {
    try {
      const rule = await work();
      this.reading.patch((list) => ({ ...list, rules: [...list.rules.filter(({ id }) => id !== rule.id), rule] }));
      // Whether another rule can still run depends on this one.
      void this.reading.run();
      return { ok: true, rule };
    } catch (error) {
      return { ok: false, problem: ApiProblem.from(error) };
    }
  }
}
