import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { InboundNotice } from '@mailtrixy/server/channels';
import { whatsappParser } from '../inbound/whatsapp-parser';
import { isTemplateNotice, noticeWords } from './notice-words';

function noticeOf(source: string | object): InboundNotice {
  const body = typeof source === 'string' ? readFileSync(path.join(__dirname, '../inbound/fixtures', `${source}.json`)) : Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '2109', time: 1795341637, changes: [source] }] }));
  const parsed = whatsappParser.parse(body);
  if (!parsed.ok) throw new Error(parsed.reason);
  const [event] = parsed.events;
  if (event.kind !== 'notice') throw new Error(`not a notice but ${event.kind}`);
  return event;
}

describe('noticeWords', () => {
  it.each([
    ['fld_phone_quality', 'info', 'Meta raised how many messages a second this number may send.', null],
    ['fld_phone_name', 'warn', 'Meta refused the display name "Best Shop Ever": name not consistent.', null],
    ['fld_account_restriction', 'critical', 'Meta restricted this account: it cannot start conversations until 2026-11-29 10:00 UTC.', null],
    ['fld_account_disabled', 'critical', 'Meta will switch this account off on November 29, 2026.', null],
    ['fld_account_review', 'info', "Meta's review of the account: approved.", null],
    ['fld_account_alert', 'warn', 'Please reupload your profile picture', null],
    ['fld_business_capability', 'info', 'Meta changed what the business may do: 2,000 people a day.', null],
    ['fld_security', 'critical', "Somebody asked Meta to switch off this number's two-step PIN (account 61550010020030).", null],
    ['fld_flows_status', 'info', 'Flow Appointment changed status from DRAFT to PUBLISHED', null],
    ['fld_group_lifecycle', 'info', 'WhatsApp group: group create ("Project"). Groups are not shown in the inbox.', null],
    ['fld_business_username', 'info', 'Business username @mailtrixy.demo: approved.', null],
    ['in_group_text', 'info', 'A message came from a WhatsApp group. Groups are not shown in the inbox.', null],
    ['in_value_errors', 'warn', 'Meta reports an error of this number: Message failed to send because there were too many messages sent from this phone number in a short period of time (130429)', null],
  ])('says %s in plain words', (name, severity, words, hold) => {
    expect(noticeWords(noticeOf(name))).toMatchObject({ severity, words, hold });
  });

  it('stops sending when the account can no longer answer', () => {
    const banned = { field: 'account_update', value: { event: 'DISABLED_UPDATE', ban_info: [{ waba_ban_state: 'DISABLE', waba_ban_date: 'April 17, 2026' }] } };
    expect(noticeWords(noticeOf(banned))).toMatchObject({ severity: 'critical', words: 'Meta switched this account off on April 17, 2026.', hold: { reason: 'account_locked' } });
    const mute = { field: 'account_update', value: { event: 'ACCOUNT_RESTRICTION', restriction_info: [{ restriction_type: 'RESTRICTED_CUSTOMER_INITIATED_MESSAGING' }] } };
    expect(noticeWords(noticeOf(mute))).toMatchObject({ hold: { reason: 'account_locked' } });
  });

  it('keeps a field that it does not know, and leaves templates to their page', () => {
    expect(noticeWords(noticeOf({ field: 'brand_new', value: { event: 'SOMETHING_NEW' } }))).toMatchObject({ severity: 'info', words: 'Meta sent "brand_new" (something new), which this version does not know. It is kept as it came.' });
    expect(noticeWords(noticeOf({ field: 'constructor', value: {} })).words).toContain('"constructor"');
    for (const name of ['fld_template_status_approved', 'fld_template_quality', 'fld_template_category_done', 'fld_template_components']) expect(isTemplateNotice(noticeOf(name))).toBe(true);
  });
});
