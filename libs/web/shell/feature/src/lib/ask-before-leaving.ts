import { inject } from '@angular/core';
import { type CanActivateChildFn, type Navigation, Router } from '@angular/router';
import { Dialogs } from '@mailtrixy/web/shared/ui';
import { UnsavedWork } from '@mailtrixy/web/shared/util';

/** One answer for a navigation: the router asks for every route that it goes into. */
const answers = new WeakMap<Navigation, Promise<boolean>>();

/**
 * Leaving a form with unsaved changes asks first (UX §5).
 * A page that only takes its new address (`replaceUrl`, which the browser's own way back says too) is not left.
 */
export const askBeforeLeaving: CanActivateChildFn = () => {
  const navigation = inject(Router).currentNavigation();
  const unsaved = inject(UnsavedWork);
  const readdressed = navigation?.trigger === 'imperative' && navigation.extras.replaceUrl;
  if (!navigation?.previousNavigation || readdressed) return true;
  const given = answers.get(navigation);
  if (given) return given;
  if (!unsaved.any()) return true;
  const dialogs = inject(Dialogs);
  const answer = unsaved.mayLeave(() => dialogs.confirm({ heading: 'Leave without saving?', text: 'What you changed here is not saved yet.', confirmLabel: 'Leave', danger: true }));
  answers.set(navigation, answer);
  return answer;
};
