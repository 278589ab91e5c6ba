import type { ContactCard, OutboundLocation } from '@mailtrixy/shared/dto';
import type { SendContent } from '@mailtrixy/web/inbox/data-access';
import type { Dialogs } from '@mailtrixy/web/shared/ui';
import type { BuiltInteractive } from './interactive-dialog';

/** Asks for what is composed in a dialog; null when the person changed their mind. Each dialog loads when it is asked for. */
export async function composeInDialog(tool: 'location' | 'contacts' | 'interactive', dialogs: Dialogs): Promise<{ content: SendContent; body: string } | null> {
  switch (tool) {
    case 'location': {
      const { LocationDialog } = await import('./location-dialog');
      const location = await dialogs.open<OutboundLocation>(LocationDialog, { label: 'Send a location' });
      return location ? { content: { type: 'location', location }, body: '' } : null;
    }
    case 'contacts': {
      const { ContactDialog } = await import('./contact-dialog');
      const contacts = await dialogs.open<ContactCard[]>(ContactDialog, { label: 'Send a contact' });
      return contacts ? { content: { type: 'contacts', contacts }, body: '' } : null;
    }
    case 'interactive': {
      const { InteractiveDialog } = await import('./interactive-dialog');
      const built = await dialogs.open<BuiltInteractive>(InteractiveDialog, { label: 'Message with buttons' });
      return built ? { content: { type: 'interactive', interactive: built.interactive }, body: built.body } : null;
    }
  }
}
