/** People of a fresh sandbox, and what they have written. Minutes before now, oldest first. */
export interface SandboxCustomer {
  customer: { name: string; phone?: string; userId?: string; username?: string; hidesPhone?: boolean };
  messages: { text: string; minutesAgo: number }[];
}

export const SANDBOX_CUSTOMERS: readonly SandboxCustomer[] = [
  { customer: { name: 'Maya Chen', phone: '447700900123', username: 'maya' }, messages: [{ text: 'Hi! I ordered a lamp last Thursday.', minutesAgo: 9 }, { text: 'Where is order 1182 now?', minutesAgo: 4 }, { text: 'Could you change the delivery address? I am away from Tuesday.', minutesAgo: 1 }] },
  { customer: { name: 'Jo Okafor', phone: '447700900142' }, messages: [{ text: 'The invoice has the wrong VAT number 🙈', minutesAgo: 32 }] },
  { customer: { name: 'فاطمة السيد', phone: '971500000211' }, messages: [{ text: 'هل يمكنني إرجاع الهدية بدون فاتورة؟', minutesAgo: 74 }] },
  { customer: { name: 'Kofi', userId: 'GH.40718823365519027741', username: 'kofi.builds', hidesPhone: true }, messages: [{ text: 'Do you have wholesale prices for *50 pieces*?', minutesAgo: 181 }] },
  { customer: { name: 'Lucas Moreau', phone: '33600000318' }, messages: [{ text: 'The lamp arrived with a cracked shade.', minutesAgo: 322 }, { text: 'What do you need from me?\n- a photo\n- the order number', minutesAgo: 320 }] },
  { customer: { name: 'Nora Lindqvist', phone: '46700000455' }, messages: [{ text: 'Do you ship to Norway? See https://example.org/shipping', minutesAgo: 1265 }] },
];
