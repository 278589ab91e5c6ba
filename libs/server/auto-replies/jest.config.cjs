module.exports = {
  displayName: 'server-auto-replies',
  preset: '../../../jest.preset.cjs',
};
