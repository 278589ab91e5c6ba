import { markdownNodes } from './markdown-nodes';

const html = (markdown: string): string => {
  const box = document.createElement('div');
  box.append(...markdownNodes(document, markdown));
  return box.innerHTML;
};

describe('markdownNodes', () => {
  it('draws headings, lists, tables, code and emphasis', () => {
    expect(html('# A\n\nSome **bold** and _soft_ `code`.')).toBe('<h1>A</h1><p>Some <strong>bold</strong> and <em>soft</em> <code>code</code>.</p>');
    expect(html('- a\n- b')).toBe('<ul><li>a</li><li>b</li></ul>');
    expect(html('| a | b |\n|---|---|\n| 1 | 2 |')).toBe('<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>');
  });
  it('shows HTML as text, and follows no address but http, https and mail', () => {
    expect(html('<img src=x onerror=alert(1)> <b>x</b>')).not.toMatch(/<(img|b)[ >]/);
    expect(html('[a](javascript:alert(1)) [b](https://x.example)')).toBe('<p>a <a href="https://x.example" target="_blank" rel="noopener noreferrer">b</a></p>');
  });
});
