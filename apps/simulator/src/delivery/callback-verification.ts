import type { WebhookSender } from './webhook-sender';

export interface Verification {
  verified: boolean;
  status: number | null;
  challenge: string;
  body: string;
  error: string | null;
}

/** Meta's GET with a random challenge: passes on 200 with exactly the challenge as body (META §2.1). */
export async function verifyCallback(sender: WebhookSender, callbackUrl: string, verifyToken: string, challenge: string): Promise<Verification> {
  const url = new URL(callbackUrl);
  url.searchParams.set('hub.mode', 'subscribe');
  url.searchParams.set('hub.challenge', challenge);
  url.searchParams.set('hub.verify_token', verifyToken);
  const answer = await sender.post({ url: url.href, method: 'GET', headers: {}, body: null, timeoutMs: 10_000, keepBody: true });
  const verified = answer.status === 200 && answer.body === challenge;
  const reason = answer.status === 200 ? 'the body is not exactly the challenge' : `answered ${answer.status}`;
  return { verified, status: answer.status, challenge, body: answer.body.slice(0, 500), error: verified ? null : (answer.error ?? reason) };
}
