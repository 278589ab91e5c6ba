import type { ConnectedChannel } from '@mailtrixy/server/channels';
import type { CallSubject } from '../calls/provider-calls';

/** How Logs name a call. */
export function callSubject({ workspaceId, id }: ConnectedChannel, subject: string, ref: string | null = null): CallSubject {
  return { workspaceId, channelId: id, subject, ref };
}
