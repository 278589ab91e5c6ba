import { marked, type Token, type Tokens } from 'marked';

/** An article as elements. HTML in it is shown as the text it is, so that nothing in it can act. */
export function markdownNodes(document: Document, markdown: string): Node[] {
  return blocks(document, marked.lexer(markdown, { gfm: true }));
}

function blocks(document: Document, tokens: readonly Token[]): Node[] {
  return tokens.flatMap((token) => block(document, token));
}

function block(document: Document, token: Token): Node[] {
  const element = (name: string, ...children: Node[]): Node[] => {
    const made = document.createElement(name);
    made.append(...children);
    return [made];
  };
  const inside = (token: { tokens?: Token[] }): Node[] => blocks(document, token.tokens ?? []);
  switch (token.type) {
    case 'space':
    case 'def':
      return [];
    case 'heading':
      return element(`h${Math.min(6, (token as Tokens.Heading).depth)}`, ...inside(token as Tokens.Heading));
    case 'paragraph':
      return element('p', ...inside(token as Tokens.Paragraph));
    case 'blockquote':
      return element('blockquote', ...inside(token as Tokens.Blockquote));
    case 'list': {
      const { ordered, items } = token as Tokens.List;
      return element(ordered ? 'ol' : 'ul', ...items.flatMap((item) => element('li', ...inside(item))));
    }
    case 'table': {
      const { header, rows } = token as Tokens.Table;
      const row = (cells: Tokens.TableCell[], name: string): Node[] => element('tr', ...cells.flatMap((cell) => element(name, ...inside(cell))));
      return element('table', ...element('thead', ...row(header, 'th')), ...element('tbody', ...rows.flatMap((cells) => row(cells, 'td'))));
    }
    case 'code':
      return element('pre', ...element('code', document.createTextNode((token as Tokens.Code).text)));
    case 'hr':
      return element('hr');
    case 'strong':
    case 'em':
    case 'del':
      return element(token.type, ...inside(token as Tokens.Strong));
    case 'codespan':
      return element('code', document.createTextNode((token as Tokens.Codespan).text));
    case 'br':
      return element('br');
    case 'link':
      return link(document, token as Tokens.Link, inside(token as Tokens.Link));
    case 'image':
      return [document.createTextNode(`🖼 ${(token as Tokens.Image).text}`)];
    default: {
      const { tokens, text, raw } = token as { tokens?: Token[]; text?: string; raw: string };
      return tokens?.length ? blocks(document, tokens) : [document.createTextNode(text ?? raw)];
    }
  }
}

function link(document: Document, { href }: Tokens.Link, children: Node[]): Node[] {
  if (!/^(https?:\/\/|mailto:)/i.test(href)) return children;
  const made = document.createElement('a');
  made.href = href;
  made.target = '_blank';
  made.rel = 'noopener noreferrer';
  made.append(...children);
  return [made];
}
