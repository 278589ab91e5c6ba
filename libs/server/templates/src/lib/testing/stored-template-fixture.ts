import type { StoredTemplate } from '../catalog/stored-template';
import { contentHash } from '../components/content-hash';
import type { FillContext } from '../fill/filled-template';

/** An approved template with these components. */
export function storedTemplate(components: unknown[], over: Partial<StoredTemplate> = {}): StoredTemplate {
  const at = new Date('2026-11-22T10:00:00Z');
  return {
    id: '0190f3a0-0000-7000-8000-000000000001',
    workspaceId: '0190f3a0-0000-7000-8000-0000000000ff',
    wabaId: '210984455012377',
    externalId: '1740022951187340',
    name: 'parcel_update',
    language: 'en_US',
    status: 'APPROVED',
    category: 'UTILITY',
    previousCategory: null,
    quality: 'GREEN',
    parameterFormat: 'POSITIONAL',
    components,
    contentHash: contentHash(components, 'POSITIONAL').toString('hex'),
    rejectedReason: null,
    recommendation: null,
    defaults: {},
    statusAt: null,
    deletedAt: null,
    createdAt: at,
    updatedAt: at,
    ...over,
  };
}

export const NADIA: FillContext = { contact: { name: 'Nadia Ortiz', phone: '+447700900142', attributes: {} }, addressKind: 'wa_id', conversationId: '0190f3a0-0000-7000-8000-00000000000c', agentName: 'Ana Silva', workspaceName: 'Acme' };
