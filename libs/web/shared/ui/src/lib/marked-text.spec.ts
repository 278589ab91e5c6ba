import { TestBed } from '@angular/core/testing';
import { MarkedText } from './marked-text';

async function draw(text: string): Promise<HTMLElement> {
  const fixture = TestBed.createComponent(MarkedText);
  fixture.componentRef.setInput('text', text);
  await fixture.whenStable();
  return fixture.nativeElement;
}

describe('MarkedText', () => {
  it('draws marks as elements', async () => {
    const root = await draw('*bold* _it_ ~no~ `c`\n- one\n> said');
    expect(['b', 'i', 's', 'code', 'ul li', 'blockquote'].map((tag) => root.querySelector(tag)?.textContent)).toEqual(['bold', 'it', 'no', 'c', 'one', 'said']);
  });

  it.each(['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '*<b onclick=x>hi</b>*'])('keeps %p as words', async (evil) => {
    const root = await draw(evil);
    expect(root.querySelector('script, img, [onclick]')).toBeNull();
    expect(root.textContent).toBe(evil.replaceAll('*', ''));
  });

  it('opens links elsewhere, without telling where from', async () => {
    const link = (await draw('https://acme.example/x')).querySelector('a');
    expect([link?.getAttribute('href'), link?.target, link?.rel]).toEqual(['https://acme.example/x', '_blank', 'noopener noreferrer']);
  });

  it('keeps line breaks', async () => {
    expect((await draw('a\nb')).querySelectorAll('br')).toHaveLength(1);
  });
});
