import { locationOf, readCoordinates } from './composed-location';

it.each([
  ['53.7997, -1.5492', { latitude: 53.7997, longitude: -1.5492 }],
  ['https://www.google.com/maps/@53.7997,-1.5492,17z', { latitude: 53.7997, longitude: -1.5492 }],
  ['https://www.openstreetmap.org/#map=16/53.7997/-1.5492', { latitude: 53.7997, longitude: -1.5492 }],
  ['-33 151', { latitude: -33, longitude: 151 }],
  ['95, 10', null],
  ['10, 181', null],
  ['Larch Lane', null],
])('%s', (text, place) => expect(readCoordinates(text)).toEqual(place));

it('leaves out what was not written', () => expect(locationOf('1.5, 2.5', ' ', 'Leeds')).toEqual({ latitude: 1.5, longitude: 2.5, address: 'Leeds' }));
