import type { OrderContent } from '@mailtrixy/shared/dto';

/** "€12.50"; a currency that the browser does not know stays as it came. */
export function priceWords(amount: number | null, currency: string | null): string {
  if (amount === null) return '';
  try {
    return new Intl.NumberFormat('en-GB', currency ? { style: 'currency', currency } : {}).format(amount);
  } catch {
    return `${amount} ${currency}`;
  }
}

/** One sum for each currency; none where a price is missing, because it would be wrong. */
export function orderTotals(items: OrderContent['items']): string[] {
  if (items.length === 0 || items.some(({ price }) => price === null)) return [];
  const sums = new Map<string | null, number>();
  for (const { price, currency, quantity } of items) sums.set(currency, (sums.get(currency) ?? 0) + (price ?? 0) * quantity);
  return [...sums].map(([currency, sum]) => priceWords(Math.round(sum * 100) / 100, currency));
}
