export default { navigationBarTitleText: 'login' }
