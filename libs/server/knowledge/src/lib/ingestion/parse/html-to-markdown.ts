// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- other projects compile this file without seeing the declaration
/// <reference path="./turndown-plugin-gfm.d.ts" />
import { gfm } from '@joplin/turndown-plugin-gfm';
import TurndownService from 'turndown';
import type { DomElement, DomNode } from './dom';

const service = new TurndownService({ headingStyle: 'atx', bulletListMarker: '-', codeBlockStyle: 'fenced', emDelimiter: '*', hr: '---' });
service.use(gfm);
service.remove(['script', 'style', 'noscript', 'iframe', 'canvas', 'object'] as never);
// A picture says to a reader what its description says.
service.addRule('picture', { filter: 'img', replacement: (_content, node) => (node as unknown as DomElement).getAttribute('alt')?.replace(/\s+/g, ' ').trim() ?? '' });
// Addresses within a page lead nowhere in a passage.
service.addRule('anchor', {
  filter: (node) => node.nodeName === 'A' && !/^(https?:|mailto:|tel:)/i.test((node as unknown as DomElement).getAttribute('href') ?? ''),
  replacement: (content) => content,
});

/** The converter's time rises with the square of an element's children: many of them are converted in groups. */
const GROUP = 50;

/** HTML of an element, or a piece of HTML, as Markdown. */
export function markdownOf(source: DomElement | string): string {
  const markdown = typeof source === 'string' ? service.turndown(source) : groupsOf(source).map((html) => service.turndown(html)).join('\n\n');
  return markdown.replace(/\u00a0/g, ' ').replace(/[ \t]+\n/g, '\n').replace(/\n{3,}/g, '\n\n').trim();
}

function groupsOf(element: DomElement): string[] {
  let list = element;
  // A page's text often lies in several boxes that hold nothing else.
  while (list.children.length === 1 && /^(DIV|SECTION|ARTICLE|MAIN|BODY)$/.test(list.children[0].nodeName.toUpperCase()) && list.textContent?.trim() === list.children[0].textContent?.trim()) list = list.children[0];
  if (list.children.length <= 2 * GROUP || !/^(DIV|SECTION|ARTICLE|MAIN|BODY)$/.test(list.nodeName.toUpperCase())) return [element.outerHTML];
  const groups: string[] = [];
  let group: string[] = [];
  for (let node: DomNode | null = list.firstChild; node; node = node.nextSibling) {
    group.push(node.nodeType === 1 ? (node as DomElement).outerHTML : node.nodeType === 3 ? escaped(node.nodeValue ?? '') : '');
    if (group.length < GROUP) continue;
    groups.push(group.join(''));
    group = [];
  }
  return [...groups, group.join('')];
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
