export default {
  pages: ['pages/index/index', 'pages/login/login'],
  window: { navigationBarTitleText: 'Shop' }
}
