import type { Attachment } from '@mailtrixy/shared/dto';

export function anAttachment(change: Partial<Attachment> = {}): Attachment {
  return {
    id: 'a1',
    kind: 'image',
    state: 'ready',
    mimeType: 'image/jpeg',
    fileName: null,
    sizeBytes: 184_000,
    width: 800,
    height: 600,
    durationMs: null,
    peaks: null,
    pages: null,
    animated: false,
    problem: null,
    addresses: { original: '/api/attachments/a1/original', preview: '/api/attachments/a1/preview', playable: null },
    addressesUntil: '2026-11-22T11:00:00.000Z',
    ...change,
  };
}
