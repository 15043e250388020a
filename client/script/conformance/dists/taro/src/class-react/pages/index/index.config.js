export default { navigationBarTitleText: 'index' }
