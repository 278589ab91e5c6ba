/** HTTP status, title and details by Graph code (META §12.2). `details` only where Meta's text is known to us. */
export interface ErrorCode {
  http: number;
  title: string;
  details?: string;
}

const WINDOW = 'Message failed to send because more than 24 hours have passed since the customer last replied to this number.';
const PAIR = 'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.';
const RATE = 'Message failed to send because there were too many messages sent from this phone number in a short period of time';

export const errorCodes: Readonly<Record<number, ErrorCode>> = {
  0: { http: 401, title: 'AuthException' },
  1: { http: 400, title: 'API Unknown' },
  2: { http: 503, title: 'API Service' },
  3: { http: 500, title: 'API Method' },
  4: { http: 400, title: 'Application request limit reached' },
  10: { http: 403, title: 'Application does not have permission for this action' },
  17: { http: 400, title: 'User request limit reached' },
  32: { http: 403, title: 'Page request limit reached' },
  33: { http: 400, title: 'Parameter value is not valid' },
  100: { http: 400, title: 'Invalid parameter' },
  102: { http: 401, title: 'API Session' },
  190: { http: 401, title: 'Access token has expired' },
  200: { http: 403, title: 'You do not have the necessary permissions to send messages on behalf of this WhatsApp Business Account' },
  341: { http: 400, title: 'Application limit reached' },
  368: { http: 403, title: 'Temporarily blocked for policies violations' },
  506: { http: 400, title: 'Duplicate post' },
  613: { http: 400, title: 'Calls to this api have exceeded the rate limit.' },
  80007: { http: 400, title: 'Rate limit issues' },
  130403: { http: 400, title: 'Message undeliverable', details: 'The user has blocked this business.' },
  130429: { http: 400, title: 'Rate limit hit', details: RATE },
  130472: { http: 400, title: "User's number is part of an experiment" },
  130497: { http: 403, title: 'Business account is restricted from messaging users in this country.' },
  131000: { http: 500, title: 'Something went wrong' },
  131005: { http: 403, title: 'Access denied' },
  131008: { http: 400, title: 'Required parameter is missing' },
  131009: { http: 400, title: 'Parameter value is not valid' },
  131016: { http: 500, title: 'Service unavailable' },
  131021: { http: 400, title: 'Recipient cannot be sender' },
  131026: { http: 400, title: 'Message undeliverable', details: 'Message Undeliverable.' },
  131030: {
    http: 400,
    title: 'Recipient phone number not in allowed list',
    details: 'Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again.',
  },
  131031: { http: 403, title: 'Business Account locked' },
  131037: { http: 400, title: 'WhatsApp provided number needs display name approval before message can be sent.' },
  131042: { http: 400, title: 'Business eligibility payment issue' },
  131045: { http: 500, title: 'Incorrect certificate' },
  131047: { http: 400, title: 'Re-engagement message', details: WINDOW },
  131048: { http: 400, title: 'Spam rate limit hit' },
  131049: { http: 400, title: 'This message was not delivered to maintain healthy ecosystem engagement.' },
  131050: { http: 400, title: 'User has stopped marketing messages' },
  131051: { http: 400, title: 'Unsupported message type', details: 'Message type is currently not supported.' },
  131052: { http: 400, title: 'Media download error' },
  131053: { http: 400, title: 'Media upload error' },
  131056: { http: 400, title: '(Business Account, Consumer Account) pair rate limit hit', details: PAIR },
  131057: { http: 500, title: 'Account in maintenance mode' },
  131062: { http: 400, title: 'Business-scoped user ID is not supported for this message' },
  131063: { http: 400, title: 'Marketing templates are disabled' },
  132000: { http: 400, title: 'Number of parameters does not match the expected number of params' },
  132001: { http: 404, title: 'Template name does not exist in the translation' },
  132005: { http: 400, title: 'Translated text too long' },
  132007: { http: 400, title: 'Template format character policy violated' },
  132008: { http: 400, title: 'Template parameter invalid' },
  132012: { http: 400, title: 'Parameter format does not match format in the created template' },
  132015: { http: 400, title: 'Template is paused' },
  132016: { http: 400, title: 'Template is disabled' },
  132018: { http: 400, title: 'Template validation failed' },
  132068: { http: 400, title: 'Flow is in blocked state' },
  132069: { http: 400, title: 'Flow is in throttled state' },
  133000: { http: 500, title: 'Deregister not complete' },
  133004: { http: 503, title: 'Server temporarily unavailable' },
  133005: { http: 400, title: 'Two step verification PIN mismatch' },
  133006: { http: 400, title: 'Phone number re-verification needed' },
  133010: { http: 400, title: 'The account is not registered' },
  133015: { http: 400, title: 'Phone number deletion pending' },
  134011: { http: 400, title: 'WhatsApp Payments terms not accepted' },
  135000: { http: 400, title: 'Generic user error' },
  137000: { http: 400, title: 'Identity key hash mismatch' },
  2494100: { http: 400, title: 'Phone number is in maintenance mode' },
};

export function errorCode(code: number): ErrorCode {
  return errorCodes[code] ?? { http: 400, title: 'Unknown error' };
}
