const Root = 'https://api.shop.test/wx/'

module.exports = {
  Login: Root + 'auth/login_by_weixin',
  Index: Root + 'home/index',
  Cart: Root + 'cart/index',
  Me: Root + 'user/index',
}
