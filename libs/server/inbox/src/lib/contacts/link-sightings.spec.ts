import type { InboundIdentity } from '@mailtrixy/server/channels';
import { linkSightings, type KnownIdentities } from './link-sightings';
import { numberMatch } from './number-match-key';
import { identityKey, type Sighting } from './sighting';

const WORKSPACE = 'w';
const bsuid = (value: string): InboundIdentity => ({ kind: 'bsuid', value });
const waId = (value: string): InboundIdentity => ({ kind: 'wa_id', value });
const seen = (identities: InboundIdentity[], over: Partial<Sighting> = {}): Sighting => ({ workspaceId: WORKSPACE, scope: 'waba', identities, profileName: null, at: 0, late: false, moved: null, makes: true, ...over });

/** contact → its addresses. */
function known(contacts: Record<string, InboundIdentity[]>): KnownIdentities {
  const entries = Object.entries(contacts).flatMap(([id, identities]) => identities.map((identity) => ({ id, identity })));
  const variants = new Map<string, string[]>();
  for (const { id, identity } of entries) {
    const match = numberMatch(identity);
    if (match) variants.set(`${WORKSPACE}|${match.key}`, [...(variants.get(`${WORKSPACE}|${match.key}`) ?? []), id]);
  }
  return {
    owners: new Map(entries.map(({ id, identity }) => [identityKey(WORKSPACE, identity), id])),
    variants,
    opaque: new Map(Object.entries(contacts).map(([id, identities]) => [id, identities.filter(({ kind }) => kind === 'bsuid').map(({ value }) => ({ value, scope: 'waba' }))])),
    made: new Set(),
    former: new Map(),
  };
}

describe('linkSightings', () => {
  it('takes one person of one batch for one, whichever address came first', () => {
    const plan = linkSightings([seen([waId('447')]), seen([bsuid('a')]), seen([bsuid('a'), waId('447')]), seen([waId('448')])], known({}));
    const [number, id, both, other] = plan.contactIds;
    expect([id, both]).toEqual([number, number]);
    expect(other).not.toBe(number);
    expect(plan.merges).toEqual([]);
    expect([...plan.missing.values()].map(({ contactId }) => contactId).filter((contactId) => contactId === number)).toHaveLength(2);
  });

  it('takes both ways of writing a number for one within a batch', () => {
    const { contactIds } = linkSightings([seen([waId('5511987654321')]), seen([waId('551187654321')])], known({}));
    expect(contactIds[0]).toBe(contactIds[1]);
  });

  it('merges stored contacts into the older one, and asks for opaque ids before it does', () => {
    const contacts = { '01': [waId('447')], '02': [bsuid('a')] };
    expect([...linkSightings([seen([bsuid('a'), waId('447')])], { ...known(contacts), opaque: new Map() }).unclear].sort()).toEqual(['01', '02']);
    const plan = linkSightings([seen([bsuid('a'), waId('447')])], known(contacts));
    expect(plan).toMatchObject({ merges: [{ keptId: '01', mergedId: '02' }], contactIds: ['01'], unclear: new Set() });
  });

  it('merges chains within one batch without losing anybody', () => {
    const plan = linkSightings([seen([bsuid('a'), waId('447')]), seen([waId('447'), { kind: 'phone', value: '449' }])], known({ '03': [waId('447')], '02': [bsuid('a')], '01': [{ kind: 'phone', value: '449' }] }));
    expect(new Set(plan.contactIds)).toEqual(new Set(['01']));
    expect(plan.merges).toEqual([{ workspaceId: WORKSPACE, keptId: '02', mergedId: '03' }, { workspaceId: WORKSPACE, keptId: '01', mergedId: '02' }]);
  });

  it('leaves a number with its contact when the other opaque id is of another account', () => {
    const plan = linkSightings([seen([bsuid('b'), waId('447')], { scope: 'another' })], known({ '01': [bsuid('a'), waId('447')], '02': [bsuid('b')] }));
    expect(plan).toMatchObject({ contactIds: ['02'], merges: [], releases: [] });
  });

  it('takes a number away where the same account names another holder', () => {
    const plan = linkSightings([seen([bsuid('b'), waId('447')])], known({ '01': [bsuid('a'), waId('447')], '02': [bsuid('b')] }));
    expect(plan).toMatchObject({ contactIds: ['02'], merges: [], releases: [{ contactId: '01', identity: waId('447'), instead: null }] });
    expect([...plan.missing.values()]).toMatchObject([{ contactId: '02', identity: waId('447') }]);
  });

  it('makes nobody of a notice about a stranger', () => {
    expect(linkSightings([seen([bsuid('x')], { makes: false })], known({}))).toMatchObject({ contactIds: [null], made: new Map(), missing: new Map() });
  });
});
