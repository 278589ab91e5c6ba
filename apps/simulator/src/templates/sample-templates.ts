import type { Identifiers } from '../graph/identifiers';
import type { Template, TemplateComponent } from './template';

type Sample = Pick<Template, 'name' | 'language' | 'category' | 'components'> & Partial<Template>;

const picture = { header_handle: ['https://scontent.example.org/sample.jpg'] };
const file = { header_handle: ['https://scontent.example.org/sample.pdf'] };

const body = (text: string, ...values: string[]): TemplateComponent => ({ type: 'BODY', text, ...(values.length > 0 ? { example: { body_text: [values] } } : {}) });

const mugCard = (text: string): { components: TemplateComponent[] } => ({
  components: [
    { type: 'HEADER', format: 'IMAGE', example: picture },
    { type: 'BODY', text },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Tell me more' },
        { type: 'URL', text: 'Buy', url: 'https://example.org/m/{{1}}', example: ['https://example.org/m/mug-0'] },
      ],
    },
  ],
});

/** What a shop has made over the years: every kind of component, and every state that cannot be sent. */
const samples: Sample[] = [
  {
    name: 'parcel_update', language: 'en_US', category: 'UTILITY', quality: 'GREEN',
    components: [
      { type: 'HEADER', format: 'IMAGE', example: picture },
      body('Hi {{1}}, parcel {{2}} is on its way.', 'Nadia', '5521'),
      { type: 'FOOTER', text: 'MailTrixy demo' },
      {
        type: 'BUTTONS',
        buttons: [{ type: 'URL', text: 'Track', url: 'https://example.org/t/{{1}}', example: ['https://example.org/t/5521'] }, { type: 'QUICK_REPLY', text: 'Confirm' }],
      },
    ],
  },
  {
    name: 'parcel_update_named', language: 'de', category: 'UTILITY', parameterFormat: 'NAMED', quality: 'GREEN',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Bestellung {{order}}', example: { header_text_named_params: [{ param_name: 'order', example: '5521' }] } },
      {
        type: 'BODY', text: 'Hallo {{first_name}}, dein Paket {{order}} ist unterwegs.',
        example: { body_text_named_params: [{ param_name: 'first_name', example: 'Nadia' }, { param_name: 'order', example: '5521' }] },
      },
    ],
  },
  {
    name: 'order_confirmation', language: 'en_US', category: 'UTILITY', parameterFormat: 'NAMED', quality: 'GREEN',
    components: [
      { type: 'HEADER', format: 'TEXT', text: 'Order {{order_number}}', example: { header_text_named_params: [{ param_name: 'order_number', example: '1182' }] } },
      {
        type: 'BODY', text: 'Thanks {{customer_name}}! We have your order {{order_number}} and will write when it leaves.',
        example: { body_text_named_params: [{ param_name: 'customer_name', example: 'Maya' }, { param_name: 'order_number', example: '1182' }] },
      },
      { type: 'FOOTER', text: 'Reply to this message to reach a person' },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Change my order' }, { type: 'QUICK_REPLY', text: 'Cancel it' }, { type: 'PHONE_NUMBER', text: 'Call us', phone_number: '+15550104477' }] },
    ],
  },
  {
    name: 'appointment_reminder', language: 'en_US', category: 'UTILITY', quality: 'YELLOW',
    components: [body('Hello {{1}}, we see you on {{2}} at {{3}}. Does that still suit you?', 'Maya', '3 December', '10:30'), { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Yes' }, { type: 'QUICK_REPLY', text: 'Another time' }] }],
  },
  {
    name: 'appointment_reminder', language: 'de', category: 'UTILITY',
    components: [body('Hallo {{1}}, wir sehen uns am {{2}} um {{3}} Uhr. Passt das noch?', 'Maya', '3. Dezember', '10:30'), { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Ja' }, { type: 'QUICK_REPLY', text: 'Anderer Termin' }] }],
  },
  {
    name: 'invoice_ready', language: 'en_US', category: 'UTILITY',
    components: [{ type: 'HEADER', format: 'DOCUMENT', example: file }, body('Hi {{1}}, your invoice for {{2}} is attached.', 'Maya', 'November')],
  },
  {
    name: 'shop_location', language: 'en_US', category: 'UTILITY',
    components: [{ type: 'HEADER', format: 'LOCATION' }, body('Your order {{1}} waits for you here until Saturday.', '1182')],
  },
  {
    name: 'login_code', language: 'en_US', category: 'AUTHENTICATION', quality: 'GREEN',
    components: [
      { type: 'BODY', text: '*{{1}}* is your verification code. For your security, do not share this code.', add_security_recommendation: true, example: { body_text: [['482913']] } },
      { type: 'FOOTER', text: 'This code expires in 10 minutes.', code_expiration_minutes: 10 },
      { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Copy code', url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}', example: ['https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp482913'] }] },
    ],
  },
  {
    name: 'winter_offer', language: 'en_US', category: 'MARKETING',
    components: [
      { type: 'HEADER', format: 'IMAGE', example: picture },
      body('Hi {{1}}, twenty percent off everything that keeps you warm.', 'Nadia'),
      { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Ends soon', has_expiration: true } },
      { type: 'BUTTONS', buttons: [{ type: 'COPY_CODE', text: 'Copy offer code', example: ['WINTER20'] }, { type: 'URL', text: 'Shop', url: 'https://example.org/w/{{1}}', example: ['https://example.org/w/w20'] }] },
    ],
  },
  {
    name: 'new_mugs', language: 'en_US', category: 'MARKETING',
    components: [body('Hi {{1}}, our new mugs are here:', 'Nadia'), { type: 'CAROUSEL', cards: [mugCard('Red, 350 ml'), mugCard('Blue, 350 ml')] }],
  },
  {
    name: 'book_now', language: 'en_US', category: 'UTILITY',
    components: [body('Pick a date that suits you.'), { type: 'BUTTONS', buttons: [{ type: 'FLOW', text: 'Book', flow_id: '640118820043377', flow_action: 'NAVIGATE', navigate_screen: 'DATES' }] }],
  },
  { name: 'delivery_delay', language: 'en_US', category: 'UTILITY', status: 'PENDING', components: [body('Sorry {{1}}, your parcel is late by about {{2}} days.', 'Maya', '2')] },
  { name: 'winter_sale', language: 'de', category: 'MARKETING', status: 'REJECTED', rejectedReason: 'INVALID_FORMAT', components: [body('Alles muss raus, {{1}} und {{2}} Prozent!', '20', '30')] },
  { name: 'feedback', language: 'en', category: 'MARKETING', status: 'PAUSED', quality: 'RED', components: [body('How was it, {{1}}? Tell us in one minute.', 'Maya'), { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Rate us', url: 'https://example.org/rate' }] }] },
];

/** The templates of a fresh account. */
export function sampleTemplates(wabaId: string, identifiers: Identifiers, now: number): Template[] {
  return samples.map((sample) => newTemplate({ ...sample, wabaId, id: identifiers.digits(16), createdAt: now, qualityAt: now, components: structuredClone(sample.components) }));
}

export function newTemplate(members: Sample & Pick<Template, 'id' | 'wabaId' | 'createdAt'>): Template {
  return {
    previousCategory: null, status: 'APPROVED', parameterFormat: 'POSITIONAL', quality: 'UNKNOWN', qualityAt: members.createdAt, rejectedReason: null, ttlSeconds: null,
    edits: [], pacing: null, ...members,
  };
}
