import { lengthOf, type Refuse } from './draft-problems';
import type { DraftApp, TemplateDraft } from './template-draft';

const BUTTON_TEXT = 25;
const HASH = 11;

/** Login codes: Meta writes the words, we choose the options. */
export function codeProblems({ codeMinutes, codeButton, codeKind, codeApps, zeroTapTerms }: TemplateDraft, refuse: Refuse): void {
  const minutes = codeMinutes.trim();
  refuse('codeMinutes', minutes !== '' && !(/^\d+$/.test(minutes) && Number(minutes) >= 1 && Number(minutes) <= 90) && 'A code is valid for 1 to 90 minutes.');
  refuse('codeButton', lengthOf(codeButton) > BUTTON_TEXT && `The button has ${lengthOf(codeButton)} characters; ${BUTTON_TEXT} are allowed.`);
  if (codeKind === 'COPY_CODE') return;
  refuse('codeApps', codeApps.length === 0 && 'Name the Android app that takes the code.');
  codeApps.forEach((app, index) => appProblems(app, `codeApp.${index}`, refuse));
  refuse('zeroTapTerms', codeKind === 'ZERO_TAP' && !zeroTapTerms && 'Zero-tap needs your agreement to Meta’s terms.');
}

function appProblems({ packageName, signatureHash }: DraftApp, at: string, refuse: Refuse): void {
  refuse(`${at}.packageName`, !/^[A-Za-z]\w*(\.[A-Za-z]\w*)+$/.test(packageName.trim()) && 'Write the package name, e.g. org.example.app.');
  refuse(`${at}.signatureHash`, signatureHash.trim().length !== HASH && `The signature hash has ${HASH} characters.`);
}
