import type { Routes } from '@angular/router';
import { allowed } from '@mailtrixy/web/accounts/data-access';
import { ACCOUNT_SETTINGS_ROUTES, ENTRY_ROUTES } from '@mailtrixy/web/accounts/feature';
import { FALLBACK_ROUTES, UNAVAILABLE_ROUTE, settingsRoute, shellRoute } from '@mailtrixy/web/shell/feature';

export const routes: Routes = [
  ...ENTRY_ROUTES,
  UNAVAILABLE_ROUTE,
  shellRoute([
    { path: '', pathMatch: 'full', redirectTo: 'inbox' },
    {
      path: 'inbox',
      title: 'Inbox',
      canActivate: [allowed('inbox.read', 'the inbox')],
      loadChildren: () => import('@mailtrixy/web/inbox/feature').then((feature) => feature.INBOX_ROUTES),
    },
    {
      path: 'knowledge',
      title: 'Knowledge',
      canActivate: [allowed('inbox.write', 'Knowledge')],
      loadChildren: () => import('@mailtrixy/web/knowledge/feature').then((feature) => feature.KNOWLEDGE_ROUTES),
    },
    {
      path: 'simulator',
      title: 'Simulator',
      canActivate: [allowed('simulator.use', 'the simulator')],
      loadChildren: () => import('@mailtrixy/web/simulator/feature').then((feature) => feature.SIMULATOR_ROUTES),
    },
    settingsRoute([
      {
        path: 'channels',
        title: 'Channels',
        canActivate: [allowed('channels.view', 'Channels')],
        loadChildren: () => import('@mailtrixy/web/channels/feature').then((feature) => feature.CHANNELS_ROUTES),
      },
      {
        path: 'templates',
        title: 'Templates',
        canActivate: [allowed('channels.view', 'Templates')],
        loadChildren: () => import('@mailtrixy/web/templates/feature').then((feature) => feature.TEMPLATES_ROUTES),
      },
      {
        path: 'auto-replies',
        title: 'Auto-replies',
        canActivate: [allowed('rules.manage', 'Auto-replies')],
        loadChildren: () => import('@mailtrixy/web/auto-replies/feature').then((feature) => feature.AUTO_REPLIES_ROUTES),
      },
      {
        path: 'ai',
        title: 'AI assistant',
        canActivate: [allowed('ai.manage', 'the AI assistant')],
        loadChildren: () => import('@mailtrixy/web/ai-replies/feature').then((feature) => feature.AI_ROUTES),
      },
      { path: 'labels', title: 'Labels', canActivate: [allowed('inbox.write', 'Labels')], loadComponent: () => import('@mailtrixy/web/auto-replies/feature').then((feature) => feature.LABELS_PAGE()) },
      { path: 'canned-replies', title: 'Canned replies', canActivate: [allowed('inbox.write', 'Canned replies')], loadComponent: () => import('@mailtrixy/web/auto-replies/feature').then((feature) => feature.CANNED_REPLIES_PAGE()) },
      { path: 'hours', title: 'Business hours', canActivate: [allowed('rules.manage', 'Business hours')], loadComponent: () => import('@mailtrixy/web/auto-replies/feature').then((feature) => feature.HOURS_PAGE()) },
      ...ACCOUNT_SETTINGS_ROUTES,
    ]),
    ...FALLBACK_ROUTES,
  ]),
];
