// The Knowledge Base of the demo's shop, written through the API like everything else of the demo.
import { randomUUID } from 'node:crypto';

const ARTICLES = [
  {
    title: 'Delivery times and shipping costs',
    questions: ['When will my parcel arrive?', 'How much is shipping?', 'Do you deliver to Austria?', 'Where is my order?'],
    markdown: `Lamps leave our workshop within two working days, tables within ten. You get an e-mail with the tracking link when the parcel leaves.

## Germany
Parcels take one to two working days. Shipping costs 4.90 €; from 80 € it is free.

## Austria, Switzerland and the rest of the EU
Parcels take three to five working days and cost 12.90 €. For Switzerland customs may add VAT on delivery.

## A parcel that does not come
If the tracking link has not moved for three working days, write to us with your order number. We ask the carrier the same day.`,
  },
  {
    title: 'Returns and exchanges',
    questions: ['Can I send it back?', 'How do I return a lamp?', 'Can I exchange it for another colour?', 'Can I return a gift?'],
    markdown: `You can return anything unused within 30 days after it arrived. Returns from Germany are free; from other countries you pay the postage.

1. Write to us with your order number. We send you a return label.
2. Pack the lamp in its own box, with the shade in its sleeve.
3. Bring it to any post office.

We refund the price within five working days after the parcel has reached us, the same way as you paid.

## Exchanges
For another colour or size tell us with the return which one you want. It leaves as soon as the carrier has scanned your parcel.

## Gifts
Gifts can be exchanged, or turned into a voucher, within 60 days with the card that lay in the box.

## What cannot come back
Tables that were made to your measurements, and bulbs whose package is open.`,
  },
  {
    title: 'Warranty and repairs',
    questions: ['My lamp stopped working', 'How long is the warranty?', 'Do you repair old lamps?'],
    markdown: `Every lamp has a warranty of five years, every table of ten. Bulbs have two years.

If a lamp stops working, try another bulb first (E27, 60 W at most). If it still stays dark, send us a photo and your order number: we replace the part or the whole lamp.

After the warranty we repair our own lamps for the cost of the parts and 25 € for the work.`,
  },
  {
    title: 'Ways to pay and invoices',
    questions: ['Which payment methods do you take?', 'Can I pay by invoice?', 'Can I have an invoice for my company?'],
    markdown: `We take PayPal, credit card (Visa, Mastercard), SEPA direct debit and bank transfer. Companies in Germany can pay by invoice within 14 days.

The invoice comes by e-mail when the parcel leaves. If you need another address or your VAT number on it, write to us with the order number; we send a corrected invoice within one working day.

We never ask for card numbers in a chat. Please do not send any.`,
  },
  {
    title: 'Sizes and measurements',
    questions: ['How tall is the Oak One?', 'Which lamp fits a small desk?', 'How big is the table?'],
    markdown: `| Product | Height | Width | Cable |
|---|---|---|---|
| Oak One, desk lamp | 42 cm | 18 cm | 1.8 m |
| Oak Two, table lamp | 58 cm | 26 cm | 2.0 m |
| Oak Tall, floor lamp | 152 cm | 32 cm | 2.5 m |
| Round table | 74 cm | 110 cm | – |
| Long table | 74 cm | 180 cm or 220 cm | – |

The foot of the Oak One needs 16 × 16 cm, so it fits a small desk. Other cable lengths up to 4 m are possible for 9 €.`,
  },
  {
    title: 'Putting the Oak Tall together',
    questions: ['How do I assemble the floor lamp?', 'A screw is missing', 'The lamp wobbles'],
    markdown: `It takes about ten minutes and needs no tools of your own.

1. Lay the foot on its side on the package.
2. Pull the cable through the pole until it hangs out 20 cm.
3. Turn the pole into the foot by hand, then tighten it with the key from the small bag.
4. Put the shade on the ring and screw the bulb in last.

If the lamp wobbles, loosen the pole by half a turn, press it down and tighten it again. If a screw is missing, tell us your order number: a bag of screws leaves the same day, free of charge.`,
  },
  {
    title: 'Care of oak and linen',
    questions: ['How do I clean the lamp?', 'Can I wash the shade?', 'How do I remove a water stain from the table?'],
    markdown: `**Oak**: wipe it with a dry or slightly damp cloth. Once a year rub in a little hard-wax oil. Water rings go away with fine sandpaper (240) along the grain, and oil afterwards.

**Linen shades**: use the brush of a vacuum cleaner. They must not be washed.

Unplug a lamp before you clean it.`,
  },
  {
    title: 'Opening hours and the workshop',
    questions: ['When are you open?', 'Can I visit the shop?', 'Where are you?'],
    markdown: `Our workshop in Leipzig, Spinnereistraße 7, is open Monday to Friday from 9:00 to 18:00 and Saturday from 10:00 to 14:00. All lamps can be seen there, and orders picked up without shipping costs.

We answer messages at the same hours, mostly within an hour. On public holidays we are closed.`,
  },
  {
    title: 'Discounts and vouchers',
    questions: ['Is there a discount code?', 'My voucher does not work', 'Do you give a discount for several lamps?'],
    markdown: `A code is entered in the basket, below the sum. Only one code counts per order, and codes do not count for tables that are made to measure.

From four lamps of one kind on we give 10 %. Ask us before you order, as it cannot be taken off later.

If a voucher is refused, check that there is no space at its end. If it still does not work, send us a photo of it.`,
  },
  {
    title: 'Changing or cancelling an order',
    questions: ['Can I change my address?', 'I want to cancel my order', 'I ordered the wrong colour'],
    markdown: `As long as a lamp has not left the workshop, we can change its address, its colour, or cancel the order. Write to us with the order number as soon as you notice.

Tables are begun three days after the order. After that they can no longer be cancelled.

Once a parcel is on its way, refuse it at the door or send it back; see Returns.`,
  },
];
const INTERNAL = {
  title: 'How we decide about goodwill',
  questions: [],
  markdown: `For the team only. Up to 20 € anyone may decide alone. Above that ask Ravi. Always note the reason in the conversation.`,
};

/** Ten articles that the AI may quote, and one that only the team reads; returns when they can be searched. */
export async function seedKnowledge(owner) {
  for (const article of ARTICLES) await owner('POST', '/knowledge/articles', { clientId: randomUUID(), language: 'en', publish: true, ...article });
  await owner('POST', '/knowledge/articles', { clientId: randomUUID(), language: 'en', publish: true, audience: 'internal', ...INTERNAL });
  const deadline = Date.now() + 60_000;
  while ((await owner('GET', '/knowledge/summary')).working > 0) {
    if (Date.now() > deadline) throw new Error('The demo’s articles were not indexed within a minute. See storage/logs/mailtrixy.log.');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
