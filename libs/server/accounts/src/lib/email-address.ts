/** How addresses are stored and compared. */
export function normalEmail(email: string): string {
  return email.normalize('NFC').trim().toLowerCase();
}
