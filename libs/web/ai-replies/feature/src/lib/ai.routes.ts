import type { Routes } from '@angular/router';
import { AiStore } from '@mailtrixy/web/ai-replies/data-access';

/** Mounted at /settings/ai. */
export const AI_ROUTES: Routes = [
  {
    path: '',
    providers: [AiStore],
    loadComponent: () => import('./ai-page').then((file) => file.AiPage),
    children: [
      { path: '', pathMatch: 'full', loadComponent: () => import('./settings/ai-settings-page').then((file) => file.AiSettingsPage) },
      { path: 'playground', loadComponent: () => import('./playground/playground-page').then((file) => file.PlaygroundPage) },
      { path: 'tests', loadComponent: () => import('./exam/exam-page').then((file) => file.ExamPage) },
      { path: 'activity', loadComponent: () => import('./activity/activity-page').then((file) => file.ActivityPage) },
    ],
  },
];
