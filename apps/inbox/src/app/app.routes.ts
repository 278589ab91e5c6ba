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
      ...ACCOUNT_SETTINGS_ROUTES,
    ]),
    ...FALLBACK_ROUTES,
  ]),
];
