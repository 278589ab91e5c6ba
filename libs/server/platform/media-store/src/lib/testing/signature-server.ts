import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';

/**
 * Checks each request's SigV4 signature and body hash by Amazon's description of it, and answers 200 or S3's refusal.
 * s3rver takes any V4 signature, so it cannot show that ours are right.
 */
export function signatureServer(secretAccessKey: string): Server {
  return createServer(async (request, response) => {
    const body = await buffer(request);
    const hash = createHash('sha256').update(body).digest('hex');
    const code = hash !== request.headers['x-amz-content-sha256'] ? 'XAmzContentSHA256Mismatch' : isSigned(request, hash, secretAccessKey) ? null : 'SignatureDoesNotMatch';
    response.writeHead(code ? 403 : 200).end(code ? `<?xml version="1.0"?><Error><Code>${code}</Code><Message>no</Message></Error>` : '');
  });
}

function isSigned(request: IncomingMessage, hash: string, secret: string): boolean {
  const [, , day, region, service, signed, signature] = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(request.headers.authorization ?? '') ?? [];
  if (!signature) return false;
  const names = signed.split(';');
  const canonical = [request.method, request.url, '', ...names.map((name) => `${name}:${String(request.headers[name]).trim()}`), '', signed, hash].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], `${day}/${region}/${service}/aws4_request`, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const key = ['aws4_request'].reduce(hmac, [region, service].reduce(hmac, hmac(`AWS4${secret}`, day)));
  return names.includes('host') && names.includes('x-amz-content-sha256') && hmac(key, toSign).toString('hex') === signature;
}
