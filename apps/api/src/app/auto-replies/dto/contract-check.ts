import type { DryRunRequest, OrderRulesRequest, SaveRuleRequest, TriedRule, TryRulesRequest, UpdateBusinessHoursRequest } from '@mailtrixy/shared/dto';
import type { DryRunDto, OrderRulesDto, SaveRuleDto, TriedRuleDto, TryRulesDto, UpdateBusinessHoursDto } from './auto-replies.dtos';

// "implements" lets a class leave out an optional member; these do not compile then.
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Flat<T> = { [K in keyof T]: T[K] };

export const saveRule: Equal<Flat<SaveRuleDto>, Flat<SaveRuleRequest>> = true;
export const orderRules: Equal<Flat<OrderRulesDto>, Flat<OrderRulesRequest>> = true;
export const tryRules: Equal<Flat<Omit<TryRulesDto, 'rule'>>, Flat<Omit<TryRulesRequest, 'rule'>>> = true;
export const triedRule: Equal<Flat<TriedRuleDto>, Flat<TriedRule>> = true;
export const dryRun: Equal<keyof DryRunDto, keyof DryRunRequest> = true;
export const updateHours: Equal<Flat<UpdateBusinessHoursDto>, Flat<UpdateBusinessHoursRequest>> = true;
