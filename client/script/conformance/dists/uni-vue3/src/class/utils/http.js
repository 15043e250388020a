const BASE = 'https://shop.example.com'

class Http {
  constructor(base) {
    this.base = base
    this.logging = null
  }

  get(path, data) {
    return this.request('GET', path, data)
  }

  post(path, data) {
    return this.request('POST', path, data)
  }

  async request(method, path, data, again = false) {
    const answer = await this.send(method, path, data)
    if (answer.statusCode === 401 && !again) {
      await this.login()
      return this.request(method, path, data, true)
    }
    if (answer.statusCode !== 200) {
      throw new Error(path + ': status ' + answer.statusCode)
    }
    return answer.data.data
  }

  send(method, path, data) {
    const token = uni.getStorageSync('token')
    return new Promise((resolve, reject) => {
      uni.request({
        url: this.base + path,
        method,
        data,
        header: token ? { Authorization: 'Bearer ' + token } : {},
        success: resolve,
        fail: reject
      })
    })
  }

  login() {
    if (!this.logging) {
      this.logging = this.enter().finally(() => {
        this.logging = null
      })
    }
    return this.logging
  }

  async enter() {
    const { code } = await uni.login({ provider: 'weixin' })
    const answer = await this.send('POST', '/api/login', { code })
    if (answer.statusCode !== 200) {
      throw new Error('login: status ' + answer.statusCode)
    }
    uni.setStorageSync('token', answer.data.data.token)
  }
}

export default new Http(BASE)
