import { Readable } from 'node:stream';
import type { ConnectedChannel } from '@mailtrixy/server/channels';
import { ChannelError } from '@mailtrixy/server/channels';
import type { Settings } from '@mailtrixy/server/platform/config';
import type { EgressClient, EgressRequest } from '@mailtrixy/server/platform/egress';
import { GraphClient } from './graph-client';
import { GraphTemplates } from './templates';

const channel: ConnectedChannel = { id: 'c', workspaceId: 'w', kind: 'whatsapp', mode: 'sandbox', externalId: '1', wabaId: '210984455012377', accessToken: 'EAAG-token' };

function provider(answers: ({ status: number; body: unknown } | string)[]): { templates: GraphTemplates; requests: EgressRequest[] } {
  const requests: EgressRequest[] = [];
  const egress = {
    request: async (request: EgressRequest) => {
      requests.push(request);
      const answer = answers.shift();
      return typeof answer === 'string' ? { status: 200, headers: {}, body: answer, tookMs: 1 } : { status: answer?.status ?? 500, headers: {}, body: JSON.stringify(answer?.body), tookMs: 1 };
    },
  } as unknown as EgressClient;
  return { requests, templates: new GraphTemplates(new GraphClient(egress, { graphVersion: 'v25.0' } as Settings)) };
}

const page = (rows: unknown[], paging: unknown = {}) => ({ status: 200, body: { data: rows, paging } });
const NEXT = 'https://graph.facebook.com/v25.0/210984455012377/message_templates?access_token=EAAG-leak&after=QVF';

describe('GraphTemplates', () => {
  it('goes on by the cursor while there is a next page, never by the address that may hold the token', async () => {
    const { templates, requests } = provider([page([], { cursors: { after: 'A/B=' }, next: NEXT }), page([], { cursors: { after: 'Z' } })]);
    expect(await templates.listPage(channel, null)).toEqual({ items: [], after: 'A/B=' });
    expect(await templates.listPage(channel, 'A/B=')).toEqual({ items: [], after: null });
    expect(requests[1].path).toMatch(/^\/v25\.0\/210984455012377\/message_templates\?fields=id,name,.*&limit=100&after=A%2FB%3D$/);
    expect(JSON.stringify(requests.map(({ path, body }) => [path, body]))).not.toContain('EAAG');
  });

  it('reads Meta’s example of a list', async () => {
    const body = { data: [{ name: 'parcel_update', parameter_format: 'POSITIONAL', components: [{ type: 'BODY', text: 'Hi' }], language: 'en_US', status: 'APPROVED', category: 'UTILITY', quality_score: { score: 'GREEN', date: 1795255200 }, id: '1740022951187340' }, { name: 'parcel_update_named', parameter_format: 'NAMED', components: [], language: 'de', status: 'REJECTED', category: 'MARKETING', rejected_reason: 'INVALID_FORMAT', quality_score: { score: 'UNKNOWN' }, id: '1740022951187344' }], paging: { cursors: { before: 'QVFIUexampleA', after: 'QVFIUexampleB' }, next: NEXT } };
    expect(await provider([{ status: 200, body }]).templates.listPage(channel, null)).toEqual({
      items: [
        { externalId: '1740022951187340', name: 'parcel_update', language: 'en_US', status: 'APPROVED', category: 'UTILITY', previousCategory: null, quality: 'GREEN', parameterFormat: 'POSITIONAL', rejectedReason: null, components: [{ type: 'BODY', text: 'Hi' }] },
        { externalId: '1740022951187344', name: 'parcel_update_named', language: 'de', status: 'REJECTED', category: 'MARKETING', previousCategory: null, quality: 'UNKNOWN', parameterFormat: 'NAMED', rejectedReason: 'INVALID_FORMAT', components: [] },
      ],
      after: 'QVFIUexampleB',
    });
  });

  it.each([
    ['a next page without a cursor', page([], { next: NEXT })],
    ['no list', { status: 200, body: { error: 'odd' } }],
    ['null', { status: 200, body: null }],
    ['HTML', '<html>'],
    ['cut', '{"data":[{"na'],
  ])('does not take for complete: %s', async (_name, answer) => {
    await expect(provider([answer]).templates.listPage(channel, null)).rejects.toBeInstanceOf(ChannelError);
  });

  it('reads odd rows without losing their neighbours', async () => {
    const rows = [null, 7, { name: 'ok', language: 'en', status: 'approved', category: 'utility', id: 1740022951187340, quality_score: 'green', rejected_reason: 'NONE' }, { id: 17400229511873401234, components: 'x' }];
    const { items } = await provider([page(rows)]).templates.listPage(channel, null);
    expect(items).toHaveLength(4);
    expect(items[2]).toMatchObject({ externalId: '1740022951187340', status: 'APPROVED', category: 'UTILITY', quality: 'GREEN', rejectedReason: null, components: [] });
    expect(items[3].externalId).toBeNull();
  });

  it('creates, edits and deletes', async () => {
    const done = { status: 200, body: { success: true } };
    const { templates, requests } = provider([{ status: 200, body: { id: '17', status: 'PENDING', category: 'MARKETING' } }, done, done, done]);
    const template = { name: 'a', language: 'en', category: 'UTILITY', parameterFormat: 'NAMED', components: [] };
    expect(await templates.create(channel, template)).toEqual({ externalId: '17', status: 'PENDING', category: 'MARKETING' });
    await templates.edit(channel, '17', { components: [] });
    await templates.remove(channel, 'a', null);
    await templates.remove(channel, 'a', '17');
    expect(requests.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['POST', '/v25.0/210984455012377/message_templates', '{"name":"a","language":"en","category":"UTILITY","parameter_format":"NAMED","components":[]}'],
      ['POST', '/v25.0/17', '{"components":[]}'],
      ['DELETE', '/v25.0/210984455012377/message_templates?name=a', undefined],
      ['DELETE', '/v25.0/210984455012377/message_templates?name=a&hsm_id=17', undefined],
    ]);
  });

  it('keeps Meta’s own words of a refusal', async () => {
    const body = { error: { message: 'Invalid parameter', code: 100, error_subcode: 2388299, error_user_title: 'Leading or trailing params not allowed', error_user_msg: 'Variables can’t be at the start or end of the template.' } };
    const error = await provider([{ status: 400, body }]).templates.create(channel, { name: 'a', language: 'en', category: 'UTILITY', parameterFormat: 'POSITIONAL', components: [] }).catch((one: ChannelError) => one);
    expect((error as ChannelError).facts).toMatchObject({ title: 'Leading or trailing params not allowed', detail: 'Variables can’t be at the start or end of the template.' });
  });

  it('uploads an example in two steps, the second with the word OAuth', async () => {
    const { templates, requests } = provider([{ status: 200, body: { id: 'upload:MTph?sig=ARZ' } }, { status: 200, body: { h: '4:abc' } }]);
    const file = { open: async () => Readable.from(['x']), sizeBytes: 1, mimeType: 'image/png', fileName: 'a b.png' };
    expect(await templates.uploadSample(channel, '99', file)).toBe('4:abc');
    expect(requests.map(({ path, headers }) => [path, headers?.['authorization'], headers?.['file_offset']])).toEqual([
      ['/v25.0/99/uploads?file_name=a%20b.png&file_length=1&file_type=image%2Fpng', 'Bearer EAAG-token', undefined],
      ['/v25.0/upload:MTph?sig=ARZ', 'OAuth EAAG-token', '0'],
    ]);
  });

  it('needs the account', async () => {
    await expect(provider([]).templates.listPage({ ...channel, wabaId: null }, null)).rejects.toThrow('Business Account ID');
  });
});
