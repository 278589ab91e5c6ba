// npm test [-- stage …]
// Only old syntax and no imports here: this file must run on any Node to say in words that it is too old.
import('../start/node-version.mjs').then(function (version) {
  if (!version.nodeIsRightOrSaysWhy()) return process.exit(1);
  return import('./test-run.mjs').then(function (tests) {
    return tests.testRun(process.argv.slice(2));
  });
});
