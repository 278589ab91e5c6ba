import type { ConnectionCheck } from '@mailtrixy/shared/dto';
import { failed, ok, warn } from './connection-checks';

/** Members of a phone number node that the checks read (META-CLOUD-API §11.1); each may be missing. */
export interface NumberFacts {
  display_phone_number?: string;
  verified_name?: string;
  quality_rating?: string;
  account_mode?: string;
  status?: string;
  platform_type?: string;
  is_on_biz_app?: boolean;
  throughput?: { level?: string };
  whatsapp_business_manager_messaging_limit?: string;
  webhook_configuration?: { phone_number?: string; whatsapp_business_account?: string; application?: string };
  health_status?: { entities?: HealthEntity[] };
}
interface HealthEntity {
  entity_type?: string;
  can_send_message?: string;
  additional_info?: string[];
  errors?: { error_code?: number; error_description?: string; possible_solution?: string }[];
}

/** Messages a second by Graph's level; a coexistence number is held to 20 by Meta (META-CLOUD-API §13). */
const PER_SECOND: Readonly<Record<string, number>> = { STANDARD: 80, HIGH: 1000 };
const COEXISTENCE_PER_SECOND = 20;
const MANAGER = 'Look at WhatsApp Manager → Phone numbers.';

export function messagesPerSecond({ throughput, is_on_biz_app: onPhone }: NumberFacts): number {
  if (onPhone) return COEXISTENCE_PER_SECOND;
  return PER_SECOND[throughput?.level ?? 'STANDARD'] ?? PER_SECOND['STANDARD'];
}

/** @param callbackUrls where Meta should deliver, and what leads to this server as well */
export function numberChecks(number: NumberFacts, phoneNumberId: string, callbackUrls: readonly [string, ...string[]]): ConnectionCheck[] {
  return [state(number, phoneNumberId), quality(number.quality_rating), ...limit(number.whatsapp_business_manager_messaging_limit), throughput(number), ...webhook(number.webhook_configuration, callbackUrls), ...sending(number.health_status?.entities)];
}

function state(number: NumberFacts, phoneNumberId: string): ConnectionCheck {
  const words = [number.display_phone_number ?? phoneNumberId, number.verified_name].filter(Boolean).join(' · ');
  if (number.platform_type === 'NOT_APPLICABLE') return failed('number', `${words} · not registered`, null, 133010, 'Register the number: Meta → WhatsApp → API Setup, or POST /{phone number id}/register with its two-step PIN.', null);
  if (number.status && number.status !== 'CONNECTED') return failed('number', `${words} · ${number.status.toLowerCase()}`, null, null, `Meta lists this number as not connected. ${MANAGER}`, null);
  if (number.account_mode === 'SANDBOX') {
    return warn('number', `${words} · test number`, null, null, 'A test number writes to at most 5 phones that are registered in Meta → WhatsApp → API Setup → To; others are refused (131030). For customers, verify the business and add your own number.', null);
  }
  return ok('number', number.is_on_biz_app ? `${words} · also in the WhatsApp Business app` : words);
}

function quality(rating: string | undefined): ConnectionCheck {
  if (rating === 'GREEN') return ok('quality', 'High');
  if (rating === 'YELLOW') return warn('quality', 'Medium', null, null, 'Customers blocked or reported this number more than usual. Send fewer marketing messages, and only to people who agreed.', null);
  if (rating === 'RED') return failed('quality', 'Low', null, null, 'Meta may lower the limit or pause templates. Stop campaigns until the quality recovers; it counts the last seven days.', null);
  return ok('quality', 'Not rated yet');
}

/** The limit counts people of the whole business portfolio, outside of open windows. */
function limit(tier: string | undefined): ConnectionCheck[] {
  const size = tier?.replace(/^TIER_/, '');
  if (!size || size === 'NOT_SET') return [];
  if (size === 'UNLIMITED') return [ok('limit', 'Unlimited people a day, shared by all numbers')];
  const people = Number(size.replace(/K$/, '000'));
  return Number.isFinite(people) ? [ok('limit', `${people.toLocaleString('en-US')} new people in 24 hours, shared by all numbers`)] : [ok('limit', size)];
}

function throughput(number: NumberFacts): ConnectionCheck {
  return ok('throughput', `${messagesPerSecond(number).toLocaleString('en-US')} messages a second`);
}

/** An override on the number or account leads Meta's deliveries elsewhere, and the inbox stays silent (META-CLOUD-API §2.6). */
function webhook(configuration: NumberFacts['webhook_configuration'], [callbackUrl, ...alsoOurs]: readonly [string, ...string[]]): ConnectionCheck[] {
  const used = configuration?.phone_number || configuration?.whatsapp_business_account || configuration?.application;
  if (!used) return [];
  if ([callbackUrl, ...alsoOurs].some((ours) => sameAddress(used, ours))) return [ok('webhook_override', 'Meta delivers to this server')];
  const where = configuration?.phone_number ? "the number's own override" : configuration?.whatsapp_business_account ? "the account's override" : "the app's callback URL";
  return [failed('webhook_override', 'Meta delivers to another address', used, null, `It is ${where}. ${configuration?.phone_number || configuration?.whatsapp_business_account ? 'Clear the override' : 'Change it in Meta → WhatsApp → Configuration'}, so that it is ${callbackUrl}.`, null)];
}

function sending(entities: HealthEntity[] | undefined): ConnectionCheck[] {
  if (!entities?.length) return [];
  const troubled = entities.filter(({ can_send_message: can }) => can === 'BLOCKED' || can === 'LIMITED');
  if (!troubled.length) return [ok('sending', 'Meta lets this number send')];
  const blocked = troubled.some(({ can_send_message: can }) => can === 'BLOCKED');
  const errors = troubled.flatMap(({ errors: list }) => list ?? []);
  // Meta's own words, both of them: an admin finds them again in WhatsApp Manager.
  const detail = [...errors.map(({ error_description: words }) => words), ...troubled.flatMap(({ additional_info: info }) => info ?? [])].filter(Boolean).join(' ');
  const fix = errors.map(({ possible_solution: words }) => words).filter(Boolean).join(' ') || MANAGER;
  return [(blocked ? failed : warn)('sending', blocked ? 'Meta blocks sending' : 'Meta limits sending', detail || null, errors[0]?.error_code ?? null, fix, null)];
}

function sameAddress(a: string, b: string): boolean {
  const bare = (url: string) => url.replace(/\/+$/, '').toLowerCase();
  return bare(a) === bare(b);
}
