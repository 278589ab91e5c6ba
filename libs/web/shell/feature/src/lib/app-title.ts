import { Injectable, computed, effect, inject, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import type { RouterStateSnapshot } from '@angular/router';
import { TitleStrategy } from '@angular/router';
import { UnreadBadge } from '@mailtrixy/web/shared/util';

/** Title of the tab: "(3) Maya Chen · Inbox · MailTrixy". Always on, so it also follows the unread count. */
@Injectable({ providedIn: 'root' })
export class AppTitle extends TitleStrategy {
  private readonly title = inject(Title);
  private readonly unread = inject(UnreadBadge);
  private readonly page = signal('');
  private readonly text = computed(() => {
    const count = this.unread.count();
    const words = [this.unread.subject(), this.page(), 'MailTrixy'].filter(Boolean).join(' · ');
    return count > 0 ? `(${count > 99 ? '99+' : count}) ${words}` : words;
  });

  constructor() {
    super();
    effect(() => this.title.setTitle(this.text()));
  }

  override updateTitle(state: RouterStateSnapshot): void {
    this.page.set(this.buildTitle(state) ?? '');
  }
}
