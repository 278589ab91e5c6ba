import type { ContentDraft } from '@mailtrixy/server/channels';
import { checkList, checkProductSections } from './check-list';
import type { ContentProblems } from './content-problems';

/** META-CLOUD-API §8.6. */
const BODY_MAX = 1024;
const LIST_BODY_MAX = 4096;
const HEADER_MAX = 60;
const FOOTER_MAX = 60;
const BUTTONS_MAX = 3;
const BUTTON_ID_MAX = 256;
export const LABEL_MAX = 20;
const ID_MAX = 255;

type Members = Record<string, unknown>;
interface Kind {
  members: readonly string[];
  /** Allowed kinds of header; none where empty. */
  headers: readonly string[];
  headerRequired?: boolean;
  bodyOptional?: boolean;
  bodyMax?: number;
  check(problems: ContentProblems, members: Members): void;
}

const ANY_HEADER = ['text', 'image', 'video', 'document'];

const KINDS: Readonly<Record<string, Kind>> = {
  button: { members: ['buttons'], headers: ANY_HEADER, check: checkButtons },
  list: { members: ['button', 'sections'], headers: ['text'], bodyMax: LIST_BODY_MAX, check: checkList },
  cta_url: {
    members: ['displayText', 'url'],
    headers: ANY_HEADER,
    check(problems, { displayText, url }) {
      problems.text('interactive.displayText', displayText, { max: LABEL_MAX, required: true, name: 'The button' });
      problems.url('interactive.url', url, 'The link');
    },
  },
  flow: { members: ['flowId', 'cta', 'flowToken', 'screen', 'data', 'mode'], headers: ANY_HEADER, check: checkFlow },
  location_request: { members: [], headers: [], check: () => undefined },
  contact_request: { members: [], headers: [], check: () => undefined },
  product: {
    members: ['catalogId', 'productId'],
    headers: [],
    bodyOptional: true,
    check(problems, { catalogId, productId }) {
      checkCatalog(problems, catalogId);
      problems.text('interactive.productId', productId, { max: ID_MAX, required: true, name: 'The product' });
    },
  },
  product_list: {
    members: ['catalogId', 'sections'],
    headers: ['text'],
    headerRequired: true,
    check(problems, { catalogId, sections }) {
      checkCatalog(problems, catalogId);
      checkProductSections(problems, sections);
    },
  },
  catalog: {
    members: ['thumbnailProductId'],
    headers: [],
    check: (problems, { thumbnailProductId }) => void problems.text('interactive.thumbnailProductId', thumbnailProductId, { max: ID_MAX, name: 'The product of the picture' }),
  },
};
const WITHOUT_FOOTER = ['location_request', 'contact_request'];

export function checkInteractive(problems: ContentProblems, { body, interactive }: ContentDraft): void {
  const type: unknown = (interactive as Members | null | undefined)?.['type'];
  const kind = typeof type === 'string' && Object.hasOwn(KINDS, type) ? KINDS[type] : null;
  if (!kind || typeof type !== 'string') {
    problems.add('interactive.type', 'This kind of interactive message is not known.');
    return;
  }
  const withFooter = !WITHOUT_FOOTER.includes(type);
  const members = problems.members('interactive', interactive, ['type', ...(kind.headers.length ? ['header'] : []), ...(withFooter ? ['footer'] : []), ...kind.members]);
  if (!members) return;
  problems.text('body', body, { max: kind.bodyMax ?? BODY_MAX, required: !kind.bodyOptional, name: 'The text' });
  if (kind.headers.length) checkHeader(problems, members['header'], kind);
  if (withFooter) problems.text('interactive.footer', members['footer'], { max: FOOTER_MAX, name: 'The footer' });
  kind.check(problems, members);
}

function checkHeader(problems: ContentProblems, value: unknown, { headers, headerRequired }: Kind): void {
  if (value === undefined || value === null) {
    if (headerRequired) problems.add('interactive.header', 'A header with text is needed.');
    return;
  }
  const header = problems.members('interactive.header', value, ['type', 'text', 'attachmentId']);
  if (!header) return;
  const type = header['type'];
  if (typeof type !== 'string' || !headers.includes(type)) problems.add('interactive.header.type', headers.length === 1 ? 'Only a header of text is possible here.' : 'The header must be text, an image, a video or a document.');
  else if (type === 'text') problems.text('interactive.header.text', header['text'], { max: HEADER_MAX, required: true, name: 'The header' });
  else problems.text('interactive.header.attachmentId', header['attachmentId'], { max: 64, required: true, name: 'The file of the header' });
}

function checkButtons(problems: ContentProblems, { buttons }: Members): void {
  const items = problems.items('interactive.buttons', buttons, { min: 1, max: BUTTONS_MAX, name: 'Buttons' }) ?? [];
  const read = items.map((item, index) => {
    const field = `interactive.buttons.${index}`;
    const button = problems.members(field, item, ['id', 'title']);
    return { field, id: problems.text(`${field}.id`, button?.['id'], { max: BUTTON_ID_MAX, required: true, name: "The button's id" }), title: problems.text(`${field}.title`, button?.['title'], { max: LABEL_MAX, required: true, name: 'The button' }) };
  });
  problems.unique(read.map(({ field, id }) => ({ field: `${field}.id`, value: id })), 'Two buttons have the same id.');
  problems.unique(read.map(({ field, title }) => ({ field: `${field}.title`, value: title })), 'Two buttons have the same text.');
}

function checkFlow(problems: ContentProblems, { flowId, cta, flowToken, screen, data, mode }: Members): void {
  const id = problems.text('interactive.flowId', flowId, { max: ID_MAX, required: true, name: 'The flow' });
  if (id !== null && !/^\d+$/.test(id)) problems.add('interactive.flowId', "The flow's id is a number, as WhatsApp Manager shows it.");
  problems.text('interactive.cta', cta, { max: LABEL_MAX, required: true, name: 'The button' });
  problems.text('interactive.flowToken', flowToken, { max: ID_MAX, name: "The flow's token" });
  const first = problems.text('interactive.screen', screen, { max: ID_MAX, name: 'The first screen' });
  if (mode !== undefined && mode !== 'draft' && mode !== 'published') problems.add('interactive.mode', 'The mode must be draft or published.');
  if (data === undefined || data === null) return;
  if (typeof data !== 'object' || Array.isArray(data)) problems.add('interactive.data', 'The data of the first screen must be named values.');
  else if (first === null) problems.add('interactive.screen', 'Data needs a first screen to be shown on.');
}

function checkCatalog(problems: ContentProblems, catalogId: unknown): void {
  problems.text('interactive.catalogId', catalogId, { max: ID_MAX, required: true, name: 'The catalogue' });
}
