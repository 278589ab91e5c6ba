import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { maskPersonal, type LogDetail } from '@mailtrixy/shared/dto';
import { Button, Checkbox, Chip, Icon, Input, JsonView, Segmented, iconCopy, iconDownload, iconTerminal } from '@mailtrixy/web/shared/ui';
import { Announcer, copyText, formatBytes } from '@mailtrixy/web/shared/util';
import { curlOf, linesWith } from './payload-text';

const SHOWN_BYTES = 64_000;

/** The delivery as it came: folded or raw, to copy, also as a curl command that signs with $APP_SECRET. */
@Component({
  selector: 'mx-log-payload',
  imports: [Button, Checkbox, Chip, Icon, Input, JsonView, Segmented],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'data-testid': 'log-payload' },
  template: `
    <section>
      <div class="st-paybar">
        <h3 class="st-h4">Payload</h3>
        <span class="st-muted st-small">{{ size() }}</span>
        @if (shown() !== null) {
          <mx-segmented label="Payload view" [segments]="views" [(value)]="view" />
          @if (detail().masked) {
            <mx-chip data-testid="payload-masked">Personal data hidden for your role</mx-chip>
          } @else {
            <mx-checkbox data-testid="mask-personal" [(checked)]="masked">Mask personal data</mx-checkbox>
          }
          <input #find mxInput type="search" class="st-payfind" aria-label="Find in the payload" placeholder="Find" data-testid="payload-find" autocomplete="off" spellcheck="false" [value]="needle()" (input)="needle.set(find.value)" />
          <span class="st-grow"></span>
          <button mx-button type="button" size="sm" kind="ghost" data-testid="copy-payload" (click)="copy('payload')"><svg mx-icon [icon]="icons.copy"></svg>{{ copied() === 'payload' ? 'Copied' : 'Copy' }}</button>
          @if (detail().direction === 'in' && detail().kind !== 'verify' && !detail().masked) {
            <button mx-button type="button" size="sm" kind="ghost" data-testid="copy-curl" (click)="copy('curl')"><svg mx-icon [icon]="icons.curl"></svg>{{ copied() === 'curl' ? 'Copied' : 'Copy as curl' }}</button>
          }
        }
      </div>
      @if (detail().payloadNote; as note) {
        <p class="st-hint">{{ note }}</p>
      }
      @if (shown(); as text) {
        @if (tooBig()) {
          <p class="st-hint">Shown up to 64 kB. <button type="button" class="st-link st-linkbtn" (click)="download()"><svg mx-icon [icon]="icons.download" [size]="12"></svg> Download all</button></p>
        }
        @if (found(); as lines) {
          <p class="st-hint" role="status">{{ lines.length === 0 ? 'No line has it' : lines.length === 1 ? '1 line' : lines.length + ' lines' }}</p>
          <ol class="st-found" data-testid="payload-found">
            @for (one of lines.slice(0, 100); track one.no) {
              <li><span class="st-faint st-num">{{ one.no }}</span><code>{{ one.line }}</code></li>
            }
          </ol>
        }
        <mx-json-view label="Payload" data-testid="payload-text" [value]="text" [raw]="view() === 'raw' || tooBig()" />
      } @else if (!detail().payloadNote) {
        <p class="st-hint">{{ absent() }}</p>
      }
    </section>
  `,
})
export class LogPayload {
  private readonly announcer = inject(Announcer);
  readonly detail = input.required<LogDetail>();
  readonly callbackUrl = input.required<string>();
  protected readonly view = signal<'pretty' | 'raw' | null>('pretty');
  protected readonly masked = signal(false);
  protected readonly needle = signal('');
  protected readonly copied = signal<'payload' | 'curl' | null>(null);
  protected readonly views = [
    { value: 'pretty' as const, label: 'Pretty' },
    { value: 'raw' as const, label: 'Raw' },
  ];
  protected readonly icons = { copy: iconCopy, curl: iconTerminal, download: iconDownload };
  protected readonly size = computed(() => formatBytes(this.detail().payloadBytes));
  private readonly text = computed(() => {
    const { payload } = this.detail();
    return payload !== null && this.masked() ? maskPersonal(payload) : payload;
  });
  protected readonly found = computed(() => {
    const [text, needle] = [this.text(), this.needle().trim()];
    return text !== null && needle ? linesWith(text, needle) : null;
  });
  protected readonly tooBig = computed(() => (this.text()?.length ?? 0) > SHOWN_BYTES);
  protected readonly shown = computed(() => this.text()?.slice(0, SHOWN_BYTES) ?? null);
  protected readonly absent = computed(() => (this.detail().state === 'rejected' ? 'Hidden until a signature matches.' : 'There is no body.'));

  protected async copy(what: 'payload' | 'curl'): Promise<void> {
    const text = this.text();
    if (text === null) return;
    if (!(await copyText(what === 'curl' ? curlOf(this.callbackUrl(), text) : text))) return;
    this.copied.set(what);
    this.announcer.say(what === 'curl' ? 'curl command copied' : 'Payload copied');
    setTimeout(() => this.copied.set(null), 2000);
  }

  protected download(): void {
    const url = URL.createObjectURL(new Blob([this.text() ?? ''], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${this.detail().id}.json`;
    link.click();
    URL.revokeObjectURL(url);
  }
}
