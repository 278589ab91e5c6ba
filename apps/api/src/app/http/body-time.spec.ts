import { createServer, request as open, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { boundBodyTime } from './body-time';

describe('a body that does not come to its end', () => {
  let server: Server;
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  async function send(ms: number, whole: boolean): Promise<string> {
    server = createServer((request, response) => {
      boundBodyTime(request, ms);
      request.resume().once('end', () => response.end('taken'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Promise((resolve) => {
      const client = open({ port: (server.address() as AddressInfo).port, method: 'POST', headers: { 'content-length': '10' } }, (answer) => answer.resume().once('end', () => resolve(`answered ${answer.statusCode}`)));
      client.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
      client.write(whole ? '0123456789' : '01');
    });
  }

  it('is cut off', async () => {
    expect(await send(50, false)).toBe('ECONNRESET');
  });

  it('and one that does is not', async () => {
    expect(await send(5000, true)).toBe('answered 200');
  });
});
