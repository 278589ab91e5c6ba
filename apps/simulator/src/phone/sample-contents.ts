/** What a type carries when a test names only the type (META §4). */
export const sampleContents: Readonly<Record<string, unknown>> = {
  location: { latitude: 52.370216, longitude: 4.895168, name: 'Warehouse 12', address: 'Kade 12, Amsterdam', url: 'https://example.org/warehouse-12' },
  contacts: [
    {
      origin: 'other', name: { formatted_name: 'Dr. Ilse Brandt', first_name: 'Ilse', last_name: 'Brandt', prefix: 'Dr.' },
      phones: [{ phone: '+49 30 5550147', wa_id: '49305550147', type: 'WORK' }], emails: [{ email: 'ilse@example.org', type: 'WORK' }],
      addresses: [{ street: 'Hauptstr. 1', city: 'Berlin', zip: '10115', country: 'Germany', country_code: 'DE', type: 'WORK' }],
      org: { company: 'Brandt GmbH', department: 'Sales', title: 'Head' }, urls: [{ url: 'https://example.org', type: 'WORK' }], birthday: '1980-04-02',
    },
  ],
  order: {
    catalog_id: '771204518823901', text: 'please gift-wrap', product_items: [{ product_retailer_id: 'MUG-RED', quantity: 2, item_price: 11.5, currency: 'EUR' }],
  },
};

export const sampleReferral = {
  source_url: 'https://fb.me/3exampleAd', source_id: '120245500771230', source_type: 'ad', body: 'Winter sale: 20 % on everything', headline: 'Chat with us',
  media_type: 'image', image_url: 'https://scontent.example.org/ad.jpg', ctwa_clid: 'ARBexampleClickId', welcome_message: { text: 'Hi! How can we help?' },
};

export const sampleGroup = 'Y2FwaV9ncm91cDoxMTg4MjAwNDMzNzc2MTU6MTIz';
export const sampleCatalog = '771204518823901';
