module.exports = {
  displayName: 'shared-dto',
  preset: '../../../jest.preset.cjs',
};
