import { Inject, Injectable } from '@nestjs/common';
import { idToBytes } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { AutomaticMessages, AutomationActions, fillOrLeaveOut, fillVariables, hasLeft, variablesOf, type AutomaticContent, type AutomationAction, type LockedConversation, type SendChannel } from '@mailtrixy/server/inbox';
import type { RuleAction } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import type { StoredRule } from '../rules/stored-rule';
import type { ArrivedText } from './arrived-message';

export interface ActionsDone {
  /** What happened, action by action, for the hit log. */
  words: string[];
  replied: number;
  /** Actions that did something, replies included. */
  done: number;
  /** It did what it is for. Not so when its reply was left to a newer message of the customer: that one may still set it off. */
  fired: boolean;
}

const MINUTE_MS = 60_000;

/** Does what a rule says, in the transaction that keeps its hit: all of it once, or none. */
@Injectable()
export class RunActions {
  constructor(
    @Inject(AutomaticMessages) private readonly messages: AutomaticMessages,
    @Inject(AutomationActions) private readonly actions: AutomationActions,
  ) {}

  async run(tx: EntityManager, conversation: LockedConversation, channel: SendChannel, rule: StoredRule, message: ArrivedText, responderVersion: number): Promise<ActionsDone> {
    const outcome: ActionsDone = { words: [], replied: 0, done: 0, fired: false };
    // Whoever opts out gets the rule's reply as its last word; who had left before gets none.
    const toOptedOut = rule.actions.some(({ do: kind }) => kind === 'opt_out') && !(await hasLeft(tx, conversation));
    let overtaken = false;
    for (const [n, action] of rule.actions.entries()) {
      const content = await this.contentOf(tx, conversation, action);
      if (content === null) await this.act(tx, conversation, rule, message, action, outcome);
      else if ('problem' in content) outcome.words.push(`No reply: ${content.problem}`);
      else {
        const sent = await this.messages.commitIn(tx, conversation, channel, { authorKind: 'rule', authorName: rule.name, originKey: `rule:${rule.id}:${message.messageId}:${n}`, content, trigger: { messageId: message.messageId, seq: message.seq }, responderVersion, toOptedOut });
        outcome.words.push(sent.sent ? 'Replied.' : `No reply: ${sent.words}`);
        if (sent.sent) outcome.replied++;
        else overtaken ||= sent.reason === 'newer_message';
      }
    }
    outcome.done += outcome.replied;
    outcome.fired = outcome.done > 0 && !(overtaken && outcome.replied === 0);
    return outcome;
  }

  private async act(tx: EntityManager, conversation: LockedConversation, rule: StoredRule, message: ArrivedText, action: RuleAction, outcome: ActionsDone): Promise<void> {
    const wanted = actionOf(action, message);
    if (!wanted) {
      outcome.done++;
      outcome.words.push(action.do === 'hand_to_ai' ? 'Left to the AI, if it is on for this channel and not paused here.' : 'The AI stays silent.');
      return;
    }
    try {
      const changed = await this.actions.runIn(tx, conversation, { kind: 'rule', name: rule.name }, wanted);
      outcome.done++;
      outcome.words.push(changed ? DONE[action.do] : `${DONE[action.do]} (It was so already.)`);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      outcome.words.push(error.message);
    }
  }

  private async contentOf(tx: EntityManager, conversation: LockedConversation, action: RuleAction): Promise<AutomaticContent | { problem: string } | null> {
    const { workspaceId, contactId } = conversation;
    const filled = async (text: string): Promise<string> => (text.includes('{{') ? fillOrLeaveOut(text, await variablesOf(tx, workspaceId, contactId, null)) : text);
    switch (action.do) {
      case 'reply_text':
        return { type: 'text', body: await filled(action.text) };
      case 'reply_media':
        return { type: 'media', attachmentId: action.attachmentId, caption: await filled(action.caption) };
      case 'reply_template': {
        const values: Record<string, string> = {};
        const names = await variablesOf(tx, workspaceId, contactId, null);
        for (const [slot, value] of Object.entries(action.values)) {
          const { body, holes } = fillVariables(String(value), names);
          // WhatsApp takes no empty variable, and half a sentence helps nobody.
          if (holes.length) return { problem: `the template needs ${holes.map((hole) => `{{${hole}}}`).join(', ')}, which this contact does not have.` };
          values[slot] = body;
        }
        return { type: 'template', choice: { templateId: action.templateId, values } };
      }
      case 'reply_canned': {
        const [canned]: { body: string }[] = await tx.query("SELECT body FROM canned_reply WHERE id = ? AND workspace_id = ? AND scope = 'all'", [idToBytes(action.cannedReplyId), idToBytes(workspaceId)]);
        return canned ? { type: 'text', body: await filled(canned.body) } : { problem: 'the canned reply does not exist any more, or is not for everybody.' };
      }
      default:
        return null;
    }
  }
}

function actionOf(action: RuleAction, message: ArrivedText): AutomationAction | null {
  switch (action.do) {
    case 'add_label':
      return { do: 'label', add: [action.labelId], remove: [] };
    case 'remove_label':
      return { do: 'label', add: [], remove: [action.labelId] };
    case 'assign':
      return { do: 'assign', userId: action.userId };
    case 'snooze':
      return { do: 'snooze', until: new Date(Math.ceil((Date.now() + action.minutes * MINUTE_MS) / 1000) * 1000) };
    case 'resolve':
      return { do: 'resolve' };
    case 'opt_out':
      return { do: 'opt_out', words: `Opted out of automatic messages by a rule: ${message.text.slice(0, 100)}` };
    case 'opt_in':
      return { do: 'opt_in', words: `Wants automatic messages again: ${message.text.slice(0, 100)}` };
    default:
      return null;
  }
}

const DONE: Readonly<Record<string, string>> = { add_label: 'Label added.', remove_label: 'Label removed.', assign: 'Assigned.', snooze: 'Snoozed.', resolve: 'Resolved.', opt_out: 'Opted out.', opt_in: 'Opted in.' };
