import type { Role } from '@mailtrixy/shared/dto';
import { ROLES } from '@mailtrixy/shared/dto';
import type { SelectOption } from '@mailtrixy/web/shared/ui';

export const ROLE_WORDS: Readonly<Record<Role, { label: string; can: string }>> = {
  owner: { label: 'Owner', can: 'everything, hand over and delete the workspace' },
  admin: { label: 'Admin', can: 'channels, secrets, members, logs' },
  lead: { label: 'Lead', can: 'the inbox, and how channels are doing' },
  agent: { label: 'Agent', can: 'the inbox and the simulator' },
  viewer: { label: 'Viewer', can: 'the inbox, read only' },
};

export const ROLE_OPTIONS: readonly SelectOption<Role>[] = ROLES.map((role) => ({ value: role, label: ROLE_WORDS[role].label }));
