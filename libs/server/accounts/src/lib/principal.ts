import type { Role } from '@mailtrixy/shared/dto';

/** Whoever an audit entry names: a signed-in member, the command line, or MailTrixy itself. */
export interface Actor {
  workspaceId: string;
  /** Null when no person acted. */
  userId: string | null;
  name: string;
  /** '' when no request was involved. */
  ip: string;
  requestId: string;
}

/** A signed-in member of one workspace, as every non-public request and socket has one. */
export interface Principal extends Actor {
  userId: string;
  role: Role;
  sessionId: string;
}

/** Where a request came from, before anybody is known to be signed in. */
export interface RequestOrigin {
  ip: string;
  userAgent: string;
  requestId: string;
}

/** MailTrixy's own acts, e.g. a channel put on hold because its token was refused. */
export function systemActor(workspaceId: string, name = 'MailTrixy'): Actor {
  return { workspaceId, userId: null, name, ip: '', requestId: '' };
}

/** Stands for the administrator at the command line where a column needs a user's id. */
export const COMMAND_LINE = '00000000-0000-0000-0000-000000000000';
export const COMMAND_LINE_NAME = 'Command line';
