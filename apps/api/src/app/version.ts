/** As in package.json; a spec keeps them equal. */
export const VERSION = '0.1.0';
