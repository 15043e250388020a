// A class whose objects log in: where WeChat or the server does not know the stored
// key any more, or there is none. No object knows of another.
const HOST = 'http://127.0.0.1:3000'

class Http {
  request({ url, method = 'GET', data, header = {} }) {
    return new Promise((resolve, reject) => {
      wx.request({
        url: HOST + url,
        method,
        data,
        header,
        success: (answer) =>
          answer.statusCode >= 200 && answer.statusCode < 300 ? resolve(answer.data) : reject(answer),
        fail: reject,
      })
    })
  }
}

class User extends Http {
  login() {
    return new Promise((resolve) => {
      const anew = () => {
        this.code()
          .then(({ code }) => this.exchange(code))
          .then(() => {
            resolve()
          })
      }
      if (!wx.getStorageSync('sessionKey')) {
        anew()
        return
      }
      this.askWeChat()
        .then(() => this.askServer())
        .then(() => {
          resolve()
        })
        .catch(anew)
    })
  }

  askWeChat() {
    return new Promise((resolve, reject) => {
      wx.checkSession({ success: () => resolve(true), fail: () => reject(false) })
    })
  }

  askServer() {
    return new Promise((resolve, reject) => {
      this.request({ url: '/checkSession', method: 'POST', header: User.header() })
        .then((body) => {
          resolve(body)
        })
        .catch((reason) => {
          reject(reason)
        })
    })
  }

  code() {
    return new Promise((resolve, reject) => {
      wx.login({ success: (result) => (result.code ? resolve(result) : reject(result)), fail: (reason) => reject(reason) })
    })
  }

  exchange(code) {
    return new Promise((resolve) => {
      this.request({ url: '/login', method: 'POST', data: { code } })
        .then((body) => {
          wx.setStorageSync('sessionKey', body.data)
          resolve()
        })
        .catch(() => {
          wx.showToast({ title: 'login failed' })
        })
    })
  }

  static header() {
    return { sessionKey: wx.getStorageSync('sessionKey') }
  }
}

const send = (call) => {
  const header = call.identity ? User.header() : {}
  return new User().request({ url: call.url, method: call.method, data: call.data, header })
}

module.exports = {
  User,
  send,
  launch: () => new User().login(),
  request: (call) => (call.identity ? new User().login().then(() => send(call)) : send(call)),
}
