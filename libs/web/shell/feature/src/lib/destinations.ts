import type { Me, Permission } from '@mailtrixy/shared/dto';
import type { IconData } from '@mailtrixy/web/shared/ui';
import { iconCircleUser, iconInbox, iconLayoutTemplate, iconPlug, iconScrollText, iconSettings, iconSmartphone, iconUsers } from '@mailtrixy/web/shared/ui';

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
  { path: '/simulator', label: 'Simulator', icon: iconSmartphone, key: 'P', needs: 'simulator.use', when: (me) => me.simulatorEnabled },
];

export const SETTINGS_DESTINATION: Destination = { path: '/settings', label: 'Settings', icon: iconSettings, key: ',' };

/** The settings nav, grouped. */
export const SETTINGS_GROUPS: readonly DestinationGroup[] = [
  { name: '', items: [{ path: '/settings/channels', label: 'Channels', icon: iconPlug, needs: 'channels.view' }] },
  { name: 'Messaging', items: [{ path: '/settings/templates', label: 'Templates', icon: iconLayoutTemplate, key: 'T', needs: 'channels.view' }] },
  {
    name: 'Workspace',
    items: [
      { path: '/settings/members', label: 'Members', icon: iconUsers, needs: 'members.manage' },
      { path: '/settings/audit', label: 'Audit log', icon: iconScrollText, needs: 'audit.view' },
    ],
  },
  { name: 'Me', items: [{ path: '/settings/profile', label: 'Profile', icon: iconCircleUser }] },
];

/** Those this person may use; the others are absent, not grey. */
export function reachable(items: readonly Destination[], me: Me | null): readonly Destination[] {
  return items.filter((item) => me !== null && (!item.needs || me.permissions.includes(item.needs)) && (item.when?.(me) ?? true));
}

export function reachableGroups(me: Me | null): readonly DestinationGroup[] {
  return SETTINGS_GROUPS.map((group) => ({ ...group, items: reachable(group.items, me) })).filter((group) => group.items.length > 0);
}
