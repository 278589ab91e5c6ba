import type { Me, Permission } from '@mailtrixy/shared/dto';
import type { IconData } from '@mailtrixy/web/shared/ui';
import { iconBookOpen, iconInbox, iconSettings, iconSmartphone } from '@mailtrixy/web/shared/ui';

export interface Destination {
  path: string;
  label: string;
  icon: IconData;
  /** Second key after G. */
  key?: string;
  needs?: Permission;
  when?: (me: Me) => boolean;
}

export interface DestinationGroup {
  name: string;
  items: readonly Destination[];
}

/** The rail, top part. */
export const MAIN_DESTINATIONS: readonly Destination[] = [
  { path: '/inbox', label: 'Inbox', icon: iconInbox, key: 'I', needs: 'inbox.read' },
  { path: '/knowledge', label: 'Knowledge', icon: iconBookOpen, key: 'K', needs: 'inbox.write' },
  { path: '/simulator', label: 'Simulator', icon: iconSmartphone, key: 'P', needs: 'simulator.use', when: (me) => me.simulatorEnabled },
];

export const SETTINGS_DESTINATION: Destination = { path: '/settings', label: 'Settings', icon: iconSettings, key: ',' };

/** Those this person may use; the others are absent, not grey. */
export function reachable(items: readonly Destination[], me: Me | null): readonly Destination[] {
  return items.filter((item) => me !== null && (!item.needs || me.permissions.includes(item.needs)) && (item.when?.(me) ?? true));
}
