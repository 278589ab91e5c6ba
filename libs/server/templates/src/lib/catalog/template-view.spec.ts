import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { contentHash } from '../components/content-hash';
import { fillTemplate } from '../fill/fill-template';
import { componentProblems } from '../manage/draft-problems';
import { noticeChange } from '../notices/notice-change';
import { NADIA, storedTemplate } from '../testing/stored-template-fixture';
import { templateView } from './template-view';

const NEVER = { favourite: false, usedAt: null, used30d: 0 };
const [positional, named] = (JSON.parse(readFileSync(path.join(__dirname, '../testing/meta-examples/res_templates_list.json'), 'utf8')) as { data: { components: unknown[]; status: string; rejected_reason?: string }[] }).data;

describe('Meta’s example of a list', () => {
  it('positional, with picture and link', () => {
    const view = templateView(storedTemplate(positional.components), NEVER);
    expect(view).toMatchObject({ parameterFormat: 'POSITIONAL', headerFormat: 'IMAGE', body: 'Hi {{1}}, parcel {{2}} is on its way.', footer: 'MailTrixy demo', notSendable: null, buttons: [{ type: 'URL', text: 'Track', url: 'https://example.org/t/{{1}}' }, { type: 'QUICK_REPLY', text: 'Confirm' }] });
    expect(view.slots.map(({ key, place, label, sample, required, mediaKind, maxLength, prefix }) => [key, place, label, sample, required, mediaKind, maxLength, prefix])).toEqual([
      ['header', 'header_media', 'Header image', null, true, 'image', null, null],
      ['body.1', 'body', 'Nadia', 'Nadia', true, null, null, null],
      ['body.2', 'body', '5521', '5521', true, null, null, null],
      ['button.0', 'button_url', 'End of the link of “Track”', '5521', true, null, 1978, 'https://example.org/t/'],
      ['button.1', 'button_payload', 'Hidden text of “Confirm”', null, false, null, 256, null],
    ]);
  });

  it('names an offer, and asks for its end only where it has one', () => {
    const offerOf = (limited_time_offer: object) => templateView(storedTemplate([{ type: 'BODY', text: 'Hello' }, { type: 'LIMITED_TIME_OFFER', limited_time_offer }]), NEVER);
    expect(offerOf({ text: 'Ends soon', has_expiration: true })).toMatchObject({ offer: { text: 'Ends soon', expires: true }, slots: [{ key: 'offer' }] });
    expect(offerOf({ text: 'Winter' })).toMatchObject({ offer: { text: 'Winter', expires: false }, slots: [] });
    expect(templateView(storedTemplate(positional.components), NEVER).offer).toBeNull();
  });

  it('named and rejected', () => {
    const view = templateView(storedTemplate(named.components, { status: named.status, rejectedReason: named.rejected_reason ?? null, parameterFormat: 'POSITIONAL' }), NEVER);
    expect(view).toMatchObject({ parameterFormat: 'NAMED', headerFormat: 'TEXT', headerText: 'Order {{order}} update', notSendable: 'Meta rejected this template.', rejectedReason: 'INVALID_FORMAT' });
    expect(view.slots.map(({ key, label, sample, maxLength }) => [key, label, sample, maxLength])).toEqual([['header', 'Order', '5521', 60], ['body.first_name', 'First name', 'Nadia', null], ['body.order', 'Order', '5521', null]]);
  });

  it('does not change its hash with the example’s address or the order of keys', () => {
    const [{ example: _example, ...header }, ...rest] = positional.components as Record<string, unknown>[];
    const reordered = [{ example: { header_handle: ['https://other'] }, format: header['format'], type: header['type'] }, ...rest];
    expect(contentHash(reordered, 'POSITIONAL')).toEqual(contentHash(positional.components, 'POSITIONAL'));
    expect(contentHash([...rest], 'POSITIONAL')).not.toEqual(contentHash(positional.components, 'POSITIONAL'));
  });
});

describe('components of any shape', () => {
  const type = fc.constantFrom('HEADER', 'body', 'FOOTER', 'BUTTONS', 'CAROUSEL', 'limited_time_offer', 'HOLOGRAM', '', 7, null);
  const component = fc.record({ type, format: fc.constantFrom('TEXT', 'IMAGE', 'LOCATION', 'x', 3), text: fc.oneof(fc.string(), fc.constantFrom('{{1}}', '{{a}} {{', '{{}}', '}}{{__proto__}}')), buttons: fc.oneof(fc.jsonValue(), fc.array(fc.record({ type: fc.constantFrom('URL', 'OTP', 'COPY_CODE', 'FLOW', 4), url: fc.jsonValue(), text: fc.jsonValue(), example: fc.jsonValue() }))), cards: fc.oneof(fc.jsonValue(), fc.array(fc.record({ components: fc.array(fc.record({ type, text: fc.string() })) }))), example: fc.jsonValue(), limited_time_offer: fc.jsonValue() }, { requiredKeys: [] });

  it('never break the list, the checks or the filling', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(component, fc.jsonValue())), fc.dictionary(fc.constantFrom('header', 'body.1', 'button.0', 'offer', 'x'), fc.string()), (components, values) => {
        const template = storedTemplate(components);
        templateView(template, NEVER);
        componentProblems({ category: 'UTILITY', parameterFormat: 'NAMED', components });
        try {
          fillTemplate(template, values, NADIA, 0);
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('nor does a webhook’s value', () => {
    const field = fc.constantFrom('message_template_status_update', 'message_template_quality_update', 'template_category_update', 'message_template_components_update');
    const value = fc.dictionary(fc.constantFrom('event', 'reason', 'message_template_id', 'message_template_language', 'rejection_info', 'other_info', 'disable_info', 'new_quality_score', 'new_category', 'correct_category', 'category_update_timestamp'), fc.jsonValue());
    fc.assert(fc.property(field, value, (name, told) => typeof noticeChange(name, told).words === 'string'), { numRuns: 3000 });
  });
});
