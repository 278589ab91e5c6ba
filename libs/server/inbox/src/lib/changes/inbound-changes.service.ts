import { Injectable } from '@nestjs/common';
import type { InboundChange, InboundReaction, InboundRevision } from '@mailtrixy/server/channels';
import type { EntityManager } from 'typeorm';
import { resolveContacts } from '../contacts/resolve-contacts';
import { toldAt, type Sighting } from '../contacts/sighting';
import { storeReactions } from '../reactions/store-reactions';
import { storeRevisions } from '../revisions/store-revisions';
import { keepSavedName } from './keep-saved-name';
import { takePreference } from './take-preference';
import { takeHandover } from './take-handover';

/** Something that a person, the phone or the provider changed, on its way into the inbox. */
export interface ArrivedChange {
  workspaceId: string;
  channelId: string;
  receivedAt: Date;
  change: InboundChange;
}

/** Five minutes: a clock that runs further ahead is wrong. */
const AHEAD_MS = 5 * 60_000;

/** Takes what is not a message of its own: reactions, edits, take-backs, preferences, handovers, address books. */
@Injectable()
export class InboundChangesService {
  /** In the caller's transaction, in the order given; repeats safely. Lock order: contact, conversation, message. */
  async store(tx: EntityManager, arrived: readonly ArrivedChange[]): Promise<void> {
    if (!arrived.length) return;
    const contactIds = await resolveContacts(tx, arrived.map(sightingOf));
    const placed = arrived.map((one, index) => ({ ...one, contactId: contactIds[index], at: timeOf(one) }));
    await storeReactions(tx, placed.flatMap((one) => (isReaction(one.change) ? [{ ...one, reaction: one.change }] : [])));
    await storeRevisions(tx, placed.flatMap((one) => (isRevision(one.change) ? [{ ...one, revision: one.change }] : [])));
    for (const { change, contactId, workspaceId, channelId, at } of placed) {
      if (!contactId) continue;
      const person = { workspaceId, channelId, contactId, at };
      if (change.kind === 'preference') await takePreference(tx, person, change);
      else if (change.kind === 'handover') await takeHandover(tx, person, change);
      else if (change.kind === 'address_book') await keepSavedName(tx, person, change);
    }
  }
}

/**
 * Whose change makes a contact: a message may follow an edit that came before it, and both must meet the same lock; the
 * phone's address book comes before its history; who stopped marketing messages must not get one because we met later, nor
 * stay without them because the newer resume came first.
 */
function makes(change: InboundChange): boolean {
  return change.kind === 'revision' || (change.kind === 'address_book' && change.action === 'add') || change.kind === 'preference';
}

function sightingOf({ workspaceId, receivedAt, change }: ArrivedChange): Sighting {
  const { accountExternalId: scope, identities, profileName, providerTs } = change;
  return { workspaceId, scope, identities, profileName, ...toldAt(providerTs, receivedAt), moved: null, makes: makes(change) };
}

function isReaction(change: InboundChange): change is InboundReaction {
  return change.kind === 'reaction';
}

function isRevision(change: InboundChange): change is InboundRevision {
  return change.kind === 'revision';
}

function timeOf({ change, receivedAt }: ArrivedChange): Date {
  return new Date(change.providerTs ? Math.min(change.providerTs, receivedAt.getTime() + AHEAD_MS) : receivedAt.getTime());
}
