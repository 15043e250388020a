const Http = require('./http')
module.exports = class Api extends Http {
  profile() { return this.send('/v2/me') }
  cars(city) { return this.send('/v2/cars', 'GET', { city }) }
  order(carId) { return this.send('/v2/orders', 'POST', { carId }) }
}
