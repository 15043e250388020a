module.exports = {
  baseUrl: 'https://api.shop.test/v1',
}
