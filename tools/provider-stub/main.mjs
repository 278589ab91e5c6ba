// A language model provider on this machine, for browser tests, the demo and trying things out.
// usage: node tools/provider-stub/main.mjs [--port N]   prints {"url": …} once it listens; ends with its parent's IPC or SIGTERM
// What it answers can be changed while it runs: POST /_stub/mode {"mode": "e500"}, /_stub/say {"reply": "text"}, …
import { startProviderStub } from './load.mjs';

const at = process.argv.indexOf('--port');
const stub = await startProviderStub({ port: at > 0 ? Number(process.argv[at + 1]) : 0 });
console.log(JSON.stringify({ url: stub.url }));
process.send?.({ type: 'ready', url: stub.url });
const end = () => void stub.close().then(() => process.exit(0));
process.on('disconnect', end);
process.on('message', (message) => message?.type === 'stop' && end());
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, end);
