import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { Button, Chip, type ChipKind, Icon, iconArrowDown, iconArrowUp, iconCirclePlay, iconPause, iconPlay } from '@mailtrixy/web/shared/ui';
import { formatBytes, formatClockMs } from '@mailtrixy/web/shared/util';
import { type SimEvent, SimulatorStore } from '@mailtrixy/web/simulator/data-access';
import { shortWords } from './phone-feed';

interface EventRow {
  seq: number;
  time: string;
  direction: 'IN' | 'OUT' | '';
  subject: string;
  chip: string;
  tone: ChipKind;
  words: string;
  ms: string;
  query: Record<string, string>;
}

const SUBJECTS: Readonly<Record<string, string>> = { message: 'messages', status: 'statuses' };
/** What another row tells as well. */
const QUIET: readonly SimEvent['kind'][] = ['change', 'inbound', 'field'];

/** What left and entered the fake Meta, newest first. IN and OUT are as MailTrixy sees them. */
@Component({
  selector: 'mx-event-strip',
  imports: [Button, Chip, Icon, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'region', 'aria-label': 'Events' },
  template: `
    <div class="ev__h">
      <b>Events</b><span class="mx-t3 ev__sub">what left and entered the fake Meta</span>
      <span class="mx-grow"></span>
      <mx-chip [kind]="store.eventsPaused() ? 'warn' : 'ok'"><svg mx-icon [icon]="icons.live" [size]="12"></svg>{{ store.eventsPaused() ? 'Paused' : 'Live' }}</mx-chip>
      <button mx-button type="button" size="sm" kind="ghost" data-testid="sim-events-pause" (click)="store.pauseEvents(!store.eventsPaused())"><svg mx-icon [icon]="store.eventsPaused() ? icons.play : icons.pause"></svg>{{ store.eventsPaused() ? 'Resume' : 'Pause' }}</button>
    </div>
    <div class="ev__box mx-scroll" tabindex="0" role="group" aria-label="Event rows" data-testid="sim-events">
      <table class="mx-table mx-table--dense ev">
        <tbody>
          @for (row of rows(); track row.seq) {
            <tr data-testid="sim-event">
              <td>{{ row.time }}</td>
              <td>
                <span class="ev__d">
                  @if (row.direction) {
                    <svg mx-icon [icon]="row.direction === 'IN' ? icons.down : icons.up" [size]="14"></svg>{{ row.direction }}
                  }
                </span>
              </td>
              <td>{{ row.subject }}</td>
              <td><mx-chip [kind]="row.tone">{{ row.chip }}</mx-chip></td>
              <td class="ev__t" dir="auto">{{ row.words }}</td>
              <td class="is-num">{{ row.ms }}</td>
              <td>
                @if (logLink(); as link) {
                  <a class="st-link" [routerLink]="link" [queryParams]="row.query">Log</a>
                }
              </td>
            </tr>
          } @empty {
            <tr><td colspan="7" class="ev__t">Nothing yet. Send something from the phone.</td></tr>
          }
        </tbody>
      </table>
    </div>
  `,
})
export class EventStrip {
  protected readonly store = inject(SimulatorStore);
  private readonly session = inject(SessionStore);
  protected readonly icons = { up: iconArrowUp, down: iconArrowDown, live: iconCirclePlay, pause: iconPause, play: iconPlay };
  protected readonly rows = computed<EventRow[]>(() => this.store.events().filter((event) => !QUIET.includes(event.kind)).slice(0, 60).map((event) => this.row(event)));
  protected readonly logLink = computed(() => {
    const channel = this.store.channel();
    return channel && this.session.can('logs.view') ? ['/settings/channels', channel.id, 'logs'] : null;
  });

  private row(event: SimEvent): EventRow {
    const wamid = event.wamid ?? event.wamids?.[0] ?? '';
    const base = { seq: event.seq, time: formatClockMs(event.at), ms: event.ms === undefined ? '' : `${Math.round(event.ms)} ms`, query: wamid ? { q: wamid } : ({} as Record<string, string>) };
    switch (event.kind) {
      case 'webhook':
        return { ...base, direction: 'IN', subject: (event.kinds ?? []).map((kind) => SUBJECTS[kind] ?? kind).join(', ') || 'webhook', chip: event.code === 200 ? '200 Stored' : event.code ? `${event.code} ${event.code === 403 ? 'Rejected' : 'Refused'}` : 'No answer', tone: event.code === 200 ? 'ok' : 'danger', words: event.code === 403 ? 'Signature did not match any active integration secret' : (event.error ?? this.textOf(wamid)) };
      case 'accept':
        return { ...base, direction: 'OUT', subject: `send · ${event.type ?? 'text'}`, chip: '200 Accepted', tone: 'ok', words: event.body ?? wamid };
      case 'rejected':
        return { ...base, direction: 'OUT', subject: `refused ${event.path?.split('/').at(-1) ?? ''}`, chip: `${event.status ?? ''} ${event.code ?? ''}`.trim(), tone: 'danger', words: event.details ?? '' };
      case 'mark_read':
        return { ...base, direction: 'OUT', subject: 'mark as read', chip: '200 Accepted', tone: 'ok', words: wamid };
      case 'status':
        return { ...base, direction: '', subject: 'status', chip: String(event.status ?? ''), tone: event.status === 'failed' ? 'danger' : 'neutral', words: event.code ? `code ${event.code}` : wamid };
      case 'webhook_dropped':
        return { ...base, direction: 'IN', subject: 'webhook', chip: 'Given up', tone: 'danger', words: event.reason ?? '' };
      case 'media_upload':
        return { ...base, direction: 'OUT', subject: `upload · ${event.type ?? ''}`, chip: '200 Accepted', tone: 'ok', words: [event.body, formatBytes(event.size ?? 0)].filter(Boolean).join(' · ') };
      case 'media_download':
        return { ...base, direction: 'OUT', subject: 'download', chip: event.status === 0 ? 'Spoilt' : String(event.status ?? ''), tone: event.status === 200 ? 'ok' : 'danger', words: formatBytes(event.size ?? 0) };
      case 'template':
        return { ...base, direction: '', subject: 'template', chip: event.event ?? '', tone: event.event === 'APPROVED' ? 'ok' : 'neutral', words: `${event.name ?? ''} · ${event.language ?? ''}` };
      default:
        return { ...base, direction: '', subject: event.kind, chip: event.mode ?? '', tone: 'warn', words: wamid };
    }
  }

  private textOf(wamid: string): string {
    const message = this.store.chat()?.messages.find((one) => one.wamid === wamid);
    return message ? `${message.from === 'customer' ? (this.store.customer()?.name ?? '') : 'Us'}: ${shortWords(message)}` : wamid;
  }
}
