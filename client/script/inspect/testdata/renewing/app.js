App({
  globalData: { base: 'https://renew.test' },
})
