import { ChangeDetectionStrategy, Component, DOCUMENT, DestroyRef, Injector, afterNextRender, computed, effect, inject, runInInjectionContext, signal, untracked } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterOutlet } from '@angular/router';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import { Dialogs, Icon, IconButton, ToastList, iconTriangleAlert, iconX } from '@mailtrixy/web/shared/ui';
import { Commands, Connection, ShellFrame, Shortcuts, UnsavedWork } from '@mailtrixy/web/shared/util';
import { filter, map } from 'rxjs';
import { MAIN_DESTINATIONS, SETTINGS_DESTINATION, reachable } from './destinations';
import { NetBand } from './net-band';
import { Rail } from './rail';

const PLAIN_HTTP_KEY = 'mx-plain-http-known';
const LIVE_RETRY_MS = 5000;

/** The frame of every page behind the sign-in: rail, bands, toasts, palette, shortcuts. */
@Component({
  selector: 'mx-shell',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, IconButton, NetBand, Rail, RouterOutlet, ToastList],
  host: { class: 'mx-app', '[class.is-immersive]': 'frame.immersive()', '(window:beforeunload)': 'unsaved.any() && $event.preventDefault()' },
  template: `
    <a class="mx-skip" href="#main" (click)="skip($event)">{{ inInbox() ? 'Skip to conversation' : 'Skip to content' }}</a>
    <mx-rail (shortcutsAsked)="openShortcuts()" (profileAsked)="open('/settings/profile')" />
    <div class="mx-app__body">
      @if (warnsPlainHttp()) {
        <section class="mx-band mx-band--warn" aria-label="Note about this server" data-testid="plain-http-band">
          <svg mx-icon [icon]="iconTriangleAlert"></svg>
          <span>This server is not reached over https: passwords and messages travel unencrypted. Fine on your own machine; set MAILTRIXY_PUBLIC_URL to an https address before others use it.</span>
          <span class="mx-band__end"><button mx-icon-button type="button" size="xs" label="Hide this note" (click)="hidePlainHttp()"><svg mx-icon [icon]="iconX"></svg></button></span>
        </section>
      }
      <mx-net-band />
      <main id="main" class="mx-app__main" tabindex="-1"><router-outlet /></main>
    </div>
    <mx-toast-list />
  `,
})
export class Shell {
  private readonly document = inject(DOCUMENT);
  private readonly injector = inject(Injector);
  private readonly destroyed = inject(DestroyRef);
  private readonly router = inject(Router);
  private readonly dialogs = inject(Dialogs);
  private readonly session = inject(SessionStore);
  private readonly connection = inject(Connection);
  private readonly shortcuts = inject(Shortcuts);
  private readonly commands = inject(Commands);
  protected readonly frame = inject(ShellFrame);
  protected readonly unsaved = inject(UnsavedWork);
  private readonly plainHttpKnown = signal(localStorage.getItem(PLAIN_HTTP_KEY) === '1');
  protected readonly warnsPlainHttp = computed(() => {
    const me = this.session.me();
    return me !== null && me.insecureTransport && (me.role === 'owner' || me.role === 'admin') && !this.plainHttpKnown();
  });
  private readonly path = toSignal(
    this.router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map((event) => event.urlAfterRedirects.split(/[?#]/)[0]),
    ),
    { initialValue: this.router.url.split(/[?#]/)[0] },
  );
  protected readonly inInbox = computed(() => this.path().startsWith('/inbox'));
  private pathBefore = this.path();
  private sheetOpen = false;
  private commandsGiven = false;
  protected readonly iconTriangleAlert = iconTriangleAlert;
  protected readonly iconX = iconX;

  constructor() {
    this.registerShortcuts();
    effect(() => {
      if (this.session.expired()) untracked(() => void this.askToSignIn());
    });
    effect(() => {
      const path = this.path();
      untracked(() => this.focusHeading(path));
    });
    effect(() => {
      if (this.frame.paletteAsked() > 0) untracked(() => void this.openPalette());
    });
    afterNextRender(() => void this.goLive());
    this.fetchPaletteOnceInUse();
  }

  /** Unread count, log tail and wizard steps are live on every page, not only after the inbox was opened. */
  private async goLive(): Promise<void> {
    if (!this.session.can('inbox.read')) return;
    try {
      const { InboxStart } = await import('@mailtrixy/web/inbox/data-access');
      this.injector.get(InboxStart).start();
    } catch {
      setTimeout(() => void this.goLive(), LIVE_RETRY_MS);
    }
  }

  protected open(path: string): void {
    void this.router.navigateByUrl(path);
  }

  protected skip(event: Event): void {
    event.preventDefault();
    const target = this.document.querySelector<HTMLElement>('[data-skip-target]') ?? this.document.getElementById('main');
    target?.focus();
  }

  protected hidePlainHttp(): void {
    this.plainHttpKnown.set(true);
    localStorage.setItem(PLAIN_HTTP_KEY, '1');
  }

  protected async openShortcuts(): Promise<void> {
    await this.openSheet(async () => (await import('./shortcut-table')).ShortcutTable, 'Keyboard shortcuts');
  }

  private async openPalette(): Promise<void> {
    await this.openSheet(() => this.palette(), 'Command palette');
  }

  /** With the shell's own commands, which come with it. */
  private async palette(): Promise<Parameters<Dialogs['open']>[0]> {
    const [{ Palette }, { shellCommands }] = await Promise.all([import('./palette'), import('./shell-commands')]);
    if (!this.commandsGiven) runInInjectionContext(this.injector, () => this.commands.register(shellCommands()));
    this.commandsGiven = true;
    return Palette;
  }

  /** Ctrl+K opens from memory, yet the palette and its dialog code (28 kB gzip) stay out of the way of the first page. */
  private fetchPaletteOnceInUse(): void {
    const view = this.document.defaultView;
    if (!view) return;
    const done = new AbortController();
    const fetchIt = () => {
      done.abort();
      const load = () => void this.palette().catch(() => undefined);
      // Control alone comes before its K: no time to wait for idleness
      if (view.requestIdleCallback) view.requestIdleCallback(load, { timeout: 50 });
      else load();
    };
    for (const event of ['pointermove', 'pointerdown', 'keydown']) view.addEventListener(event, fetchIt, { signal: done.signal, passive: true });
    this.destroyed.onDestroy(() => done.abort());
  }

  private async openSheet(load: () => Promise<Parameters<Dialogs['open']>[0]>, label: string): Promise<void> {
    if (this.sheetOpen) return;
    this.sheetOpen = true;
    try {
      await this.dialogs.open(await load(), { label });
    } finally {
      this.sheetOpen = false;
    }
  }

  private async askToSignIn(): Promise<void> {
    this.connection.setSocket('idle');
    const { SignInAgain } = await import('./sign-in-again');
    const again = await this.dialogs.open<boolean>(SignInAgain, { label: 'Your session has ended', dismissable: false });
    if (!again) this.session.giveUp();
  }

  /** A new page starts at its heading. Inside the inbox the row keeps the focus. */
  private focusHeading(path: string): void {
    const before = this.pathBefore;
    this.pathBefore = path;
    if (path === before || (before.startsWith('/inbox') && path.startsWith('/inbox'))) return;
    setTimeout(() => this.document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true }));
  }

  private registerShortcuts(): void {
    const go = reachable([...MAIN_DESTINATIONS, SETTINGS_DESTINATION], this.session.me());
    this.shortcuts.register(
      { keys: 'Ctrl+K', label: 'Command palette', group: 'Everywhere', inFields: true, run: () => void this.openPalette() },
      { keys: '?', label: 'Keyboard shortcuts', group: 'Everywhere', run: () => void this.openShortcuts() },
      { keys: 'Ctrl+/', label: 'Keyboard shortcuts', group: 'Everywhere', inFields: true, run: () => void this.openShortcuts() },
      { keys: 'F6', label: 'Next pane', group: 'Everywhere', inFields: true, run: () => this.nextPane(1) },
      { keys: 'Shift+F6', label: 'Previous pane', group: 'Everywhere', inFields: true, run: () => this.nextPane(-1) },
      ...go.map((item) => ({ keys: `G ${item.key}`, label: item.label, group: 'Go to', run: () => this.open(item.path) })),
    );
  }

  /** Panes are landmarks: nav, main parts, complementary. Pages mark theirs with data-pane. */
  private nextPane(step: 1 | -1): void {
    const panes = Array.from(this.document.querySelectorAll<HTMLElement>('mx-rail, [data-pane], main:not(:has([data-pane]))')).filter((pane) => pane.offsetParent !== null);
    const active = this.document.activeElement;
    const at = panes.findIndex((pane) => pane.contains(active));
    const next = panes.at((at + step + panes.length) % panes.length);
    const target = next?.querySelector<HTMLElement>('[tabindex="0"], a[href], button:not([disabled]), input, textarea, select') ?? next;
    target?.focus();
  }
}
