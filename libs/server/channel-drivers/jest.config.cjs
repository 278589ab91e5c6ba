module.exports = {
  displayName: 'server-channel-drivers',
  preset: '../../../jest.preset.cjs',
};
