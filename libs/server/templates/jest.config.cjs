module.exports = {
  displayName: 'server-templates',
  preset: '../../../jest.preset.cjs',
};
