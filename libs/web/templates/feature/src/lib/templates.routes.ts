import type { Routes } from '@angular/router';
import { allowed } from '@mailtrixy/web/accounts/data-access';
import { TemplateChannels } from './settings/template-channels';

/** Mounted at /settings/templates. */
export const TEMPLATES_ROUTES: Routes = [
  {
    path: '',
    providers: [TemplateChannels],
    children: [
      { path: '', pathMatch: 'full', loadComponent: () => import('./settings/templates-page').then((file) => file.TemplatesPage), title: 'Templates' },
      { path: 'new', loadComponent: () => import('./settings/template-form-page').then((file) => file.TemplateFormPage), canActivate: [allowed('channels.manage', 'writing templates')], title: 'New template' },
      { path: ':id', loadComponent: () => import('./settings/template-page').then((file) => file.TemplatePage), title: 'Template' },
      { path: ':id/edit', loadComponent: () => import('./settings/template-form-page').then((file) => file.TemplateFormPage), canActivate: [allowed('channels.manage', 'writing templates')], title: 'Edit template' },
    ],
  },
];
