// The stub is TypeScript without dependencies: esbuild puts it into one module in memory.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const { outputFiles } = await build({ entryPoints: [path.join(root, 'libs/server/ai-providers/src/lib/stub/provider-stub.ts')], bundle: true, platform: 'node', format: 'esm', target: 'node20', write: false });

export const { startProviderStub, STUB_MODES } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
