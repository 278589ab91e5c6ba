import type { Accounts, BusinessNumber, Waba } from './accounts';
import { healthStatus } from './health-status';
import { parameterError } from './graph-error';

// META §11.1; a field outside this list fails the whole request
const numberFields = new Set([
  'id', 'display_phone_number', 'verified_name', 'quality_rating', 'status', 'name_status', 'new_name_status', 'code_verification_status',
  'platform_type', 'throughput', 'is_official_business_account', 'is_on_biz_app', 'is_pin_enabled', 'account_mode',
  'whatsapp_business_manager_messaging_limit', 'webhook_configuration', 'last_onboarded_time', 'quality_score', 'certificate',
  'country_dial_code', 'search_visibility', 'health_status', 'username',
]);
const numberDefaults = ['verified_name', 'code_verification_status', 'display_phone_number', 'quality_rating', 'id'];

const wabaFields = new Set([
  'id', 'name', 'currency', 'timezone_id', 'account_review_status', 'business_verification_status', 'country', 'health_status',
  'message_template_namespace', 'owner_business_info',
]);
const wabaDefaults = ['id', 'name', 'timezone_id', 'message_template_namespace'];

/** `+15550104477` → `+1 555-010-4477`: Graph reads give numbers formatted, webhooks give digits (META §0). */
export function formattedNumber(digits: string): string {
  return /^1\d{10}$/.test(digits) ? `+1 ${digits.slice(1, 4)}-${digits.slice(4, 7)}-${digits.slice(7)}` : `+${digits.slice(0, 2)} ${digits.slice(2)}`;
}

/** What a fresh number answers (res_phone_number). */
export function newNumberNode(digits: string, verifiedName: string, accountMode: string, onboarded: string): Record<string, unknown> {
  return {
    display_phone_number: formattedNumber(digits), verified_name: verifiedName, quality_rating: 'GREEN', status: 'CONNECTED', name_status: 'APPROVED',
    code_verification_status: 'VERIFIED', platform_type: 'CLOUD_API', throughput: { level: 'STANDARD' }, is_official_business_account: false,
    is_on_biz_app: false, is_pin_enabled: true, account_mode: accountMode, whatsapp_business_manager_messaging_limit: 'TIER_2K',
    last_onboarded_time: onboarded.replace(/\.\d+Z$/, '+0000'),
  };
}

export function newWabaNode(): Record<string, unknown> {
  return { currency: 'USD', timezone_id: '1', account_review_status: 'APPROVED', business_verification_status: 'verified', country: 'US', message_template_namespace: 'simulator' };
}

export function readNumber(accounts: Accounts, number: BusinessNumber, fields: string | null): Record<string, unknown> {
  const health = healthStatus(accounts, number.wabaId, number);
  const node = { health_status: health, ...number.node, id: number.phoneNumberId, webhook_configuration: webhookConfiguration(accounts, number) };
  return pick(node, wanted(fields, numberDefaults, numberFields, 'WhatsAppBusinessPhoneNumber'));
}

export function readWaba(accounts: Accounts, waba: Waba, fields: string | null): Record<string, unknown> {
  const node = { health_status: healthStatus(accounts, waba.wabaId, null), owner_business_info: { name: waba.name, id: waba.businessId }, ...waba.node, id: waba.wabaId, name: waba.name };
  return pick(node, wanted(fields, wabaDefaults, wabaFields, 'WhatsAppBusinessAccount'));
}

/** Overrides beside the app's own callback (META §2.6). */
function webhookConfiguration(accounts: Accounts, number: BusinessNumber): Record<string, string> {
  const configuration: Record<string, string> = {};
  for (const { appId, overrideCallbackUri } of accounts.wabas.get(number.wabaId)?.subscribedApps ?? []) {
    const callback = accounts.apps.get(appId)?.callbackUrl;
    if (number.webhookOverrides[appId]) configuration['phone_number'] = number.webhookOverrides[appId];
    if (overrideCallbackUri) configuration['whatsapp_business_account'] = overrideCallbackUri;
    if (callback) configuration['application'] = callback;
  }
  return configuration;
}

function wanted(fields: string | null, defaults: string[], known: Set<string>, nodeType: string): string[] {
  const names = fields === null || fields.trim() === '' ? defaults : topLevelNames(fields);
  for (const name of names) {
    if (!known.has(name)) throw parameterError(`Tried accessing nonexisting field (${name}) on node type (${nodeType})`);
  }
  return names;
}

/** `a,b{c,d}` → a, b: what stands in braces belongs to the field before it. */
function topLevelNames(fields: string): string[] {
  return fields.replace(/\{[^}]*\}/g, '').split(',').map((name) => name.replace(/[.(].*$/, '').trim()).filter((name) => name !== '');
}

/** Graph leaves out what has no value, and always gives the id. */
function pick(node: Record<string, unknown>, names: string[]): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const name of [...names, 'id']) if (node[name] !== undefined && node[name] !== null) found[name] = node[name];
  return found;
}
