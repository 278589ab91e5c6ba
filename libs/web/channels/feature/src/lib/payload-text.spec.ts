import { curlOf, linesWith } from './payload-text';

describe('payload text', () => {
  it('finds lines of the indented JSON, also of a body that is no JSON', () => {
    expect(linesWith('{"a":{"Body":"Hello"},"b":1}', 'body')).toEqual([{ no: 3, line: '"Body": "Hello"' }]);
    expect(linesWith('not json\nbut lines', 'LINES')).toEqual([{ no: 2, line: 'but lines' }]);
  });

  it('signs the same bytes with $APP_SECRET and quotes them for the shell', () => {
    const command = curlOf('https://x.example/api/webhooks/whatsapp', `{"body":"it's"}`);
    expect(command).toContain(`BODY='{"body":"it'\\''s"}'`);
    expect(command).toContain('"$APP_SECRET"');
    expect(command).toContain('--data-binary "$BODY"');
  });
});
