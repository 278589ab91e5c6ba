module.exports = {
  displayName: 'server-whatsapp-cloud',
  preset: '../../../jest.preset.cjs',
};
