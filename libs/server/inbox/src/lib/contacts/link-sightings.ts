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
  /** identityKey → the contacts that had it before, the oldest first. */
  former: ReadonlyMap<string, readonly Former[]>;
}

/** A contact that left an address. */
export interface Former {
  contactId: string;
  /** By the provider's clock; null where it told none. */
  endedAt: number | null;
  /** Known from the move only: nobody wrote from it. */
  onlyTold: boolean;
}

export interface NewIdentity {
  workspaceId: string;
  contactId: string;
  identity: InboundIdentity;
  scope: string | null;
}

/** An address that a contact had before we knew it by this address. */
export interface LeftIdentity extends NewIdentity, Omit<Former, 'contactId'> {}

/** An address that is no longer this contact's. */
export interface Release {
  workspaceId: string;
  contactId: string;
  identity: InboundIdentity;
  /** Where the contact's conversations go instead; null: to another address of the contact. */
  instead: InboundIdentity | null;
  /** When, if the provider told a move; null: somebody else turned out to have it. */
  endedAt: number | null;
}

export interface LinkPlan {
  /** Per sighting; null for an unknown person that must not be made. */
  contactIds: (string | null)[];
  made: Map<string, string>;
  missing: Map<string, NewIdentity>;
  releases: Release[];
  left: LeftIdentity[];
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
  private readonly former: Map<string, readonly Former[]>;
  private readonly joined = new Map<string, string>();
  private readonly plan: LinkPlan = { contactIds: [], made: new Map(), missing: new Map(), releases: [], left: [], merges: [], aliases: new Map(), unclear: new Set() };

  constructor(private readonly known: KnownIdentities) {
    this.owners = new Map(known.owners);
    this.variants = new Map(known.variants);
    this.former = new Map(known.former);
    this.opaque = new Map([...known.opaque].map(([id, ids]) => [id, [...ids]]));
  }

  run(sightings: readonly Sighting[]): LinkPlan {
    const ids = sightings.map((sighting) => {
      const { identities, moved } = sighting;
      if (moved) return this.follow(sighting, moved);
      return this.movedAway(sighting) ?? this.place(sighting, this.find(sighting), identities);
    });
    this.plan.contactIds = ids.map((id) => id && this.root(id));
    for (const row of [...this.plan.missing.values(), ...this.plan.left]) row.contactId = this.root(row.contactId);
    for (const id of [...this.known.made, ...this.plan.made.keys()]) {
      const root = this.root(id);
      if (root !== id) this.plan.aliases.set(id, root);
    }
    return this.plan;
  }

  /**
   * Whose late message it is, written before a move that came first: an opaque id is never given to another person, and a
   * number was theirs until then, whoever has it since. Nothing that the message names becomes the contact's again.
   */
  private movedAway({ workspaceId, identities, at }: Sighting): string | null {
    const surest = identities.some(({ kind }) => kind === 'bsuid') ? 'bsuid' : 'wa_id';
    const own = identities.filter(({ kind }) => kind === surest);
    if (surest === 'bsuid' && own.some((identity) => this.owners.has(identityKey(workspaceId, identity)))) return null;
    return own.map((identity) => this.holderThen(workspaceId, identity, at)?.contactId).find((id) => id !== undefined) ?? null;
  }

  /** Who left this address at that time or later. */
  private holderThen(workspaceId: string, identity: InboundIdentity, at: number): Former | null {
    const former = this.former.get(identityKey(workspaceId, identity)) ?? [];
    const later = former.filter(({ endedAt }) => endedAt !== null && endedAt >= at).sort((a, b) => Number(a.endedAt) - Number(b.endedAt));
    const holder = later[0] ?? (identity.kind === 'bsuid' ? former.at(-1) : undefined);
    return holder ? { ...holder, contactId: this.root(holder.contactId) } : null;
  }

  /** Whose it is, by what is known; joins contacts and takes numbers away where the sighting proves it. */
  private find(sighting: Sighting): string | null {
    const unique = sighting.identities.filter(isUnique).sort(surestFirst);
    const told = unique.filter(({ kind }) => kind === 'bsuid').map(({ value }) => ({ value, scope: sighting.scope }));
    let target: string | null = null;
    for (const identity of unique) {
      const exact = this.ownerOf(sighting.workspaceId, identity);
      const owner: string | null = exact ?? this.variantOf(sighting, identity, target, told);
      if (!owner || owner === target) continue;
      if (target === null) {
        if (identity.kind === 'bsuid' || !told.length || !this.contradicts(owner, told, 'account')) target = owner;
        else if (exact) this.seize(sighting, owner, identity);
      } else if (identity.kind !== 'bsuid') {
        const own = [...this.opaqueOf(target), ...told];
        if (!this.contradicts(owner, own, 'any')) target = this.join(sighting.workspaceId, owner, target);
        else if (exact && told.length && this.contradicts(owner, told, 'account')) this.seize(sighting, owner, identity);
      }
    }
    return target;
  }

  /**
   * The provider itself says that somebody moved. A later move of the same person may have come first: then it knows who it
   * is, and the addresses between the two have ended already.
   */
  private follow(sighting: Sighting, moved: Move): string | null {
    const { workspaceId, identities, at } = sighting;
    const since = moved.to.filter(isUnique).map((identity) => (this.ownerOf(workspaceId, identity) ? null : this.holderThen(workspaceId, identity, at)));
    const living = moved.to.filter((identity) => !this.hasEnded(sighting, identity));
    const known = this.moved(sighting, moved, living, since.filter((one) => one !== null));
    const id = this.place(sighting, known, [...living, ...identities.filter((identity) => ![...moved.from, ...moved.to].some((one) => isSame(one, identity)))]);
    // A number alone proves nothing of somebody whom we know otherwise.
    const proven = !known || since.some((one) => one?.onlyTold) || moved.to.some(({ kind }) => kind === 'bsuid');
    if (id) for (const identity of moved.from.filter(isUnique)) if (proven || identity.kind === 'bsuid') this.leave(sighting, id, identity);
    return id;
  }

