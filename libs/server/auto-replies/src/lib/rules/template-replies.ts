import { Inject, Injectable } from '@nestjs/common';
import { fillVariables } from '@mailtrixy/server/inbox';
import { bytesToId, idToBytes } from '@mailtrixy/server/platform/database';
import { DomainError } from '@mailtrixy/server/platform/errors';
import { TemplateFiller, type FilledTemplate } from '@mailtrixy/server/templates';
import type { FieldError, RuleAction } from '@mailtrixy/shared/dto';
import type { EntityManager } from 'typeorm';
import type { KnownReferences, KnownTemplate, NamedThings } from './rule-references';

type TemplateReply = Extract<RuleAction, { do: 'reply_template' }>;

/** Somebody of whom everything is known: what is missing for this person is missing for all. A rule has no agent. */
const NAMES = { 'contact.name': 'Maya Chen', 'contact.first_name': 'Maya', 'workspace.name': 'Workspace' };
const ATTRIBUTE = 'contact.attributes.';
const KNOWN_VALUE = 'A1';

/** What of templates as replies can be known before a message comes. */
@Injectable()
export class TemplateReplies {
  constructor(@Inject(TemplateFiller) private readonly filler: TemplateFiller) {}

  /** Why a rule's templates cannot be sent, with the path of the field. What is gone or not approved, missingReferences tell. */
  async problems(manager: EntityManager, workspaceId: string, { conditions, actions }: NamedThings, known: KnownReferences): Promise<FieldError[]> {
    const errors: FieldError[] = [];
    for (const [n, action] of actions.entries()) {
      const template = action.do === 'reply_template' ? known.templates.get(action.templateId) : undefined;
      if (action.do !== 'reply_template' || !template?.sendable) continue;
      const strange = conditions.channelIds.flatMap((id) => known.channels.get(id) ?? []).find(({ wabaId }) => wabaId !== template.wabaId);
      if (strange) errors.push({ field: `actions.${n}.templateId`, message: otherAccount(template, strange.name) });
      errors.push(...(await this.valueProblems(manager, workspaceId, action, template)).map(({ field, message }) => ({ field: `actions.${n}.${field}`, message })));
    }
    return errors;
  }

  /** Of a rule for all channels: on which of them its templates cannot be sent. It works on the others, so this forbids nothing. */
  warnings({ conditions, actions }: NamedThings, known: KnownReferences): string[] {
    if (conditions.channelIds.length) return [];
    return actions.flatMap((action) => {
      const template = action.do === 'reply_template' ? known.templates.get(action.templateId) : undefined;
      const strange = template && [...known.channels.values()].find(({ kind, wabaId }) => kind === 'whatsapp' && wabaId !== template.wabaId);
      return template && strange ? [`${otherAccount(template, strange.name)} Choose the channels of this rule.`] : [];
    });
  }

  /** The text that a customer would get; null where it cannot be sent. */
  async bodyOf(manager: EntityManager, workspaceId: string, action: TemplateReply, template: KnownTemplate | undefined): Promise<string | null> {
    const filled = template && (await this.fill(manager, workspaceId, action, template));
    return filled && 'body' in filled ? filled.body : null;
  }

  private async valueProblems(manager: EntityManager, workspaceId: string, action: TemplateReply, template: KnownTemplate): Promise<FieldError[]> {
    const holes = Object.entries(action.values).flatMap(([slot, value]) => sampled(value).holes.map((hole) => ({ field: `values.${slot}`, message: `Nothing stands for {{${hole}}} where a rule sends.` })));
    const filled = await this.fill(manager, workspaceId, action, template);
    if ('body' in filled) return [...holes, ...(await missingFiles(manager, workspaceId, filled))];
    const errors = filled.code === 'TEMPLATE_VALUES_INVALID' ? (filled.more.errors ?? []).map(({ field, message }) => ({ field: `values.${field}`, message })) : [{ field: 'templateId', message: filled.detail }];
    // Whatever the contact has there may well fit.
    return [...holes, ...errors.filter(({ field }) => !holes.some((hole) => hole.field === field) && !String(action.values[field.slice('values.'.length)]).includes(`{{${ATTRIBUTE}`))];
  }

  private async fill(manager: EntityManager, workspaceId: string, action: TemplateReply, template: KnownTemplate): Promise<FilledTemplate | DomainError> {
    const values = Object.fromEntries(Object.entries(action.values).map(([slot, value]) => [slot, sampled(value).body]));
    const attributes = Object.fromEntries(template.defaultFields.filter((field) => field.startsWith(ATTRIBUTE)).map((field) => [field.slice(ATTRIBUTE.length), KNOWN_VALUE]));
    try {
      return await this.filler.fill(manager, workspaceId, template.wabaId, { templateId: action.templateId, values }, { contact: { name: NAMES['contact.name'], phone: '+447700900123', attributes }, conversationId: 'conversation', agentName: null, workspaceName: NAMES['workspace.name'] });
    } catch (error) {
      if (error instanceof DomainError) return error;
      throw error;
    }
  }
}

function sampled(value: unknown): { body: string; holes: string[] } {
  const text = String(value);
  const attributes = fillVariables(text, NAMES).holes.filter((name) => name.startsWith(ATTRIBUTE));
  return fillVariables(text, { ...NAMES, ...Object.fromEntries(attributes.map((name) => [name, KNOWN_VALUE])) });
}

function otherAccount({ name }: KnownTemplate, channel: string): string {
  return `Its template ${name} belongs to another WhatsApp account than the channel ${channel}, and cannot be sent there.`;
}

async function missingFiles(manager: EntityManager, workspaceId: string, { mediaSlots }: FilledTemplate): Promise<FieldError[]> {
  if (!mediaSlots.length) return [];
  const rows: { id: Buffer; kind: string }[] = await manager.query("SELECT id, kind FROM attachment WHERE workspace_id = ? AND id IN (?) AND direction = 'out' AND state = 'ready' AND message_id IS NULL", [idToBytes(workspaceId), mediaSlots.map(({ attachmentId }) => idToBytes(attachmentId))]);
  const kinds = new Map(rows.map(({ id, kind }) => [bytesToId(id), kind]));
  return mediaSlots.flatMap(({ slot, attachmentId, kind }) => {
    const found = kinds.get(attachmentId);
    return found === kind ? [] : [{ field: `values.${slot}`, message: found ? `A file of the kind ${kind} is needed here.` : 'The template’s file is not there any more.' }];
  });
}
