// The measure: a bare node:http program that does what the webhook must do, and nothing else. It checks the HMAC, writes
// the same webhook_event row, and answers 200 after the database's OK.
// argv[2]: 'each' one INSERT per request; 'group' one multi-row INSERT as soon as none is in flight
import { createHash, createHmac, randomFillSync, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import mysql from 'mysql2';
import { connection } from '../lab/services.mjs';

const { BENCH_DATABASE_URL, BENCH_SECRET, BENCH_CHANNEL, BENCH_SECRET_ID } = process.env;
const channel = Buffer.from(BENCH_CHANNEL, 'hex');
const secretId = Buffer.from(BENCH_SECRET_ID, 'hex');
const grouped = process.argv[2] === 'group';
const pool = mysql.createPool({ ...connection(BENCH_DATABASE_URL), connectionLimit: grouped ? 1 : 8, timezone: 'Z' });
pool.on('connection', (c) => c.query("SET SESSION time_zone = '+00:00'"));

const INSERT = 'INSERT INTO webhook_event (id, state, next_at, source, received_at, body, body_bytes, body_sha256, matched_channels, matched_secret, signature, remote_ip, user_agent, request_id) VALUES ';
let counter = 0;
let queue = [];
let flying = false;

function rowOf(body, request) {
  const id = Buffer.allocUnsafe(16);
  randomFillSync(id, 6);
  id.writeUIntBE(Date.now(), 0, 6);
  return [id, 'received', new Date(), 'http', new Date(), body, body.length, createHash('sha256').update(body).digest(), channel, secretId, request.headers['x-hub-signature-256'], request.socket.remoteAddress, String(request.headers['user-agent'] ?? ''), `bare-${counter++}`];
}

const PLACES = `(${new Array(14).fill('?').join(',')})`;
function store(row, done) {
  if (!grouped) return pool.query(INSERT + PLACES, row, (error) => done(error));
  queue.push({ row, done });
  if (!flying) setImmediate(flush);
  flying = true;
}

function flush() {
  if (!queue.length) return (flying = false);
  const batch = queue.splice(0, 500);
  pool.query(`${INSERT}?`, [batch.map(({ row }) => row)], (error) => {
    for (const { done } of batch) done(error);
    flush();
  });
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    const given = Buffer.from(String(request.headers['x-hub-signature-256']).slice(7), 'hex');
    const computed = createHmac('sha256', BENCH_SECRET).update(body).digest();
    if (given.length !== 32 || !timingSafeEqual(given, computed)) return response.writeHead(403).end();
    store(rowOf(body, request), (error) => response.writeHead(error ? 503 : 200, { 'content-length': 0 }).end());
  });
});
server.listen(0, '127.0.0.1', () => process.send({ type: 'ready', url: `http://127.0.0.1:${server.address().port}` }));
process.on('SIGTERM', () => process.exit(0));
process.on('disconnect', () => process.exit(0));
