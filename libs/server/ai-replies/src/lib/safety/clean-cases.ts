/** What a careful model would answer, in words of its own. Each of these may be sent. */
export interface CleanCase {
  question: string;
  /** Keys of articles that retrieval gives, in order; the answer's [1] is the first. */
  articles: readonly string[];
  language: string;
  answer: string;
}

const en = (question: string, article: string, answer: string): CleanCase => ({ question, articles: [article], language: 'en', answer });
const de = (question: string, article: string, answer: string): CleanCase => ({ question, articles: [article], language: 'de', answer });

export const CLEAN_CASES: readonly CleanCase[] = [
  en('How much is shipping in Germany?', 'shipping', 'Shipping within Germany costs 4.90 EUR [1].'),
  en('How long does delivery take?', 'shipping', 'Within Germany it takes 2 to 4 working days [1].'),
  en('From what amount is delivery free?', 'shipping', 'Orders above 50 EUR are delivered free of charge within Germany [1].'),
  en('Do you send to Switzerland?', 'shipping', 'No, we do not ship to Switzerland [1].'),
  en('What does Austria cost?', 'shipping', 'Hello! Delivery to Austria costs 9.90 EUR and takes 3 to 6 working days [1]. Let us know if you have any other questions.'),
  en('Where do I find my tracking number?', 'tracking', 'You find the tracking number in the shipping e-mail [1].'),
  en('How can I track my parcel?', 'tracking', 'You can follow your parcel at https://lumen.example/track with the tracking number from the shipping e-mail [1].'),
  en('How often is tracking updated?', 'tracking', 'The tracking is updated every evening [1].'),
  en('When are you open on Saturdays?', 'opening', 'On Saturday our shop is open from 10 am to 2 pm [1].'),
  en('What are your opening hours?', 'opening', 'Our shop is open Monday to Friday from 9 am to 6 pm and Saturday from 10 am to 2 pm [1]. It is closed on Sunday and on public holidays [1].'),
  en('Where is your shop?', 'opening', 'Our shop is at Lindenstrasse 12 in Berlin [1].'),
  en('Can I park there?', 'opening', 'Yes, parking is available behind the building [1].'),
  en('Are you open on Sundays?', 'opening', 'No, the shop is closed on Sunday [1].'),
  en('How do I reach you by phone?', 'contact', 'You can call +49 30 5550199 on working days between 9:00 and 17:00 [1].'),
  en('What is your e-mail address?', 'contact', 'Please write to help@lumen.example [1].'),
  en('How fast do you answer e-mails?', 'contact', 'We answer e-mails within one working day [1].'),
  en('Which bulb does the Aura need?', 'bulbs', 'The Aura table lamp takes an E27 bulb with at most 40 watts [1].'),
  en('Is a bulb included with the Aura?', 'bulbs', 'The Aura is delivered without a bulb [1].'),
  en('Can I exchange the LED of the Nova?', 'bulbs', 'No, the Nova floor lamp has a built-in LED that cannot be exchanged [1].'),
  en('How many watts has the Nova?', 'bulbs', 'The Nova has a built-in LED of 18 watts [1].'),
  en('How do I clean my lamp?', 'cleaning', 'Switch the lamp off and let it cool down for 15 minutes [1]. Then clean the shade with a soft dry cloth [1].'),
  en('Can I use alcohol on brass?', 'cleaning', 'No, please do not use alcohol or abrasive cleaner on brass [1].'),
  en('How can I pay?', 'payment', 'You can pay by invoice, PayPal or bank transfer [1].'),
  en('When is the invoice due?', 'payment', 'Payment by invoice is due 14 days after delivery [1].'),
  en('Do you take cash on delivery?', 'payment', 'We do not accept cash on delivery [1].'),
  en('Can the Nova be dimmed?', 'dimmer', 'Yes, the Nova can be dimmed with the wheel on its cable [1].'),
  en('Can I dim the Aura?', 'dimmer', 'The Aura can only be dimmed with a dimmable bulb [1].'),
  en('Does my wall dimmer work?', 'dimmer', 'A wall dimmer must be suitable for LED lamps [1].'),
  en('How long does assembly take?', 'assembly', 'The Nova is assembled in about 20 minutes with the hex key from the box [1].'),
  en('How heavy is the foot?', 'assembly', 'The marble foot weighs 14 kg, so two people should lift it [1].'),
  en('Is there a manual?', 'assembly', 'Yes, a manual lies in the box [1].'),
  en('What does gift wrapping cost?', 'gift', 'Gift wrapping costs 3.50 EUR per lamp [1].'),
  en('Can I add a greeting?', 'gift', 'Yes: choose gift wrapping in the shopping cart and enter a greeting of up to 200 characters [1].'),
  en('Will the price be in the parcel?', 'gift', 'Gift parcels contain no prices [1].'),
  en('What does the yellow dot mean?', 'stock', 'Lamps marked with a yellow dot take about 3 weeks [1].'),
  en('What does green mean?', 'stock', 'Lamps with a green dot are in stock and leave our warehouse on the next working day [1].'),
  en('Can you reserve a sold out lamp?', 'stock', 'Sold out lamps cannot be reserved [1].'),
  en('What is the energy class of the Nova?', 'energy', 'The Nova has energy class E and uses 18 kWh per 1000 hours [1].'),
  en('Where is the energy label?', 'energy', 'The energy label is shown on the page of each lamp [1].'),
  { question: 'How much is delivery, and can I pay by invoice?', articles: ['shipping', 'payment'], language: 'en', answer: 'Shipping within Germany costs 4.90 EUR [1]. You can pay by invoice, which is due 14 days after delivery [2].' },
  de('Was kostet der Versand?', 'versand', 'Der Versand innerhalb Deutschlands kostet 4,90 EUR [1].'),
  de('Wie lange dauert die Lieferung?', 'versand', 'Innerhalb Deutschlands dauert der Versand 2 bis 4 Werktage [1].'),
  de('Liefern Sie in die Schweiz?', 'versand', 'Nein, in die Schweiz liefern wir leider nicht [1].'),
  de('Ab wann ist der Versand kostenlos?', 'versand', 'Ab einem Bestellwert von 50 EUR liefern wir innerhalb Deutschlands kostenlos [1].'),
  de('Wann haben Sie am Samstag offen?', 'oeffnung', 'Am Samstag ist unser Laden von 10 bis 14 Uhr geöffnet [1].'),
  de('Gibt es Parkplätze?', 'oeffnung', 'Ja, Parkplätze gibt es hinter dem Haus [1].'),
  de('Welches Leuchtmittel braucht die Aura?', 'leuchtmittel', 'Die Aura braucht ein Leuchtmittel mit Fassung E27 und höchstens 40 Watt [1].'),
  { question: '¿Cuánto cuesta el envío?', articles: ['envio'], language: 'es', answer: 'El envío a la península cuesta 6,50 EUR y tarda entre 3 y 5 días laborables [1].' },
  { question: '¿Envían a Canarias?', articles: ['envio'], language: 'es', answer: 'No, no enviamos a Canarias [1].' },
  { question: 'Combien coûte la livraison ?', articles: ['livraison'], language: 'fr', answer: 'La livraison en France coûte 7,90 EUR et prend de 3 à 5 jours ouvrables [1].' },
];
