import { bootstrapApplication } from '@angular/platform-browser';
import { App } from './app/app';
import { appConfig } from './app/app.config';

bootstrapApplication(App, appConfig).catch((error: unknown) => {
  // Nothing of the app runs when this fails, so the page itself must say it.
  document.body.textContent = 'MailTrixy could not start. Reload the page; if that does not help, tell your administrator.';
  throw error;
});
