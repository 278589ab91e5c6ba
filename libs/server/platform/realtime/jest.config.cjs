module.exports = {
  displayName: 'platform-realtime',
  preset: '../../../../jest.preset.cjs',
};
