import { TEMPLATE_FIELDS, attributeField, attributeOfField, attributeWords, type ContactAttributes, type FixedTemplateField, type TemplateField } from '@mailtrixy/shared/dto';

/** What is known about the conversation a template is for. Null: not known here, though the server may know it. */
export interface FieldContext {
  contactName: string | null;
  contactPhone: string | null;
  contactAttributes: ContactAttributes;
  conversationId: string | null;
  agentName: string;
  workspaceName: string;
}

const WORDS: Readonly<Record<FixedTemplateField, string>> = {
  'contact.name': 'Contact · Name',
  'contact.first_name': 'Contact · First name',
  'contact.phone': 'Contact · Phone',
  'conversation.id': 'Conversation · Id',
  'agent.name': 'Agent · Name',
  'agent.first_name': 'Agent · First name',
  'workspace.name': 'Workspace · Name',
};

/** e.g. "Contact · Order number". */
export function fieldWords(field: TemplateField): string {
  const attribute = attributeOfField(field);
  return attribute === null ? WORDS[field as FixedTemplateField] : `Contact · ${attributeWords(attribute)}`;
}

/** The fixed fields, those of contacts first, and the attributes with these names among them. */
export function fieldsWith(attributes: readonly string[]): TemplateField[] {
  const ofContacts = (field: string): boolean => field.startsWith('contact.');
  return [...TEMPLATE_FIELDS.filter(ofContacts), ...attributes.map(attributeField), ...TEMPLATE_FIELDS.filter((field) => !ofContacts(field))];
}

export function fieldValue(field: TemplateField, context: FieldContext): string | null {
  const attribute = attributeOfField(field);
  const values: Readonly<Record<FixedTemplateField, string | null>> = {
    'contact.name': context.contactName,
    'contact.first_name': firstWord(context.contactName),
    'contact.phone': context.contactPhone,
    'conversation.id': context.conversationId,
    'agent.name': context.agentName,
    'agent.first_name': firstWord(context.agentName),
    'workspace.name': context.workspaceName,
  };
  const value = attribute === null ? values[field as FixedTemplateField] : Object.hasOwn(context.contactAttributes, attribute) ? context.contactAttributes[attribute] : null;
  return value?.replace(/\s+/g, ' ').trim() || null;
}

function firstWord(name: string | null): string | null {
  return name?.trim().split(/\s+/)[0] || null;
}
