import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

export type ChannelMarkKind = 'whatsapp' | 'email' | 'sms' | 'sim';

// WhatsApp: siWhatsapp of simple-icons 16 (CC0). The mark is a trademark of Meta, drawn unaltered and only to name the channel.
const WHATSAPP =
  'M17.472 14.382c-.297-.149-1.758-.867-2.03-.967-.273-.099-.471-.148-.67.15-.197.297-.767.966-.94 1.164-.173.199-.347.223-.644.075-.297-.15-1.255-.463-2.39-1.475-.883-.788-1.48-1.761-1.653-2.059-.173-.297-.018-.458.13-.606.134-.133.298-.347.446-.52.149-.174.198-.298.298-.497.099-.198.05-.371-.025-.52-.075-.149-.669-1.612-.916-2.207-.242-.579-.487-.5-.669-.51-.173-.008-.371-.01-.57-.01-.198 0-.52.074-.792.372-.272.297-1.04 1.016-1.04 2.479 0 1.462 1.065 2.875 1.213 3.074.149.198 2.096 3.2 5.077 4.487.709.306 1.262.489 1.694.625.712.227 1.36.195 1.871.118.571-.085 1.758-.719 2.006-1.413.248-.694.248-1.289.173-1.413-.074-.124-.272-.198-.57-.347m-5.421 7.403h-.004a9.87 9.87 0 01-5.031-1.378l-.361-.214-3.741.982.998-3.648-.235-.374a9.86 9.86 0 01-1.51-5.26c.001-5.45 4.436-9.884 9.888-9.884 2.64 0 5.122 1.03 6.988 2.898a9.825 9.825 0 012.893 6.994c-.003 5.45-4.437 9.884-9.885 9.884m8.413-18.297A11.815 11.815 0 0012.05 0C5.495 0 .16 5.335.157 11.892c0 2.096.547 4.142 1.588 5.945L.057 24l6.305-1.654a11.882 11.882 0 005.683 1.448h.005c6.554 0 11.89-5.335 11.893-11.893a11.821 11.821 0 00-3.48-8.413Z';
const EMAIL =
  'M4.5 4h15A2.5 2.5 0 0 1 22 6.5v.6l-10 6-10-6v-.6A2.5 2.5 0 0 1 4.5 4ZM2 9.4v8.1A2.5 2.5 0 0 0 4.5 20h15a2.5 2.5 0 0 0 2.5-2.5V9.4l-9.5 5.7a1 1 0 0 1-1 0L2 9.4Z';
const SMS =
  'M5 3h14a3 3 0 0 1 3 3v9a3 3 0 0 1-3 3h-6.6l-4.7 3.7A1 1 0 0 1 6 21v-3H5a3 3 0 0 1-3-3V6a3 3 0 0 1 3-3Zm2.5 6a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Zm4.5 0a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Zm4.5 0a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Z';
const SIM = 'M7 2h10a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2Zm0 3v12h10V5Zm5 13.25a1.25 1.25 0 1 0 0 2.5 1.25 1.25 0 0 0 0-2.5Z';

const PATHS: Record<ChannelMarkKind, string> = { whatsapp: WHATSAPP, email: EMAIL, sms: SMS, sim: SIM };
const NAMES: Record<ChannelMarkKind, string> = { whatsapp: 'WhatsApp', email: 'E-mail', sms: 'SMS', sim: 'Simulator' };

/** The mark of a channel kind. With `named` it is an image of that name, else decoration beside words. */
@Component({
  selector: 'svg[mx-channel-mark]',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {
    class: 'mx-ch',
    viewBox: '0 0 24 24',
    focusable: 'false',
    '[class.mx-ch--whatsapp]': "kind() === 'whatsapp'",
    '[class.mx-ch--email]': "kind() === 'email'",
    '[class.mx-ch--sms]': "kind() === 'sms'",
    '[class.mx-ch--sim]': "kind() === 'sim'",
    '[attr.role]': "named() ? 'img' : null",
    '[attr.aria-label]': 'named() ? name() : null',
    '[attr.aria-hidden]': "named() ? null : 'true'",
  },
  template: `<svg:path fill="currentColor" fill-rule="evenodd" [attr.d]="path()" />`,
})
export class ChannelMark {
  readonly kind = input.required<ChannelMarkKind>();
  readonly named = input(false);
  protected readonly path = computed(() => PATHS[this.kind()]);
  protected readonly name = computed(() => NAMES[this.kind()]);
}
