import type { Routes } from '@angular/router';
import { allowed } from '@mailtrixy/web/accounts/data-access';
import { ChannelStore, WizardStore } from '@mailtrixy/web/channels/data-access';
import { ChannelsFrame } from './channels-frame';

/** Mounted at /settings/channels. */
export const CHANNELS_ROUTES: Routes = [
  {
    path: '',
    component: ChannelsFrame,
    children: [
      { path: '', pathMatch: 'full', loadComponent: () => import('./channels-page').then((file) => file.ChannelsPage), title: 'Channels' },
      { path: 'guide', loadComponent: () => import('./guide-page').then((file) => file.GuidePage), title: 'WhatsApp set-up guide' },
      { path: 'new/whatsapp', loadComponent: () => import('./wizard-page').then((file) => file.WizardPage), canActivate: [allowed('channels.manage', 'channel set-up')], providers: [WizardStore], title: 'Connect WhatsApp' },
      {
        path: ':id',
        loadComponent: () => import('./channel-page').then((file) => file.ChannelPage),
        providers: [ChannelStore],
        children: [
          { path: '', pathMatch: 'full', redirectTo: 'overview' },
          { path: 'overview', loadComponent: () => import('./overview-page').then((file) => file.OverviewPage), title: 'Channel overview' },
          { path: 'credentials', loadComponent: () => import('./credentials-page').then((file) => file.CredentialsPage), canActivate: [allowed('channels.manage', 'credentials')], title: 'Channel credentials' },
          { path: 'behaviour', loadComponent: () => import('./behaviour-page').then((file) => file.BehaviourPage), canActivate: [allowed('channels.manage', 'channel behaviour')], title: 'Channel behaviour' },
          { path: 'logs', loadComponent: () => import('./logs-page').then((file) => file.LogsPage), canActivate: [allowed('logs.view', 'channel logs')], title: 'Channel logs' },
        ],
      },
    ],
  },
];
