import { connectPatiently } from './database-patience';

describe('connectPatiently', () => {
  it('waits for a server that is not there, says so, and gives up when it was told to', async () => {
    const said: string[] = [];
    const began = Date.now();
    await expect(connectPatiently('mysql://a:b@127.0.0.1:9/c', { forMs: 700, onWait: (reason) => said.push(reason) })).rejects.toThrow('ECONNREFUSED');
    expect(Date.now() - began).toBeGreaterThan(600);
    expect(said).toHaveLength(1);
  });
});
