import type { Routes } from '@angular/router';
import { allowed, setupOpen, signedOut } from '@mailtrixy/web/accounts/data-access';

/** Pages for people who are not signed in yet. */
export const ENTRY_ROUTES: Routes = [
  { path: 'setup', title: 'Set-up', canActivate: [setupOpen], loadComponent: () => import('./setup-page').then((file) => file.SetupPage) },
  { path: 'sign-in', title: 'Sign in', canActivate: [signedOut], loadComponent: () => import('./sign-in-page').then((file) => file.SignInPage) },
  { path: 'forgot', title: 'Forgot password', loadComponent: () => import('./forgot-page').then((file) => file.ForgotPage) },
  { path: 'invite', title: 'Join', loadComponent: () => import('./invite-page').then((file) => file.InvitePage) },
  { path: 'reset', title: 'New password', loadComponent: () => import('./reset-page').then((file) => file.ResetPage) },
];

/** Pages under /settings. */
export const ACCOUNT_SETTINGS_ROUTES: Routes = [
  { path: 'members', title: 'Members', canActivate: [allowed('members.manage', 'Members')], loadComponent: () => import('./members-page').then((file) => file.MembersPage) },
  { path: 'audit', title: 'Audit log', canActivate: [allowed('audit.view', 'the audit log')], loadComponent: () => import('./audit-page').then((file) => file.AuditPage) },
  { path: 'profile', title: 'Profile', loadComponent: () => import('./profile-page').then((file) => file.ProfilePage) },
];
