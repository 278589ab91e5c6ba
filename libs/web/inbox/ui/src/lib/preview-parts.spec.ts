import { iconCamera, iconFileText, iconMic } from '@mailtrixy/web/shared/ui';
import { previewParts } from './preview-parts';

it.each([
  [{ type: 'image', text: '' }, iconCamera, 'Photo'],
  [{ type: 'image', text: 'the *lamp* arrived' }, iconCamera, 'the lamp arrived'],
  [{ type: 'voice', text: '0:14' }, iconMic, '0:14'],
  [{ type: 'document', text: 'invoice.pdf' }, iconFileText, 'invoice.pdf'],
  [{ type: 'reaction', text: 'Reacted ❤ to: Your refund' }, null, 'Reacted ❤ to: Your refund'],
  [{ type: 'text', text: '_hi_' }, null, 'hi'],
])('%j', (preview, icon, text) => expect(previewParts(preview)).toEqual({ icon, text }));
