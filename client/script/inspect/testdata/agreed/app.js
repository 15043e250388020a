App({
  globalData: { baseUrl: 'https://build.test/api' },
  onLaunch() {},
})
