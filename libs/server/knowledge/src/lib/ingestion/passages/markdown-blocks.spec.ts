import { markdownBlocks } from './markdown-blocks';
import { passagesOf } from './passages-of';

const headings = (markdown: string) => markdownBlocks(markdown).map((block) => (block.kind === 'heading' ? `${block.level} ${block.text}` : block.text));

describe('headings', () => {
  it.each([
    ['# One', '1 One'],
    ['   ###\tThree  ', '3 Three'],
    ['## Closed ##', '2 Closed'],
    ['# Learning C#', '1 Learning C#'],
    ['# See [the *terms*](https://a.example/b)', '1 See the terms'],
    ['#1 of all', '#1 of all'],
    ['####### Seven', '####### Seven'],
  ])('of %j', (markdown, heading) => {
    expect(headings(markdown)).toEqual([heading]);
  });

  it('without a text are nothing', () => {
    expect(headings('#\n\n## ##\n\n#######')).toEqual([]);
  });
});

describe('what is hidden', () => {
  it('is left out, and what has no end is text', () => {
    expect(headings('a <!-- b --> c')).toEqual(['a  c']);
    expect(headings('<STYLE media="x">p{}</style>a<script>b</SCRIPT>c')).toEqual(['ac']);
    expect(headings('a <!-- b')).toEqual(['a <!-- b']);
    expect(headings('a <script> <!-- b --> c')).toEqual(['a <script>  c']);
    expect(headings('![plan](data:image/png;base64,AAAA) drawn')).toEqual(['plan drawn']);
  });
});

/** As long as an article may be. */
const LETTERS = 200_000;
const repeated = (text: string): string => text.repeat(LETTERS / text.length);

describe('a text that is made to keep its reader busy', () => {
  it.each([
    ['<!--'],
    ['<script '],
    ['<style>'],
    ['!['],
    ['![](data:'],
    ['# [', '# ', '['],
    ['# [](', '# ', '[]('],
    ['# and spaces to a mark that ends a line for some', '#', ' ', '\u2028'],
    ['a table’s rule that is none', 'a|b\n-', ' ', 'x'],
    ['rows', 'a|b\n-|-\n', 'a|b\n'],
    ['items', '', '- a\n\n'],
    ['fences', '', '```\n'],
    ['lines', '', 'a\n'],
  ])('is read at once: %s', (name, before = '', again = name, after = '') => {
    const started = performance.now();
    passagesOf([{ page: null, question: null, markdown: before + repeated(again) + after }], 'Title');
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
