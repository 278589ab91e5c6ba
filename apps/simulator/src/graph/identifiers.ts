import type { Environment } from '../time/environment';

const INBOUND = 0x12;
const OUTBOUND = 0x11;

/** Makes ids that look like Meta's (META §0): opaque for the reader, unique for us. */
export class Identifiers {
  constructor(private readonly environment: Environment) {}

  /** `wamid.` + base64 of a small Thrift record: the user's digits, the direction, 20 hex characters. */
  wamid(digits: string, direction: 'in' | 'out'): string {
    const user = Buffer.from(digits.slice(0, 40), 'latin1');
    const unique = this.environment.randomBytes(10).toString('hex').toUpperCase();
    const record = Buffer.concat([
      Buffer.from([0x1c, 0x18, user.length]),
      user,
      Buffer.from([0x15, 0x02, 0x00, direction === 'in' ? INBOUND : OUTBOUND, 0x18, 0x14]),
      Buffer.from(unique, 'latin1'),
      Buffer.from([0x00]),
    ]);
    return `wamid.${record.toString('base64')}`;
  }

  /** Object ids of Graph are digit strings; the first digit is never 0. */
  digits(length: number): string {
    const bytes = this.environment.randomBytes(length);
    let text = String(1 + (bytes[0] % 9));
    for (let i = 1; i < length; i++) text += String(bytes[i] % 10);
    return text;
  }

  /** Business-scoped user id: ISO country, a dot, alphanumerics (META §5). */
  userId(country: string): string {
    return `${country}.${this.digits(20)}`;
  }

  accessToken(): string {
    return `EAA${this.environment.randomBytes(60).toString('base64url')}`;
  }

  secret(bytes = 16): string {
    return this.environment.randomBytes(bytes).toString('hex');
  }

  trace(): string {
    return `A${this.environment.randomBytes(11).toString('base64url')}`;
  }
}
