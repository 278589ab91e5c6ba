import type { AddressInfo } from 'node:net';
import { FrontDoor } from './front-door';

describe('FrontDoor', () => {
  let door: FrontDoor;
  let address: string;

  beforeEach(async () => {
    door = new FrontDoor();
    await door.listen(0, '127.0.0.1');
    address = `http://127.0.0.1:${(door.server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await door.drain(100);
    door.cut();
  });

  it('answers 503 that asks to try again, and alive, until it is ready', async () => {
    door.rawRoutes.add({ method: 'POST', path: '/hook', handle: (_request, response) => response.end('raw') });
    for (const path of ['/', '/readyz', '/hook']) {
      const answer = await fetch(address + path, { method: path === '/hook' ? 'POST' : 'GET' });
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
      expect(await answer.json()).toMatchObject({ code: 'DATABASE_UNAVAILABLE', status: 503 });
    }
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
  });

  it('hands raw routes out ahead of the framework: exactly their method and path', async () => {
    door.attach((_request, response) => response.end('framework'));
    door.rawRoutes.add({ method: 'POST', path: '/hook', handle: (_request, response) => response.end('raw') });
    door.ready();
    const ask = async (method: string, path: string) => (await fetch(address + path, { method })).text();
    expect(await ask('POST', '/hook')).toBe('raw');
    expect(await ask('POST', '/hook/')).toBe('raw');
    expect(await ask('POST', '/hook?x=1')).toBe('raw');
    for (const [method, path] of [['GET', '/hook'], ['POST', '/hook/x'], ['POST', '/HOOK'], ['POST', '/']]) expect(await ask(method, path)).toBe('framework');
    expect(() => door.rawRoutes.add({ method: 'POST', path: '/hook', handle: () => undefined })).toThrow('two raw routes');
  });

  it('waits for the answers under way when it closes, and takes no more', async () => {
    let finish: () => void = () => undefined;
    door.attach((_request, response) => (finish = () => response.end('late')));
    door.ready();
    const late = fetch(address).then((answer) => answer.text());
    await new Promise((resolve) => setTimeout(resolve, 50));
    const drained = door.drain(5000);
    await expect(fetch(address)).rejects.toThrow();
    finish();
    expect(await late).toBe('late');
    await drained;
  });
});
