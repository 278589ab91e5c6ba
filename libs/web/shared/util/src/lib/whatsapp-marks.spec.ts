import type { BlockNode, InlineNode } from './whatsapp-marks';
import { isLoneEmoji, parseInline, parseMarks, stripMarks } from './whatsapp-marks';

const text = (value: string): InlineNode => ({ kind: 'text', text: value });

describe('parseInline', () => {
  it('reads bold, italic, strike and code, nested too', () => {
    expect(parseInline('*b* _i_ ~s~ `c`')).toEqual([
      { kind: 'bold', children: [text('b')] },
      text(' '),
      { kind: 'italic', children: [text('i')] },
      text(' '),
      { kind: 'strike', children: [text('s')] },
      text(' '),
      { kind: 'code', text: 'c' },
    ]);
    expect(parseInline('*_both_*')).toEqual([{ kind: 'bold', children: [{ kind: 'italic', children: [text('both')] }] }]);
  });

  it.each(['2*3*4', '* not bold *', '**', 'snake_case_name', '*open', 'a ~ b ~ c', '``'])('leaves %p as it is', (plain) => {
    expect(parseInline(plain)).toEqual([text(plain)]);
  });

  it('does not look for marks inside code', () => {
    expect(parseInline('`*x*`')).toEqual([{ kind: 'code', text: '*x*' }]);
  });

  it.each(['<script>alert(1)</script>', '<img src=x onerror=alert(1)>', '&lt;b&gt;', 'javascript:alert(1)', 'data:text/html,<b>'])('keeps %p as text', (evil) => {
    expect(parseInline(evil)).toEqual([text(evil)]);
  });

  it('links web addresses, e-mail and phone numbers, without the full stop after them', () => {
    expect(parseInline('See https://acme.example/a?b=1_2. Mail ana@acme.example or +44 7700 900123!')).toEqual([
      text('See '),
      { kind: 'link', text: 'https://acme.example/a?b=1_2', href: 'https://acme.example/a?b=1_2' },
      text('. Mail '),
      { kind: 'link', text: 'ana@acme.example', href: 'mailto:ana@acme.example' },
      text(' or '),
      { kind: 'link', text: '+44 7700 900123', href: 'tel:+447700900123' },
      text('!'),
    ]);
  });

  it('ends a link before a quote or a bracket, so that no attribute can be broken out of', () => {
    expect(parseInline('https://x.example/"onclick="a')[0]).toEqual({ kind: 'link', text: 'https://x.example/', href: 'https://x.example/' });
  });

  it('is quick on text made to be slow', () => {
    const started = performance.now();
    parseMarks('*'.repeat(4096));
    parseMarks('_a'.repeat(2048));
    parseMarks('a@'.repeat(2048));
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('parseMarks', () => {
  it('reads lists, quotes and code blocks', () => {
    const blocks: BlockNode[] = parseMarks('Hello\n- one\n* two\n1. first\n2. second\n> said\n> more\n```let x = *1*;```');
    expect(blocks).toEqual([
      { kind: 'paragraph', lines: [[text('Hello')]] },
      { kind: 'list', ordered: false, start: 1, items: [[text('one')], [text('two')]] },
      { kind: 'list', ordered: true, start: 1, items: [[text('first')], [text('second')]] },
      { kind: 'quote', lines: [[text('said')], [text('more')]] },
      { kind: 'code', text: 'let x = *1*;' },
    ]);
  });

  it('keeps empty lines of a paragraph', () => {
    expect(parseMarks('a\n\nb')).toEqual([{ kind: 'paragraph', lines: [[text('a')], [], [text('b')]] }]);
  });
});

it('strips marks for previews', () => {
  expect(stripMarks('*Hi* _there_\n- a\n- b `c`')).toBe('Hi there a b c');
});

it.each([
  ['👍', true],
  ['❤️ 😀', true],
  ['👨‍👩‍👧🇩🇪', true],
  ['😀😀😀😀', false],
  ['ok 👍', false],
  ['123', false],
  ['', false],
])('isLoneEmoji(%p) is %p', (value, expected) => expect(isLoneEmoji(value)).toBe(expected));
