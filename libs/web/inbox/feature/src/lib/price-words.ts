import type { SendAttemptInfo } from '@mailtrixy/shared/dto';

/** Never "free": what a message costs in the end is Meta's matter, and it changes. */
const COUNTED: Readonly<Record<string, string>> = {
  regular: 'billed',
  free_customer_service: 'within the service allowance',
  free_group_customer_service: 'within the service allowance',
  free_entry_point: 'after an ad or page button',
};

/** How Meta counts a message, as its status told. */
export function priceWords({ category, type }: NonNullable<SendAttemptInfo['pricing']>): string {
  const counted = type === null ? null : (COUNTED[type] ?? type.replaceAll('_', ' '));
  return [category === null ? null : `Counted by Meta as ${category.replaceAll('_', ' ')}`, counted].filter((part) => part !== null).join(', ');
}
