import { provideHttpClient, withFetch, withInterceptors } from '@angular/common/http';
import type { ApplicationConfig } from '@angular/core';
import { inject, provideBrowserGlobalErrorListeners, provideZonelessChangeDetection } from '@angular/core';
import { RedirectCommand, Router, TitleStrategy, provideRouter, withComponentInputBinding, withInMemoryScrolling, withNavigationErrorHandler } from '@angular/router';
import { problemInterceptor } from '@mailtrixy/web/accounts/data-access';
import { AppTitle } from '@mailtrixy/web/shell/feature';
import { TEMPLATE_DIALOGS } from '@mailtrixy/web/templates/entry';
import { routes } from './app.routes';
import { LazyTemplateDialogs } from './template-dialogs';

export const appConfig: ApplicationConfig = {
  providers: [
    provideZonelessChangeDetection(),
    provideBrowserGlobalErrorListeners(),
    provideHttpClient(withFetch(), withInterceptors([problemInterceptor])),
    provideRouter(
      routes,
      withComponentInputBinding(),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled' }),
      // Server away while a guard asks it, or a chunk of an older build is gone: say so in place of a blank page.
      withNavigationErrorHandler(() => new RedirectCommand(inject(Router).parseUrl('/unavailable'), { skipLocationChange: true })),
    ),
    { provide: TitleStrategy, useExisting: AppTitle },
    { provide: TEMPLATE_DIALOGS, useExisting: LazyTemplateDialogs },
  ],
};
