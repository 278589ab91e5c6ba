// One workspace with one active channel, written straight into the tables: its App Secret is sealed as the api seals it.
import { createCipheriv, createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';

export const masterKey = randomBytes(32);
export const appSecret = 'bench-0123456789abcdef0123456789abcdef';
export const phoneNumberId = '118820043377615';
export const wabaId = '210984455012377';

const bytes = (id) => Buffer.from(id.replaceAll('-', ''), 'hex');

export async function seedChannel(pool) {
  const [workspaceId, channelId, secretId] = [randomUUID(), randomUUID(), randomUUID()];
  await pool.query("INSERT INTO workspace (id, name, time_zone) VALUES (?, 'Bench', 'UTC')", [bytes(workspaceId)]);
  await pool.query("INSERT INTO channel (id, workspace_id, kind, mode, status, name, external_id, waba_id, active_key, settings) VALUES (?, ?, 'whatsapp', 'sandbox', 'active', 'Bench', ?, ?, ?, '{}')", [bytes(channelId), bytes(workspaceId), phoneNumberId, wabaId, phoneNumberId]);
  const sealed = seal(appSecret, `channel_secret|ciphertext|${secretId}|${workspaceId}`);
  await pool.query("INSERT INTO channel_secret (id, workspace_id, channel_id, name, ciphertext, key_id, last4, state) VALUES (?, ?, ?, 'app_secret', ?, ?, ?, 'active')", [bytes(secretId), bytes(workspaceId), bytes(channelId), sealed.ciphertext, sealed.keyId, appSecret.slice(-4)]);
  return { workspaceId, channelId, secretId, channelBytes: bytes(channelId), secretBytes: bytes(secretId) };
}

/** As libs/server/platform/secrets: iv, ciphertext, tag; bound to its row and key. */
function seal(text, aad) {
  const keyId = `k${createHash('sha256').update('mailtrixy key id').update(masterKey).digest('hex').slice(0, 12)}`;
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', masterKey, iv);
  cipher.setAAD(Buffer.from(`${aad}|${keyId}`));
  return { keyId, ciphertext: Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]) };
}

/** A delivery like Meta's with one text message, about 600 bytes. */
export function delivery(number, customers = 1000) {
  const customer = number % customers;
  const from = String(447700000000 + customer);
  const user = `GB.4071882336551${String(customer).padStart(7, '0')}`;
  return Buffer.from(
    `{"object":"whatsapp_business_account","entry":[{"id":"${wabaId}","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550104477","phone_number_id":"${phoneNumberId}"},"contacts":[{"profile":{"name":"Customer ${customer}"},"wa_id":"${from}","user_id":"${user}"}],"messages":[{"from":"${from}","from_user_id":"${user}","id":"wamid.BENCH${String(number).padStart(12, '0')}","timestamp":"${Math.floor(Date.now() / 1000)}","type":"text","text":{"body":"Hello, where is my order number ${number}? It should have arrived yesterday, thank you for looking into it."}}]},"field":"messages"}]}]}`,
  );
}

export function sign(body) {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
}
