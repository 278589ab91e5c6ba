import type { Routes } from '@angular/router';
import { allowed } from '@mailtrixy/web/accounts/data-access';

const documents = () => import('./documents-page').then((file) => file.DocumentsPage);

/** Mounted at /knowledge. */
export const KNOWLEDGE_ROUTES: Routes = [
  { path: 'articles/:id', loadComponent: () => import('./article-page').then((file) => file.ArticlePage), canActivate: [allowed('knowledge.manage', 'writing articles')], title: 'Article' },
  {
    path: '',
    loadComponent: () => import('./knowledge-page').then((file) => file.KnowledgePage),
    children: [
      { path: '', pathMatch: 'full', loadComponent: documents, data: { kind: 'article' } },
      { path: 'files', loadComponent: documents, data: { kind: 'file' } },
      { path: 'faq', loadComponent: documents, data: { kind: 'faq' } },
      { path: 'websites', loadComponent: () => import('./websites-page').then((file) => file.WebsitesPage) },
      { path: 'gaps', loadComponent: () => import('./gaps-page').then((file) => file.GapsPage) },
    ],
  },
];
