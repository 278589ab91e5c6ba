import type { Accounts, BusinessNumber } from './accounts';

type Ability = 'AVAILABLE' | 'LIMITED' | 'BLOCKED';

interface Entity {
  entity_type: string;
  id: string;
  can_send_message: Ability;
  additional_info?: string[];
  errors?: { error_code: number; error_description: string; possible_solution: string }[];
}

/** Who on the way of a message may hold it up: number, WABA, business, app (META §11.6). */
export function healthStatus(accounts: Accounts, wabaId: string, number: BusinessNumber | null): Record<string, unknown> {
  const waba = accounts.wabas.get(wabaId);
  const entities: Entity[] = [];
  if (number) entities.push(numberHealth(number));
  if (waba) {
    const refused = waba.node['account_review_status'] === 'REJECTED';
    entities.push({
      entity_type: 'WABA', id: waba.wabaId, can_send_message: refused ? 'BLOCKED' : 'AVAILABLE',
      ...(refused ? { errors: [{ error_code: 141009, error_description: 'The account review was rejected.', possible_solution: 'Request another review in WhatsApp Manager.' }] } : {}),
    });
    const verified = waba.node['business_verification_status'] === 'verified';
    entities.push({
      entity_type: 'BUSINESS', id: waba.businessId, can_send_message: verified ? 'AVAILABLE' : 'LIMITED',
      ...(verified ? {} : { additional_info: ['The business is not verified. Your message limit will increase after the verification.'] }),
    });
    const [app] = waba.subscribedApps;
    if (app) entities.push({ entity_type: 'APP', id: app.appId, can_send_message: 'AVAILABLE' });
  }
  const worst = (['BLOCKED', 'LIMITED'] as const).find((each) => entities.some((entity) => entity.can_send_message === each)) ?? 'AVAILABLE';
  return { can_send_message: worst, entities };
}

function numberHealth({ phoneNumberId, node }: BusinessNumber): Entity {
  const entity = { entity_type: 'PHONE_NUMBER', id: phoneNumberId };
  const status = String(node['status']);
  if (status !== 'CONNECTED' && !['FLAGGED', 'RESTRICTED', 'RATE_LIMITED'].includes(status)) {
    return { ...entity, can_send_message: 'BLOCKED', errors: [{ error_code: 141000, error_description: `The phone number is ${status.toLowerCase()}.`, possible_solution: 'Check the phone number in WhatsApp Manager.' }] };
  }
  const info = [
    ...(status === 'CONNECTED' ? [] : [`The phone number is ${status.toLowerCase().replace('_', ' ')}.`]),
    ...(node['name_status'] === 'APPROVED' || node['name_status'] === 'AVAILABLE_WITHOUT_REVIEW' ? [] : ['Your display name has not been approved yet. Your message limit will increase after the display name is approved.']),
  ];
  return { ...entity, can_send_message: info.length > 0 ? 'LIMITED' : 'AVAILABLE', ...(info.length > 0 ? { additional_info: info } : {}) };
}
