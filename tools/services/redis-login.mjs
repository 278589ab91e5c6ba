// Just enough of the Redis protocol to log in and ask one question.
import net from 'node:net';

/** Sends AUTH (when there is a password) and one command; resolves with the reply's text, rejects on an error reply. */
export function askRedis(target, password, command = ['PING'], { timeout = 3_000 } = {}) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(target);
    const timer = setTimeout(() => fail(new Error('no answer in time')), timeout);
    const commands = password ? [['AUTH', password], command] : [command];
    let text = '';
    let answered = 0;

    socket.setEncoding('utf8');
    socket.on('error', fail);
    socket.on('close', () => fail(new Error('connection closed')));
    socket.on('connect', () => socket.write(commands.map(encode).join('')));
    socket.on('data', (chunk) => {
      text += chunk;
      for (let reply = nextReply(text); reply; reply = nextReply(text)) {
        text = text.slice(reply.length);
        if (reply.error) return fail(new Error(reply.error));
        answered += 1;
        if (answered === commands.length) return done(reply.value);
      }
    });

    function done(value) {
      clearTimeout(timer);
      socket.removeAllListeners('close').end();
      resolve(value);
    }

    function fail(error) {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    }
  });
}

function encode(words) {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

/** One complete simple, error, integer or bulk reply at the beginning of the text; null when it is still incomplete. */
function nextReply(text) {
  const end = text.indexOf('\r\n');
  if (end < 0) return null;
  const line = text.slice(1, end);
  if (text[0] === '-') return { error: line, length: end + 2 };
  if (text[0] !== '$') return { value: line, length: end + 2 };
  const length = Number(line);
  if (length < 0) return { value: null, length: end + 2 };
  if (text.length < end + 2 + length + 2) return null;
  return { value: text.slice(end + 2, end + 2 + length), length: end + 2 + length + 2 };
}
