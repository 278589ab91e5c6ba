import type { Me } from '@mailtrixy/shared/dto';
import { iconAlarmClock, iconBookOpen, iconCircleUser, iconLayoutTemplate, iconMessageSquareQuote, iconPlug, iconReplyAll, iconScrollText, iconSparkles, iconTag, iconUsers } from '@mailtrixy/web/shared/ui';
import { reachable, type DestinationGroup } from './destinations';

/** The settings nav, grouped. */
export const SETTINGS_GROUPS: readonly DestinationGroup[] = [
  { name: '', items: [{ path: '/settings/channels', label: 'Channels', icon: iconPlug, needs: 'channels.view' }] },
  {
    name: 'Messaging',
    items: [
      { path: '/settings/templates', label: 'Templates', icon: iconLayoutTemplate, key: 'T', needs: 'channels.view' },
      { path: '/settings/auto-replies', label: 'Auto-replies', icon: iconReplyAll, needs: 'rules.manage' },
      { path: '/settings/canned-replies', label: 'Canned replies', icon: iconMessageSquareQuote, needs: 'inbox.write' },
      { path: '/settings/labels', label: 'Labels', icon: iconTag, needs: 'inbox.write' },
    ],
  },
  {
    name: 'AI',
    items: [
      { path: '/settings/ai', label: 'Assistant', icon: iconSparkles, needs: 'ai.manage' },
      { path: '/knowledge', label: 'Knowledge', icon: iconBookOpen, needs: 'inbox.write' },
    ],
  },
  {
    name: 'Workspace',
    items: [
      { path: '/settings/members', label: 'Members', icon: iconUsers, needs: 'members.manage' },
      { path: '/settings/hours', label: 'Business hours', icon: iconAlarmClock, needs: 'rules.manage' },
      { path: '/settings/audit', label: 'Audit log', icon: iconScrollText, needs: 'audit.view' },
    ],
  },
  { name: 'Me', items: [{ path: '/settings/profile', label: 'Profile', icon: iconCircleUser }] },
];

export function reachableGroups(me: Me | null): readonly DestinationGroup[] {
  return SETTINGS_GROUPS.map((group) => ({ ...group, items: reachable(group.items, me) })).filter((group) => group.items.length > 0);
}
