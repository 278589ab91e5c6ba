import type { InboundIdentity } from '@mailtrixy/server/channels';
import { newId } from '@mailtrixy/server/platform/clock';
import { numberMatch } from './number-match-key';
import { identityKey, isSame, isUnique, type Sighting } from './sighting';

export interface OpaqueId {
  value: string;
  scope: string | null;
}

/** What the database knows about the addresses of a batch. */
export interface KnownIdentities {
  /** identityKey → contact. */
  owners: ReadonlyMap<string, string>;
  /** workspace|match key → contacts with a number of that key, the oldest first. */
  variants: ReadonlyMap<string, readonly string[]>;
  /** Opaque ids (BSUIDs) of contacts; loaded only for those that a plan asks for. */
  opaque: ReadonlyMap<string, readonly OpaqueId[]>;
  /** Contacts that this batch makes: nobody else knows them yet. */
  made: ReadonlySet<string>;
  /** identityKey → the contact that moved away from this opaque id. */
  former: ReadonlyMap<string, string>;
}

export interface NewIdentity {
  workspaceId: string;
  contactId: string;
  identity: InboundIdentity;
  scope: string | null;
}

/** An address that is no longer this contact's. */
export interface Release {
  workspaceId: string;
  contactId: string;
  identity: InboundIdentity;
  /** Where the contact's conversations go instead; null: to another address of the contact. */
  instead: InboundIdentity | null;
}

export interface LinkPlan {
  /** Per sighting; null for an unknown person that must not be made. */
  contactIds: (string | null)[];
  made: Map<string, string>;
  missing: Map<string, NewIdentity>;
  releases: Release[];
  /** Stored contacts that are one person. */
  merges: { workspaceId: string; keptId: string; mergedId: string }[];
  /** Contacts of this batch that turned out to be another one. */
  aliases: Map<string, string>;
  /** Contacts whose opaque ids must be known first; the rest of the plan is then worth nothing. */
  unclear: Set<string>;
}

/**
 * Decides whose each sighting is. An opaque id is surer than a number; a number that the provider gives together with
 * somebody else's opaque id has changed hands; two contacts that one sighting names are one person unless both have
 * opaque ids of their own. Pure, so that it can be repeated when somebody else was faster.
 */
export function linkSightings(sightings: readonly Sighting[], known: KnownIdentities): LinkPlan {
  return new Linker(known).run(sightings);
}

class Linker {
  private readonly owners: Map<string, string>;
  private readonly variants: Map<string, readonly string[]>;
  private readonly opaque: Map<string, OpaqueId[]>;
  private readonly former: Map<string, string>;
  private readonly joined = new Map<string, string>();
  private readonly plan: LinkPlan = { contactIds: [], made: new Map(), missing: new Map(), releases: [], merges: [], aliases: new Map(), unclear: new Set() };

  constructor(private readonly known: KnownIdentities) {
    this.owners = new Map(known.owners);
    this.variants = new Map(known.variants);
    this.former = new Map(known.former);
    this.opaque = new Map([...known.opaque].map(([id, ids]) => [id, [...ids]]));
  }

  run(sightings: readonly Sighting[]): LinkPlan {
    const ids = sightings.map((sighting) => {
      const { identities, moved } = sighting;
      const late = this.movedAway(sighting);
      if (late) return late;
      if (!moved) return this.place(sighting, this.find(sighting), identities);
      return this.place(sighting, this.moved(sighting, moved), [...moved.to, ...identities.filter((identity) => !moved.from.some((old) => isSame(old, identity)))]);
    });
    this.plan.contactIds = ids.map((id) => id && this.root(id));
    for (const row of this.plan.missing.values()) row.contactId = this.root(row.contactId);
    for (const id of [...this.known.made, ...this.plan.made.keys()]) {
      const root = this.root(id);
      if (root !== id) this.plan.aliases.set(id, root);
    }
    return this.plan;
  }

