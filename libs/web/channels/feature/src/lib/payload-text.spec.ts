import { curlOf, maskPersonal } from './payload-text';

describe('payload text', () => {
  it('masks who somebody is and what they wrote, and keeps ids and types', () => {
    const masked = maskPersonal('{"from":"447700900123","id":"wamid.X","text":{"body":"Where is order 1182?"},"type":"text"}');
    expect(masked).not.toContain('447700900123');
    expect(masked).not.toContain('order');
    expect(masked).toContain('wamid.X');
  });

  it('signs the same bytes with $APP_SECRET and quotes them for the shell', () => {
    const command = curlOf('https://x.example/api/webhooks/whatsapp', `{"body":"it's"}`);
    expect(command).toContain(`BODY='{"body":"it'\\''s"}'`);
    expect(command).toContain('"$APP_SECRET"');
    expect(command).toContain('--data-binary "$BODY"');
  });
});
