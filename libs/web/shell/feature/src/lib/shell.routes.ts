import type { Route, Routes } from '@angular/router';
import { signedIn } from '@mailtrixy/web/accounts/data-access';
import { askBeforeLeaving } from './ask-before-leaving';

/** Every page behind the sign-in, in the frame. */
export function shellRoute(children: Routes): Route {
  return { path: '', canActivate: [signedIn], canActivateChild: [askBeforeLeaving], loadComponent: () => import('./shell').then((file) => file.Shell), children };
}

export function settingsRoute(children: Routes): Route {
  return {
    path: 'settings',
    title: 'Settings',
    loadComponent: () => import('./settings-frame').then((file) => file.SettingsFrame),
    children: [{ path: '', pathMatch: 'full', loadComponent: () => import('./settings-index').then((file) => file.SettingsIndex) }, ...children],
  };
}

/** Last in the frame: no access, and everything unknown. */
export const FALLBACK_ROUTES: Routes = [
  { path: 'no-access', title: 'No access', loadComponent: () => import('./no-permission').then((file) => file.NoPermission) },
  { path: '**', title: 'Not found', loadComponent: () => import('./not-found').then((file) => file.NotFound) },
];

export const UNAVAILABLE_ROUTE: Route = { path: 'unavailable', title: 'Server not reached', loadComponent: () => import('./unavailable').then((file) => file.Unavailable) };
