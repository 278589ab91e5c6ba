// npm start, npm run demo (--demo), npm run dev (--dev).
// Only old syntax and no imports here: this file must run on any Node to say in words that it is too old.
import('./node-version.mjs').then(function (version) {
  if (!version.nodeIsRightOrSaysWhy()) return process.exit(1);
  return import('./launcher.mjs').then(function (launcher) {
    return launcher.launch(launcher.optionsFrom(process.argv.slice(2)));
  });
});
