import type { Routes } from '@angular/router';
import { RulesStore } from '@mailtrixy/web/auto-replies/data-access';

/** Mounted at /settings/auto-replies. */
export const AUTO_REPLIES_ROUTES: Routes = [
  {
    path: '',
    providers: [RulesStore],
    loadComponent: () => import('./rules/rules-page').then((file) => file.RulesPage),
    title: 'Auto-replies',
    children: [{ path: ':id', loadComponent: () => import('./rules/rule-editor').then((file) => file.RuleEditor), title: 'Auto-replies' }],
  },
];

/** Mounted at /settings. */
export const LABELS_PAGE = () => import('./labels/labels-page').then((file) => file.LabelsPage);
export const CANNED_REPLIES_PAGE = () => import('./canned-replies/canned-replies-page').then((file) => file.CannedRepliesPage);
export const HOURS_PAGE = () => import('./hours/hours-page').then((file) => file.HoursPage);
