import { inject } from '@angular/core';
import { Router } from '@angular/router';
import type { Preferences } from '@mailtrixy/shared/dto';
import { SessionStore } from '@mailtrixy/web/accounts/data-access';
import type { Command, CommandSource } from '@mailtrixy/web/shared/util';
import { Toasts } from '@mailtrixy/web/shared/util';
import { MAIN_DESTINATIONS, SETTINGS_DESTINATION, reachable } from './destinations';
import { reachableGroups } from './settings-destinations';

/** What the shell itself offers in the palette: places and appearance. Call in an injection context. */
export function shellCommands(): CommandSource {
  const session = inject(SessionStore);
  const router = inject(Router);
  const toasts = inject(Toasts);
  const go = (path: string) => () => void router.navigateByUrl(path);
  const prefer = (change: Partial<Preferences>) => () =>
    session.prefer(change).catch(() => toasts.error('This could not be saved. It holds until you reload.'));

  return () => {
    const me = session.me();
    const preferences = me?.preferences;
    const commands: Command[] = [...reachable(MAIN_DESTINATIONS, me), SETTINGS_DESTINATION].map((item) => ({ id: item.path, label: item.label, section: 'Go to', keys: item.key ? `G ${item.key}` : undefined, run: go(item.path) }));
    for (const group of reachableGroups(me)) {
      commands.push(...group.items.map((item) => ({ id: item.path, label: item.label, section: 'Settings', words: `settings ${group.name}`, run: go(item.path) })));
    }
    const themes = { light: 'Light theme', dark: 'Dark theme', system: "The system's theme" } as const;
    for (const [theme, label] of Object.entries(themes) as [keyof typeof themes, string][]) {
      commands.push({ id: `theme-${theme}`, label, section: 'Appearance', words: 'appearance colour mode', hint: preferences?.theme === theme ? 'in use' : undefined, run: prefer({ theme }) });
    }
    const compact = preferences?.density === 'compact';
    commands.push({ id: 'density', label: compact ? 'Comfortable rows' : 'Compact rows', section: 'Appearance', words: 'density list', run: prefer({ density: compact ? 'comfortable' : 'compact' }) });
    commands.push({
      id: 'text-size',
      label: 'Text size…',
      section: 'Appearance',
      words: 'font zoom larger smaller',
      children: () => [90, 100, 112, 125].map((textSize) => ({ id: `text-${textSize}`, label: `${textSize} %`, section: 'Text size', hint: preferences?.textSize === textSize ? 'in use' : undefined, run: prefer({ textSize }) })),
    });
    commands.push({ id: 'sign-out', label: 'Sign out', section: 'Settings', words: 'log out leave', run: () => void session.signOut() });
    return commands;
  };
}
