import type { TemplateField } from '@mailtrixy/shared/dto';

/** What is known about the conversation a template is for. Null: not known here, though the server may know it. */
export interface FieldContext {
  contactName: string | null;
  contactPhone: string | null;
  conversationId: string | null;
  agentName: string;
  workspaceName: string;
}

export const FIELD_WORDS: Readonly<Record<TemplateField, string>> = {
  'contact.name': 'Contact · Name',
  'contact.first_name': 'Contact · First name',
  'contact.phone': 'Contact · Phone',
  'conversation.id': 'Conversation · Id',
  'agent.name': 'Agent · Name',
  'agent.first_name': 'Agent · First name',
  'workspace.name': 'Workspace · Name',
};

export function fieldValue(field: TemplateField, context: FieldContext): string | null {
  const values: Readonly<Record<TemplateField, string | null>> = {
    'contact.name': context.contactName,
    'contact.first_name': firstWord(context.contactName),
    'contact.phone': context.contactPhone,
    'conversation.id': context.conversationId,
    'agent.name': context.agentName,
    'agent.first_name': firstWord(context.agentName),
    'workspace.name': context.workspaceName,
  };
  return values[field]?.replace(/\s+/g, ' ').trim() || null;
}

function firstWord(name: string | null): string | null {
  return name?.trim().split(/\s+/)[0] || null;
}
