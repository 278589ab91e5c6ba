import { inject } from '@angular/core';
import type { CanActivateFn } from '@angular/router';
import { RedirectCommand, Router } from '@angular/router';
import type { Permission } from '@mailtrixy/shared/dto';
import { SessionStore } from './session-store';
import { SetupApi } from './setup-api';

/** Signed in, or on to the right entry page: /setup while no owner exists, else /sign-in and back here afterwards. */
export const signedIn: CanActivateFn = async (_route, state) => {
  const router = inject(Router);
  const session = inject(SessionStore);
  const setup = inject(SetupApi);
  if (await session.load()) return true;
  if ((await setup.state()).needed) return router.createUrlTree(['/setup']);
  return router.createUrlTree(['/sign-in'], { queryParams: state.url === '/' || state.url === '/inbox' ? {} : { next: state.url } });
};

/** /setup exists only while no owner does. */
export const setupOpen: CanActivateFn = async (route) => {
  const router = inject(Router);
  return (await inject(SetupApi).state()).needed || router.createUrlTree(['/sign-in'], { queryParams: route.queryParams });
};

/** The sign-in page is for people who are not signed in, on a server that has an owner. */
export const signedOut: CanActivateFn = async () => {
  const router = inject(Router);
  const session = inject(SessionStore);
  const setup = inject(SetupApi);
  if (await session.load()) return router.createUrlTree(['/inbox']);
  return (await setup.state()).needed ? router.createUrlTree(['/setup']) : true;
};

/** Shows the no-access page at the address asked for. The server enforces; this only mirrors it. */
export function allowed(permission: Permission, place: string): CanActivateFn {
  return () => {
    const router = inject(Router);
    return inject(SessionStore).can(permission) || new RedirectCommand(router.createUrlTree(['/no-access'], { queryParams: { place } }), { skipLocationChange: true });
  };
}
