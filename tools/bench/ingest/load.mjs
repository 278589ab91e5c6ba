// Keeps `connections` sockets busy with signed deliveries, each with its own wamid. Raw sockets: a client library would
// cost more than the programs it measures.
import net from 'node:net';
import { delivery, sign } from '../lab/channel.mjs';

let next = 0;
const BODIES = 4000;
let requests = null;

function prepare() {
  return Array.from({ length: BODIES }, () => {
    const body = delivery(next++);
    const head = `POST /api/webhooks/whatsapp HTTP/1.1\r\nHost: bench\r\nUser-Agent: facebookexternalua\r\nContent-Type: application/json\r\nX-Hub-Signature-256: ${sign(body)}\r\nContent-Length: ${body.length}\r\n\r\n`;
    return Buffer.concat([Buffer.from(head), body]);
  });
}

/** @returns {Promise<{ requests: number, seconds: number, statuses: object, p50: number, p99: number }>} latencies in ms */
export async function load(url, connections, seconds) {
  requests ??= prepare();
  const { hostname, port } = new URL(url);
  const statuses = {};
  const latencies = [];
  const began = performance.now();
  const until = began + seconds * 1000;
  let at = Math.floor(Math.random() * BODIES);
  await Promise.all(Array.from({ length: connections }, () => client()));
  latencies.sort((a, b) => a - b);
  const percentile = (p) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * p))] ?? 0;
  return { requests: latencies.length, seconds: (performance.now() - began) / 1000, statuses, p50: percentile(0.5), p99: percentile(0.99) };

  function client() {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ host: hostname, port: Number(port), noDelay: true });
      let sentAt = 0;
      let received = '';
      const send = () => {
        if (performance.now() >= until) return socket.end();
        sentAt = performance.now();
        socket.write(requests[at++ % BODIES]);
      };
      socket.on('connect', send);
      socket.on('data', (chunk) => {
        received += chunk.latin1Slice();
        const headEnd = received.indexOf('\r\n\r\n');
        if (headEnd < 0) return;
        const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
        if (received.length < headEnd + 4 + length) return;
        const status = received.slice(9, 12);
        statuses[status] = (statuses[status] ?? 0) + 1;
        latencies.push(performance.now() - sentAt);
        received = '';
        send();
      });
      socket.on('error', reject);
      socket.on('close', resolve);
    });
  }
}