  private hasEnded({ workspaceId, at }: Sighting, identity: InboundIdentity): boolean {
    return isUnique(identity) && !this.ownerOf(workspaceId, identity) && this.holderThen(workspaceId, identity, at) !== null;
  }

  /** @param since who moved on from the new addresses already */
  private moved(sighting: Sighting, { from, to }: Move, living: readonly InboundIdentity[], since: readonly Former[]): string | null {
    const { workspaceId, scope, at } = sighting;
    const mover = this.moverOf(sighting, { from, to });
    // Only an opaque id proves that it is the same person; a number that somebody else has now proves nothing.
    const proven = mover !== null && mover.by.kind === 'bsuid' && from.some((one) => isSame(one, mover.by)) && to.some(({ kind }) => kind === 'bsuid');
    if (mover && proven) this.learn(mover.contactId, living.filter(({ kind }) => kind === 'bsuid').map(({ value }) => ({ value, scope })));
    const now = this.find({ ...sighting, identities: living }) ?? since[0]?.contactId ?? null;
    if (!mover) return now;
    let target = this.root(mover.contactId);
    // Who left the new addresses too has the present ones from a later move.
    if (!since.some(({ contactId }) => contactId === target)) {
      for (const identity of from.filter(isUnique)) {
        if (this.ownerOf(workspaceId, identity) === target && !to.some((one) => isSame(one, identity))) this.release(sighting, target, identity, bestOf(identity, living), at);
      }
    }
    const continued = since.some(({ contactId, onlyTold }) => onlyTold && contactId === now);
    if (now && this.root(now) !== target && (proven || continued)) target = this.join(workspaceId, this.root(now), target);
    return target;
  }

  /**
   * Who moves, and by which address it is known. A move is told more than once, and its number may have another holder by
   * then: an opaque id says for good who it is, a number only who had it at that time.
   */
  private moverOf({ workspaceId, scope, identities, at }: Sighting, { from, to }: Move): { contactId: string; by: InboundIdentity } | null {
    const told = [...from, ...to].filter(({ kind }) => kind === 'bsuid').map(({ value }) => ({ value, scope }));
    const stays = identities.filter((identity) => isUnique(identity) && ![...from, ...to].some((one) => isSame(one, identity)));
    for (const by of [...from.filter(isUnique), ...stays].sort(surestFirst)) {
      const owner = this.ownerOf(workspaceId, by);
      const then = owner && by.kind === 'bsuid' ? null : this.holderThen(workspaceId, by, at);
      if (then) return { contactId: then.contactId, by };
      if (owner && (by.kind === 'bsuid' || !told.length || !this.contradicts(owner, told, 'account'))) return { contactId: owner, by };
    }
    return null;
  }

  /** What the person had before, though we never met it. */
  private leave({ workspaceId, scope, at }: Sighting, contactId: string, identity: InboundIdentity): void {
    const key = identityKey(workspaceId, identity);
    const known = this.former.get(key) ?? [];
    if (this.owners.has(key) || known.some((one) => this.root(one.contactId) === contactId)) return;
    this.former.set(key, [...known, { contactId, endedAt: at, onlyTold: true }]);
    this.plan.left.push({ workspaceId, contactId, identity, scope: identity.kind === 'bsuid' ? scope : null, endedAt: at, onlyTold: true });
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

  /** From here on these opaque ids do not speak against the contact. */
  private learn(contactId: string, ids: readonly OpaqueId[]): void {
    this.opaque.set(contactId, [...this.opaqueOf(contactId), ...ids]);
  }

  private note(contactId: string, id: OpaqueId): void {
    const ids = this.opaque.get(contactId);
    if (ids) ids.push(id);
    else if (this.plan.made.has(contactId)) this.opaque.set(contactId, [id]);
  }

  private seize(sighting: Sighting, from: string, identity: InboundIdentity): void {
    this.release(sighting, from, identity, null, null);
  }

  private release({ workspaceId, scope }: Sighting, contactId: string, identity: InboundIdentity, instead: InboundIdentity | null, endedAt: number | null): void {
    const key = identityKey(workspaceId, identity);
    this.owners.delete(key);
    this.former.set(key, [...(this.former.get(key) ?? []), { contactId, endedAt, onlyTold: false }]);
    const match = numberMatch(identity);
    if (match) this.variants.set(`${workspaceId}|${match.key}`, (this.variants.get(`${workspaceId}|${match.key}`) ?? []).filter((id) => this.root(id) !== contactId));
    // Not stored yet: then nothing has to be taken away, and it is history from the beginning.
    if (this.plan.missing.delete(key) && !this.known.owners.has(key)) this.plan.left.push({ workspaceId, contactId, identity, scope: identity.kind === 'bsuid' ? scope : null, endedAt, onlyTold: false });
    else this.plan.releases.push({ workspaceId, contactId, identity, instead, endedAt });
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

type Move = NonNullable<Sighting['moved']>;

function surestFirst(a: InboundIdentity, b: InboundIdentity): number {
  return Number(b.kind === 'bsuid') - Number(a.kind === 'bsuid');
}

function bestOf(gone: InboundIdentity, after: readonly InboundIdentity[]): InboundIdentity | null {
  return after.find(({ kind }) => kind === gone.kind) ?? after[0] ?? null;
}
