import { connect, type TLSSocket } from 'node:tls';

/** What this server finds at its own public address. */
export type ProbeResult = { ok: true; validUntil: Date } | { ok: false; reason: string };

const TIMEOUT_MS = 5000;

/**
 * Opens TLS to the public address as Meta does: a name that resolves, a port that answers, a certificate that a public
 * authority signed for that name and that has not ended (META-CLOUD-API §2.5). The address comes from configuration.
 */
export function probePublicUrl(url: string): Promise<ProbeResult> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket: TLSSocket = connect({ host: hostname, port: port ? Number(port) : 443, servername: hostname, rejectUnauthorized: true });
    const done = (result: ProbeResult) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(TIMEOUT_MS, () => done({ ok: false, reason: `No answer within ${TIMEOUT_MS / 1000} s.` }));
    socket.once('error', (error: NodeJS.ErrnoException) => done({ ok: false, reason: REASONS[error.code ?? ''] ?? error.message }));
    socket.once('secureConnect', () => done({ ok: true, validUntil: new Date(socket.getPeerCertificate().valid_to) }));
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'The name does not resolve.',
  EAI_AGAIN: 'The name could not be looked up.',
  ECONNREFUSED: 'Nothing answers on that port.',
  CERT_HAS_EXPIRED: 'The certificate has expired.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate is self-signed; Meta refuses those.',
  SELF_SIGNED_CERT_IN_CHAIN: 'The certificate is self-signed; Meta refuses those.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The certificate chain is not complete.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another name.',
};
