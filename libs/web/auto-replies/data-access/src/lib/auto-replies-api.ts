import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import type { AutoReplies, AutoReplyRule, BusinessHours, DryRunRequest, DryRunResult, OrderRulesRequest, Page, RuleHit, SaveRuleRequest, TryRulesRequest, TryRulesResult, UpdateBusinessHoursRequest } from '@mailtrixy/shared/dto';
import { firstValueFrom } from 'rxjs';

const RULES = '/api/auto-replies';
const HOURS = '/api/workspace/hours';

/** The routes of rules and of business hours. */
@Injectable({ providedIn: 'root' })
export class AutoRepliesApi {
  private readonly http = inject(HttpClient);

  list(): Promise<AutoReplies> {
    return firstValueFrom(this.http.get<AutoReplies>(RULES));
  }

  create(request: SaveRuleRequest): Promise<AutoReplyRule> {
    return firstValueFrom(this.http.post<AutoReplyRule>(RULES, request));
  }

  update(id: string, request: SaveRuleRequest): Promise<AutoReplyRule> {
    return firstValueFrom(this.http.put<AutoReplyRule>(ruleUrl(id), request));
  }

  remove(id: string): Promise<unknown> {
    return firstValueFrom(this.http.delete(ruleUrl(id)));
  }

  /** @param seen the order in which the rules stood before */
  order(ids: string[], seen: string[]): Promise<AutoReplies> {
    return firstValueFrom(this.http.put<AutoReplies>(`${RULES}/order`, { ids, seen } satisfies OrderRulesRequest));
  }

  tryOut(request: TryRulesRequest): Promise<TryRulesResult> {
    return firstValueFrom(this.http.post<TryRulesResult>(`${RULES}/try`, request));
  }

  dryRun(request: DryRunRequest): Promise<DryRunResult> {
    return firstValueFrom(this.http.post<DryRunResult>(`${RULES}/dry-run`, request));
  }

  hits(ruleId: string, cursor: string | null): Promise<Page<RuleHit>> {
    return firstValueFrom(this.http.get<Page<RuleHit>>(`${RULES}/hits`, { params: { ruleId, ...(cursor ? { cursor } : {}) } }));
  }

  hours(): Promise<BusinessHours> {
    return firstValueFrom(this.http.get<BusinessHours>(HOURS));
  }

  saveHours(request: UpdateBusinessHoursRequest): Promise<BusinessHours> {
    return firstValueFrom(this.http.put<BusinessHours>(HOURS, request));
  }
}

function ruleUrl(id: string): string {
  return `${RULES}/${encodeURIComponent(id)}`;
}
