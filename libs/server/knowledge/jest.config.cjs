module.exports = {
  displayName: 'server-knowledge',
  preset: '../../../jest.preset.cjs',
};
