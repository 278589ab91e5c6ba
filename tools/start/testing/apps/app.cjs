// A stand-in for api, worker and simulator: small, but with the same manners towards the launcher.
const http = require('node:http');

const name = require('node:path').basename(__dirname);
const port = { api: process.env.PORT, worker: process.env.WORKER_PORT, simulator: process.env.MAILTRIXY_SIMULATOR_PORT }[name];
const server = http.createServer((request, response) => {
  if (request.url === '/crash') process.exit(7);
  if (request.url === '/sign-in') response.setHeader('Set-Cookie', `mx_${process.env.MAILTRIXY_INSTANCE}=session; HttpOnly; Path=/`);
  if (request.url === '/env') return response.end(JSON.stringify({ pid: process.pid, argv: process.argv, env: process.env }));
  response.end(name);
});
server.listen(Number(port), () => process.send?.({ type: 'ready', url: `http://localhost:${port}` }));
for (const event of ['disconnect', 'SIGTERM']) process.on(event, () => server.close(() => process.exit(0)) && server.closeAllConnections());
