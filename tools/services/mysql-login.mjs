// Just enough of the MySQL protocol to ask a server who it is and whether a password is right.
// The launcher runs before any package is installed, so it cannot use a driver.
import { createHash } from 'node:crypto';
import net from 'node:net';

const CLIENT_PROTOCOL_41 = 0x200;
const CLIENT_SECURE_CONNECTION = 0x8000;
const CLIENT_PLUGIN_AUTH = 0x80000;
const UTF8MB4_UNICODE_CI = 224;

/** Resolves with the server's version when `user` may log in; rejects with the server's own words otherwise. */
export function logIn(target, user, password, { timeout = 3_000 } = {}) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(target);
    const timer = setTimeout(() => fail(new Error('no answer in time')), timeout);
    let buffer = Buffer.alloc(0);
    let greeting = null;

    socket.on('error', fail);
    socket.on('close', () => fail(new Error('connection closed')));
    socket.on('data', (chunk) => {
      buffer = Buffer.concat([buffer, chunk]);
      while (buffer.length >= 4 && buffer.length >= 4 + buffer.readUIntLE(0, 3)) {
        const length = buffer.readUIntLE(0, 3);
        const packet = { number: buffer[3], body: buffer.subarray(4, 4 + length) };
        buffer = buffer.subarray(4 + length);
        try {
          take(packet);
        } catch (error) {
          fail(error);
        }
      }
    });

    function take({ number, body }) {
      if (body[0] === 0xff) throw new Error(errorText(body));
      if (!greeting) {
        greeting = parseGreeting(body);
        send(number + 1, loginPacket(greeting, user, password));
      } else if (body[0] === 0x00) {
        done(greeting.version);
      } else if (body[0] === 0xfe) {
        const asked = parseSwitch(body);
        send(number + 1, scramble(asked.plugin, password, asked.salt));
      } else if (body[0] === 0x01 && body[1] === 0x04) {
        // caching_sha2_password wants the password itself: right only where nobody can listen.
        if (!target.path) throw new Error('the server asks for the password in clear');
        send(number + 1, Buffer.from(`${password}\0`));
      }
    }

    function send(number, body) {
      const head = Buffer.alloc(4);
      head.writeUIntLE(body.length, 0, 3);
      head[3] = number;
      socket.write(Buffer.concat([head, body]));
    }

    function done(version) {
      clearTimeout(timer);
      socket.removeAllListeners('close').end();
      resolve(version);
    }

    function fail(error) {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    }
  });
}

/** The greeting a server sends first: its version and the salt for the password. */
export function parseGreeting(body) {
  const end = body.indexOf(0, 1);
  const version = body.toString('utf8', 1, end);
  let at = end + 1 + 4; // connection id
  const first = body.subarray(at, at + 8);
  at += 8 + 1 + 2 + 1 + 2 + 2; // filler, capabilities, charset, status, more capabilities
  const saltLength = Math.max(13, body[at] - 8);
  at += 1 + 10;
  const salt = Buffer.concat([first, body.subarray(at, at + saltLength - 1)]);
  const plugin = body.toString('utf8', at + saltLength, body.length).replace(/\0.*$/s, '');
  return { version: version.replace(/^5\.5\.5-(?=\d)/, ''), salt, plugin: plugin || 'mysql_native_password' };
}

function loginPacket({ salt, plugin }, user, password) {
  const head = Buffer.alloc(32);
  head.writeUInt32LE(CLIENT_PROTOCOL_41 | CLIENT_SECURE_CONNECTION | CLIENT_PLUGIN_AUTH, 0);
  head.writeUInt32LE(1 << 24, 4);
  head[8] = UTF8MB4_UNICODE_CI;
  const answer = scramble(plugin, password, salt);
  return Buffer.concat([head, Buffer.from(`${user}\0`), Buffer.from([answer.length]), answer, Buffer.from(`${plugin}\0`)]);
}

function parseSwitch(body) {
  const end = body.indexOf(0, 1);
  return { plugin: body.toString('utf8', 1, end), salt: body.subarray(end + 1, end + 21) };
}

function scramble(plugin, password, salt) {
  if (plugin === 'mysql_native_password') {
    const once = digest('sha1', password);
    return xor(once, digest('sha1', salt, digest('sha1', once)));
  }
  if (plugin === 'caching_sha2_password') {
    const once = digest('sha256', password);
    return xor(once, digest('sha256', digest('sha256', once), salt));
  }
  return Buffer.alloc(0); // the server will ask again with a plugin of its choice, or refuse
}

function digest(algorithm, ...parts) {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function xor(a, b) {
  return Buffer.from(a.map((byte, i) => byte ^ b[i]));
}

function errorText(body) {
  const code = body.readUInt16LE(1);
  return `${code} ${body.toString('utf8', body[3] === 0x23 ? 9 : 3)}`;
}
