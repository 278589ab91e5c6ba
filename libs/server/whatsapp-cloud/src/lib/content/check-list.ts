import type { ContentProblems } from './content-problems';

/** META-CLOUD-API §8.6. */
const SECTIONS_MAX = 10;
const ROWS_MAX = 10;
const PRODUCTS_MAX = 30;
const LIST_BUTTON_MAX = 20;
const TITLE_MAX = 24;
const ROW_ID_MAX = 200;
const DESCRIPTION_MAX = 72;
const PRODUCT_MAX = 255;

/** A list: ten rows in all, however many sections they stand in. */
export function checkList(problems: ContentProblems, { button, sections }: Record<string, unknown>): void {
  problems.text('interactive.button', button, { max: LIST_BUTTON_MAX, required: true, name: 'The button that opens the list' });
  const items = problems.items('interactive.sections', sections, { min: 1, max: SECTIONS_MAX, name: 'Sections' }) ?? [];
  const rows = items.flatMap((item, index) => {
    const field = `interactive.sections.${index}`;
    const section = problems.members(field, item, ['title', 'rows']);
    if (!section) return [];
    problems.text(`${field}.title`, section['title'], { max: TITLE_MAX, required: items.length > 1, name: "The section's title" });
    return (problems.items(`${field}.rows`, section['rows'], { min: 1, max: ROWS_MAX, name: 'Rows' }) ?? []).map((row, at) => readRow(problems, `${field}.rows.${at}`, row));
  });
  if (rows.length > ROWS_MAX) problems.add('interactive.sections', `The list has ${rows.length} rows; WhatsApp allows ${ROWS_MAX} in all.`);
  problems.unique(rows, 'Two rows have the same id.');
}

/** Products by section, at most 30 in all. */
export function checkProductSections(problems: ContentProblems, sections: unknown): void {
  const items = problems.items('interactive.sections', sections, { min: 1, max: SECTIONS_MAX, name: 'Sections' }) ?? [];
  const products = items.flatMap((item, index) => {
    const field = `interactive.sections.${index}`;
    const section = problems.members(field, item, ['title', 'productIds']);
    if (!section) return [];
    problems.text(`${field}.title`, section['title'], { max: TITLE_MAX, required: items.length > 1, name: "The section's title" });
    return (problems.items(`${field}.productIds`, section['productIds'], { min: 1, max: PRODUCTS_MAX, name: 'Products' }) ?? []).map((id, at) => ({ field: `${field}.productIds.${at}`, value: problems.text(`${field}.productIds.${at}`, id, { max: PRODUCT_MAX, required: true, name: 'The product' }) }));
  });
  if (products.length > PRODUCTS_MAX) problems.add('interactive.sections', `There are ${products.length} products; WhatsApp allows ${PRODUCTS_MAX} in all.`);
}

function readRow(problems: ContentProblems, field: string, value: unknown): { field: string; value: string | null } {
  const row = problems.members(field, value, ['id', 'title', 'description']);
  problems.text(`${field}.title`, row?.['title'], { max: TITLE_MAX, required: true, name: "The row's title" });
  problems.text(`${field}.description`, row?.['description'], { max: DESCRIPTION_MAX, name: "The row's description" });
  return { field: `${field}.id`, value: problems.text(`${field}.id`, row?.['id'], { max: ROW_ID_MAX, required: true, name: "The row's id" }) };
}
