import { realEnvironment } from '../time/environment';
import { SimulatedBusiness, wamidOf } from '../testing/simulated-business';
import { Identifiers } from './identifiers';

describe('identifiers', () => {
  const identifiers = new Identifiers({ ...realEnvironment, randomBytes: (size) => Buffer.alloc(size, 0xab) });

  it('makes wamids of the form of Meta: digits, direction, 20 hex characters', () => {
    expect(identifiers.wamid('447700900142', 'in')).toMatch(/^wamid\.HBgMNDQ3NzAwOTAwMTQyFQIAEhgU/);
    expect(identifiers.wamid('447700900142', 'out')).toMatch(/^wamid\.HBgMNDQ3NzAwOTAwMTQyFQIAERgU/);
  });

  it('makes ids of digits that never begin with 0', () => {
    expect(identifiers.digits(15)).toMatch(/^[1-9]\d{14}$/);
    expect(identifiers.userId('GB')).toMatch(/^GB\.\d{20}$/);
  });

  it('takes time and chance from the environment that is injected', async () => {
    let counter = 0;
    const environment = { ...realEnvironment, now: () => Date.parse('2026-11-22T12:00:00Z'), randomBytes: (size: number) => Buffer.alloc(size, counter++ % 256) };
    const run = async (): Promise<unknown[]> => {
      counter = 0;
      const business = await SimulatedBusiness.start({ environment });
      await business.mayaWrites();
      const sent = wamidOf(await business.send());
      await business.quiet();
      const seen = [business.credentials, sent, business.receiver.messages()];
      await business.close();
      return seen.map((each) => JSON.stringify(each).replace(/http:[^"]*/g, ''));
    };
    expect(await run()).toEqual(await run());
  });
});
