import { SIGNATURE_MISMATCH, type LogDetail, type LogHint } from '@mailtrixy/shared/dto';
import type { RejectedRecord } from './log-rows';

type Why = Pick<LogDetail, 'why' | 'hints'>;

/** The words of UX §5, per reason. */
export const REJECTED_WORDS: Record<RejectedRecord['reason'], Why> = {
  signature_mismatch: {
    why: { title: SIGNATURE_MISMATCH, body: 'We got this from the internet but could not prove it came from Meta, so it did not reach the inbox. The raw delivery is kept only in this log. Most often the App Secret here is not the one of the Meta app that owns this webhook.' },
    hints: [
      { words: 'Open Meta → App settings → Basic and copy the App Secret (click Show). It is neither the Access Token nor the Verify Token.', action: 'open_meta_app' },
      { words: 'Paste it here.', action: 'paste_app_secret' },
      { words: 'Re-check this delivery against the secret that is stored now.', action: 'recheck' },
      { words: 'When it matches, replay it. Meta also sends refused deliveries again by itself.', action: 'replay' },
      { words: 'Still different? A proxy in front of MailTrixy may be changing the body.', action: null },
    ],
  },
  no_active_secret: {
    why: { title: SIGNATURE_MISMATCH, body: 'No active channel has an App Secret, so nothing that arrives can be proven to come from Meta.' },
    hints: [
      { words: 'Save the App Secret of your Meta app (App settings → Basic → App secret).', action: 'paste_app_secret' },
      { words: 'Activate the channel.', action: 'open_channel' },
    ],
  },
  signature_missing: {
    why: { title: 'No signature on this request', body: 'Meta always signs. This was probably a scanner or a test tool.' },
    hints: [{ words: 'Nothing to do, unless a proxy removes the X-Hub-Signature-256 header: let it through unchanged.', action: null }],
  },
  signature_malformed: {
    why: { title: 'The signature is not in Meta’s form', body: 'Meta sends one X-Hub-Signature-256 header: "sha256=" and 64 lower-case hexadecimal digits. This one was different, doubled or cut.' },
    hints: [{ words: 'If this came from Meta, a proxy changes or repeats headers: let X-Hub-Signature-256 through unchanged.', action: null }],
  },
  verify_token_wrong: {
    why: { title: 'Meta’s verification failed: the Verify Token is different', body: 'Somebody opened the callback URL with another Verify Token than any channel here has.' },
    hints: [{ words: 'Copy the token from here into Meta → WhatsApp → Configuration and press Verify again.', action: 'copy_verify_token' }],
  },
  verify_ok: { why: { title: 'Meta verified the callback URL', body: 'The Verify Token matched and the challenge was echoed. Messages arrive once the app is subscribed to the field messages.' }, hints: [] },
};

export function deliveryWords(state: string, facts: { unreadable: string | null; dead: string | null; foreign: { all: boolean; number: string | null } | null; waiting: boolean; test: boolean }): Why {
  if (facts.test && state !== 'processing') return { why: { title: 'The test delivery arrived', body: 'It was signed with this channel’s App Secret, sent to our own endpoint, accepted and stored. It holds nothing, so the inbox shows nothing. What Meta sends takes the same way.' }, hints: [] };
  if (facts.unreadable) return { why: { title: 'The delivery is signed, but cannot be read', body: `Its signature is right, so it was answered with 200, but ${facts.unreadable}. Meta would only send the same bytes again.` }, hints: [] };
  if (facts.dead) return { why: { title: 'Part of this delivery could not be processed', body: `It is kept and can be tried again. The last error was: ${facts.dead}` }, hints: [{ words: 'Try again after the cause is gone. What was stored before is not stored twice.', action: 'replay' }] };
  if (facts.foreign) {
    const which = facts.foreign.number ? ` (…${facts.foreign.number.slice(-4)})` : '';
    return {
      why: { title: facts.foreign.all ? `This delivery is for another number${which}` : `Part of this delivery is for another number${which}`, body: `The signature is right, but no channel with the signing App Secret has the Phone Number ID ${facts.foreign.number ?? 'in it'}.` },
      hints: [{ words: 'Connect that number here, with the same App Secret.', action: 'add_channel' }, { words: 'Or correct the Phone Number ID of this channel, if it is mistyped.', action: 'open_channel' }, replayHint],
    };
  }
  if (facts.waiting) return { why: { title: 'Waits to be processed', body: 'The delivery is stored. It is processed within seconds, or tried again later after an error.' }, hints: [] };
  if (state === 'ignored') return { why: { title: 'News, not a message', body: 'Nothing of it belongs into a conversation. What it says about the number or account stands on the overview under Meta’s news; what it says about templates, at the templates.' }, hints: [] };
  return { why: { title: 'Processed', body: 'The signature matched and everything in this delivery reached its place.' }, hints: [] };
}