  /**
   * Whose late message it is, written before a move that came first: an opaque id is never given to another person. Its
   * number may be by now, so nothing that it names is the contact's again.
   */
  private movedAway({ workspaceId, identities, moved }: Sighting): string | null {
    const keys = moved ? [] : identities.filter(({ kind }) => kind === 'bsuid').map((identity) => identityKey(workspaceId, identity));
    if (keys.some((key) => this.owners.has(key))) return null;
    return keys.map((key) => this.former.get(key)).find((id) => id !== undefined) ?? null;
  }

  /** Whose it is, by what is known; joins contacts and takes numbers away where the sighting proves it. */
  private find(sighting: Sighting): string | null {
    const unique = sighting.identities.filter(isUnique).sort((a, b) => Number(b.kind === 'bsuid') - Number(a.kind === 'bsuid'));
    const told = unique.filter(({ kind }) => kind === 'bsuid').map(({ value }) => ({ value, scope: sighting.scope }));
    let target: string | null = null;
    for (const identity of unique) {
      const exact = this.ownerOf(sighting.workspaceId, identity);
      const owner: string | null = exact ?? this.variantOf(sighting, identity, target, told);
      if (!owner || owner === target) continue;
      if (target === null) {
        if (identity.kind === 'bsuid' || !told.length || !this.contradicts(owner, told, 'account')) target = owner;
        else if (exact) this.seize(sighting.workspaceId, owner, identity);
      } else if (identity.kind !== 'bsuid') {
        const own = [...this.opaqueOf(target), ...told];
        if (!this.contradicts(owner, own, 'any')) target = this.join(sighting.workspaceId, owner, target);
        else if (exact && told.length && this.contradicts(owner, told, 'account')) this.seize(sighting.workspaceId, owner, identity);
      }
    }
    return target;
  }

  /** The provider itself says that somebody moved from one address to another. */
  private moved({ workspaceId, scope, identities }: Sighting, { from, to }: NonNullable<Sighting['moved']>): string | null {
    const [before, after] = [from.filter(isUnique), to.filter(isUnique)];
    const stays = identities.filter((identity) => isUnique(identity) && !after.some((one) => isSame(one, identity)));
    const firstOwner = (some: readonly InboundIdentity[]) => some.map((identity) => this.ownerOf(workspaceId, identity)).find((owner) => owner !== null) ?? null;
    const now = firstOwner(after);
    let target = firstOwner(before) ?? firstOwner(stays);
    if (!target) return now;
    // Only an opaque id proves that it is the same person; a number that somebody else has now proves nothing.
    const proven = before.some((identity) => identity.kind === 'bsuid' && this.ownerOf(workspaceId, identity) === target) && after.some(({ kind }) => kind === 'bsuid');
    for (const identity of before) {
      if (this.ownerOf(workspaceId, identity) === target && !after.some((one) => isSame(one, identity))) this.release(workspaceId, target, identity, bestOf(identity, after));
    }
    if (now && now !== target && proven) target = this.join(workspaceId, now, target);
    if (proven) for (const identity of after) if (identity.kind === 'bsuid') this.note(target, { value: identity.value, scope });
    return target;
  }

  /** Gives the person the addresses that are nobody's yet. */
  private place(sighting: Sighting, found: string | null, identities: readonly InboundIdentity[]): string | null {
    const { workspaceId, scope } = sighting;
    if (!found && !sighting.makes) return null;
    const target = found ?? newId();
    if (!found) this.plan.made.set(target, workspaceId);
    for (const identity of identities.filter(isUnique)) {
      const key = identityKey(workspaceId, identity);
      if (this.owners.has(key)) continue;
      this.owners.set(key, target);
      this.plan.missing.set(key, { workspaceId, contactId: target, identity, scope: identity.kind === 'bsuid' ? scope : null });
      if (identity.kind === 'bsuid') this.note(target, { value: identity.value, scope });
      const match = numberMatch(identity);
      if (match) this.variants.set(`${workspaceId}|${match.key}`, [...(this.variants.get(`${workspaceId}|${match.key}`) ?? []), target]);
    }
    return target;
  }

