// bare.mjs with group commit.
process.argv[2] = 'group';
await import('./bare.mjs');