const replayHint: LogHint = { words: 'Replay processes it again with the channels of now.', action: 'replay' };

export function attemptWords(row: { phase: string; errorCode: number | null; errorTitle: string | null; errorDetail: string | null; failed: boolean }): Why {
  if (row.phase === 'unconfirmed') return { why: { title: 'Not confirmed', body: 'WhatsApp’s answer was lost, so nobody knows whether the message was taken. It is never sent again by itself; a later status settles it.' }, hints: [] };
  if (!row.failed) return { why: { title: row.phase === 'on_wire' ? 'On its way' : 'Accepted by WhatsApp', body: row.phase === 'on_wire' ? 'The message was handed over; the answer is awaited.' : 'WhatsApp took the message. Delivery is told by statuses.' }, hints: [] };
  const code = row.errorCode === null ? '' : ` (${row.errorCode})`;
  const why = { title: `${row.errorTitle ?? 'WhatsApp refused this message'}${code}`, body: row.errorDetail ?? row.errorTitle ?? 'WhatsApp gave no reason.' };
  return { why, hints: hintsFor(row.errorCode) };
}

export function callWords(row: { subject: string; errorCode: number | null; errorTitle: string | null; errorDetail: string | null }): Why {
  if (row.errorTitle === null) return { why: { title: 'Meta carried it out', body: 'The call to Meta was answered well.' }, hints: [] };
  const gone = row.subject.startsWith('media') && row.errorCode === 100;
  const hints = gone ? [{ words: 'Meta keeps a file for 7 days (30 for uploads). It is gone there: ask the customer to send it again.', action: null }] : row.subject.startsWith('templates') && !hintsFor(row.errorCode).length ? [{ words: 'Open the templates, look at what Meta says, and sync again.', action: 'open_templates' as const }] : hintsFor(row.errorCode);
  return { why: { title: `${row.errorTitle}${row.errorCode === null ? '' : ` (${row.errorCode})`}`, body: row.errorDetail ?? row.errorTitle }, hints };
}

export function receiptWords(row: { state: string; errorCode: number | null; errorDetail: string | null }): Why {
  if (row.state !== 'failed') return { why: { title: row.state === 'done' ? 'Marked as read' : 'Waits to be marked as read', body: 'The customer sees blue ticks when WhatsApp has taken this.' }, hints: [] };
  return { why: { title: `WhatsApp did not take the mark-as-read${row.errorCode === null ? '' : ` (${row.errorCode})`}`, body: row.errorDetail ?? 'WhatsApp gave no reason.' }, hints: hintsFor(row.errorCode) };
}

/** SEED, common issues: a token of another app or a revoked one answers "Object with ID … does not exist" (100, 33). */
function hintsFor(code: number | null): LogHint[] {
  if (code === 190 || code === 0 || code === 102) return [{ words: 'The Access Token expired or was revoked: paste a fresh permanent System User token.', action: 'replace_token' }];
  if (code === 100 || code === 10 || code === 33 || (code !== null && code >= 200 && code < 300)) return [{ words: 'If WhatsApp says the object does not exist or permission is missing, the Access Token is for a different app or was revoked: paste a fresh permanent System User token.', action: 'replace_token' }];
  if (code === 131047) return [{ words: 'More than 24 hours since the customer last wrote: only an approved template reaches them now.', action: null }];
  if (code === 131042) return [{ words: 'Meta’s billing stops sending: an admin must mend the payment method there.', action: 'open_billing' }];
  if (code !== null && code >= 132000 && code < 133000) return [{ words: 'The template was changed, paused or does not exist in this language: sync and look at it.', action: 'open_templates' }];
  return [];
}