  private ownerOf(workspaceId: string, identity: InboundIdentity): string | null {
    const owner = this.owners.get(identityKey(workspaceId, identity));
    return owner === undefined ? null : this.root(owner);
  }

  /** Another way of writing the number; never somebody who has another opaque id. */
  private variantOf({ workspaceId }: Sighting, identity: InboundIdentity, target: string | null, told: readonly OpaqueId[]): string | null {
    const match = numberMatch(identity);
    const candidates = match ? (this.variants.get(`${workspaceId}|${match.key}`) ?? []) : [];
    if (!candidates.length) return null;
    const own = target ? [...this.opaqueOf(target), ...told] : told;
    return candidates.map((id) => this.root(id)).find((id) => id === target || !own.length || !this.contradicts(id, own, 'any')) ?? null;
  }

  /** True when the contact has opaque ids, and none of them is among `ids`. 'account': only those of one account speak against each other. */
  private contradicts(contactId: string, ids: readonly OpaqueId[], reach: 'any' | 'account'): boolean {
    const own = this.opaqueOf(contactId);
    if (!own.length || !ids.length || own.some(({ value }) => ids.some((id) => id.value === value))) return false;
    return reach === 'any' || own.some(({ scope }) => ids.some((id) => scope === null || id.scope === null || id.scope === scope));
  }

  private opaqueOf(contactId: string): readonly OpaqueId[] {
    const ids = this.opaque.get(contactId);
    if (!ids && !this.plan.made.has(contactId)) this.plan.unclear.add(contactId);
    return ids ?? [];
  }

  private note(contactId: string, id: OpaqueId): void {
    const ids = this.opaque.get(contactId);
    if (ids) ids.push(id);
    else if (this.plan.made.has(contactId)) this.opaque.set(contactId, [id]);
  }

  private seize(workspaceId: string, from: string, identity: InboundIdentity): void {
    this.release(workspaceId, from, identity, null);
  }

  private release(workspaceId: string, contactId: string, identity: InboundIdentity, instead: InboundIdentity | null): void {
    const key = identityKey(workspaceId, identity);
    this.owners.delete(key);
    if (identity.kind === 'bsuid') this.former.set(key, contactId);
    const match = numberMatch(identity);
    if (match) this.variants.set(`${workspaceId}|${match.key}`, (this.variants.get(`${workspaceId}|${match.key}`) ?? []).filter((id) => this.root(id) !== contactId));
    // Not stored yet: then nothing has to be taken away.
    if (this.plan.missing.delete(key) && !this.known.owners.has(key)) return;
    this.plan.releases.push({ workspaceId, contactId, identity, instead });
  }

  /** @returns the one that stays: a stored contact before one of this batch, else the older */
  private join(workspaceId: string, a: string, b: string): string {
    const fresh = (id: string) => this.plan.made.has(id) || this.known.made.has(id);
    const [kept, other] = fresh(a) === fresh(b) ? (a < b ? [a, b] : [b, a]) : fresh(a) ? [b, a] : [a, b];
    this.joined.set(other, kept);
    const ids = [...this.opaqueOf(kept), ...this.opaqueOf(other)];
    this.opaque.set(kept, ids);
    if (!fresh(other)) this.plan.merges.push({ workspaceId, keptId: kept, mergedId: other });
    return kept;
  }

  private root(id: string): string {
    let root = id;
    for (let next = this.joined.get(root); next !== undefined; next = this.joined.get(root)) root = next;
    return root;
  }
}

function bestOf(gone: InboundIdentity, after: readonly InboundIdentity[]): InboundIdentity | null {
  return after.find(({ kind }) => kind === gone.kind) ?? after[0] ?? null;
}
