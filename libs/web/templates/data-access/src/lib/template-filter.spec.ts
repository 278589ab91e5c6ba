import { findTemplates, groupTemplates } from './template-filter';
import { byTemplateName } from './template-names';
import { slot, template } from './testing/template-fixture';

const ITEMS = [
  template({ id: '1', name: 'order_update' }),
  template({ id: '2', name: 'follow_up', category: 'MARKETING', body: 'How do you like it?' }),
  template({ id: '3', name: 'login_code', category: 'AUTHENTICATION', usedAt: '2026-11-20T10:00:00.000Z' }),
  template({ id: '4', name: 'welcome_back', language: 'de', status: 'PAUSED', notSendable: 'Meta paused it.' }),
  template({ id: '5', name: 'invoice', favourite: true, usedAt: '2026-11-21T10:00:00.000Z' }),
  template({ id: '6', name: 'gone', deletedAt: '2026-11-01T10:00:00.000Z', notSendable: 'Gone.' }),
];
const names = (found: readonly { name: string }[]) => found.map(({ name }) => name);

describe('templates of the picker', () => {
  it('are found by name and by body, in one language', () => {
    expect(names(findTemplates(ITEMS, { words: 'order update', language: null }))).toEqual(['order_update']);
    expect(names(findTemplates(ITEMS, { words: 'LIKE', language: null }))).toEqual(['follow_up']);
    expect(names(findTemplates(ITEMS, { words: '', language: 'de' }))).toEqual(['welcome_back']);
  });

  it('are grouped, each once, what cannot be sent at the end', () => {
    const groups = groupTemplates(findTemplates(ITEMS, { words: '', language: null }));
    expect(groups.map(({ heading, items }) => [heading, names(items)])).toEqual([
      ['Favourites', ['invoice']],
      ['Last used', ['login_code']],
      ['Utility', ['order_update']],
      ['Marketing', ['follow_up']],
      ['Not sendable', ['welcome_back']],
    ]);
    expect(groups.at(-1)?.sendable).toBe(false);
  });

  it('are one row a name; a sendable language stands for it, and uneven ones are told', () => {
    const [row] = byTemplateName([template({ id: 'a', language: 'de', notSendable: 'No.', used30d: 2 }), template({ id: 'b', language: 'fr', used30d: 3, slots: [slot({ key: 'body.1' })] })]);
    expect([row.shown.id, row.used30d, row.uneven]).toEqual(['b', 5, true]);
  });
});
