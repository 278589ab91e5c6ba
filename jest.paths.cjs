// the path aliases of tsconfig.base.json, for Jest
const path = require('node:path');
const { paths } = require('./tsconfig.base.json').compilerOptions;
module.exports = Object.fromEntries(Object.entries(paths).map(([alias, [file]]) => [`^${alias}$`, path.join(__dirname, file)]));
