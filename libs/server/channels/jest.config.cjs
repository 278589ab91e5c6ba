module.exports = {
  displayName: 'server-channels',
  preset: '../../../jest.preset.cjs',
};
