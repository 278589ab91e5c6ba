export const ROLES = ['owner', 'admin', 'lead', 'agent', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

export const PERMISSIONS = [
  'inbox.read',
  'inbox.write',
  'channels.view',
  'channels.manage',
  'logs.view',
  'logs.payload',
  'members.manage',
  'audit.view',
  'simulator.use',
  'knowledge.manage',
  'rules.manage',
  'ai.manage',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What each role may do. The server enforces it by route metadata; the browser only mirrors it. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = {
  owner: PERMISSIONS,
  admin: PERMISSIONS,
  lead: ['inbox.read', 'inbox.write', 'channels.view', 'logs.view', 'simulator.use', 'knowledge.manage', 'rules.manage'],
  agent: ['inbox.read', 'inbox.write', 'simulator.use'],
  viewer: ['inbox.read'],
};

/** A password has at least this many characters; below PASSWORD_GOOD the form warns. */
export const PASSWORD_MIN = 8;
export const PASSWORD_GOOD = 15;
export const PASSWORD_MAX = 256;

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export interface Preferences {
  theme: Theme;
  density: 'comfortable' | 'compact';
  /** Percent: 90, 100, 112 or 125. */
  textSize: number;
  sendKey: 'enter' | 'ctrl-enter';
  shortcuts: boolean;
  sound: boolean;
  afterResolve: 'next' | 'stay' | 'list';
}
export const DEFAULT_PREFERENCES: Preferences = {
  theme: 'system',
  density: 'comfortable',
  textSize: 100,
  sendKey: 'enter',
  shortcuts: true,
  sound: true,
  afterResolve: 'next',
};

export interface SetupState {
  needed: boolean;
}
export interface SetupRequest {
  /** The one-time code printed by the launcher. */
  code: string;
  name: string;
  email: string;
  password: string;
  workspaceName: string;
  /** IANA name, e.g. Europe/Berlin. */
  timeZone: string;
}
export interface SignInRequest {
  email: string;
  password: string;
}
export interface Me {
  user: { id: string; name: string; email: string };
  workspace: { id: string; name: string; timeZone: string };
  role: Role;
  permissions: Permission[];
  preferences: Preferences;
  /** MAILTRIXY_PUBLIC_URL without a trailing slash; feeds the callback URL. */
  publicUrl: string;
  /** True while the session cookie cannot be Secure (PUBLIC_URL is not https): the app shows a banner. */
  insecureTransport: boolean;
  simulatorEnabled: boolean;
  version: string;
}
export interface UpdateMeRequest {
  name?: string;
  preferences?: Partial<Preferences>;
}
export interface ChangePasswordRequest {
  currentPassword: string;
  newPassword: string;
}
export interface SessionInfo {
  id: string;
  current: boolean;
  createdAt: string;
  lastSeenAt: string;
  ip: string;
  userAgent: string;
}
export interface Member {
  userId: string;
  name: string;
  email: string;
  role: Role;
  active: boolean;
  lastSeenAt: string | null;
  joinedAt: string;
}
export interface UpdateMemberRequest {
  role?: Role;
  active?: boolean;
}
export interface InviteRequest {
  clientId: string;
  email?: string;
  role: Role;
}
export interface Invitation {
  id: string;
  email: string | null;
  role: Role;
  createdAt: string;
  expiresAt: string;
  createdBy: string;
}
/** The link is shown once; only its hash is stored. */
export interface CreatedLink {
  url: string;
  expiresAt: string;
}
export interface LinkPreview {
  workspaceName: string;
  email: string | null;
  role: Role | null;
}
export interface LinkTokenRequest {
  token: string;
}
export interface AcceptInvitationRequest {
  token: string;
  name: string;
  email: string;
  password: string;
}
export interface ApplyPasswordResetRequest {
  token: string;
  password: string;
}
export interface AuditEntryRow {
  id: string;
  at: string;
  actor: string;
  action: string;
  target: string;
  /** Secrets appear as "changed" only. */
  change: Record<string, { before: unknown; after: unknown }>;
  ip: string;
}
/** People of the workspace as any member may see them: for names in threads and the Assign menu. */
export interface Person {
  id: string;
  name: string;
  role: Role;
  active: boolean;
}
