import type { Routes } from '@angular/router';
import { allowed } from '@mailtrixy/web/accounts/data-access';
import { ChannelStore, WizardStore } from '@mailtrixy/web/channels/data-access';
import { BehaviourPage } from './behaviour-page';
import { ChannelPage } from './channel-page';
import { ChannelsFrame } from './channels-frame';
import { ChannelsPage } from './channels-page';
import { CredentialsPage } from './credentials-page';
import { GuidePage } from './guide-page';
import { LogsPage } from './logs-page';
import { OverviewPage } from './overview-page';
import { WizardPage } from './wizard-page';

/** Mounted at /settings/channels. */
export const CHANNELS_ROUTES: Routes = [
  {
    path: '',
    component: ChannelsFrame,
    children: [
      { path: '', pathMatch: 'full', component: ChannelsPage, title: 'Channels' },
      { path: 'guide', component: GuidePage, title: 'WhatsApp set-up guide' },
      { path: 'new/whatsapp', component: WizardPage, canActivate: [allowed('channels.manage', 'channel set-up')], providers: [WizardStore], title: 'Connect WhatsApp' },
      {
        path: ':id',
        component: ChannelPage,
        providers: [ChannelStore],
        children: [
          { path: '', pathMatch: 'full', redirectTo: 'overview' },
          { path: 'overview', component: OverviewPage, title: 'Channel overview' },
          { path: 'credentials', component: CredentialsPage, canActivate: [allowed('channels.manage', 'credentials')], title: 'Channel credentials' },
          { path: 'behaviour', component: BehaviourPage, canActivate: [allowed('channels.manage', 'channel behaviour')], title: 'Channel behaviour' },
          { path: 'logs', component: LogsPage, canActivate: [allowed('logs.view', 'channel logs')], title: 'Channel logs' },
        ],
      },
    ],
  },
];
