import { HttpContextToken } from '@angular/common/http';

/** A 401 is an answer the caller expects (sign-in, first look at /me), not an ended session. */
export const HANDLES_OWN_401 = new HttpContextToken<boolean>(() => false);
