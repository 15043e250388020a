// Looks again every 200 ms until there is a token and the first launch is over;
// renews the token under a flag after a failure, and then sends again.
const KEY = 'Authorization'
const LOOK_AGAIN = 200
const OK = 20000
const NO_LOGIN = 40100
const HOST = { develop: 'http://127.0.0.1:3000', trial: '', release: '' }[wx.getAccountInfoSync().miniProgram.envVersion]

const state = () => getApp().globalData

function request(call) {
  return new Promise((resolve, reject) => {
    const again = () => setTimeout(() => resolve(request(call)), LOOK_AGAIN)
    const token = wx.getStorageSync(KEY)
    if (call.identity && (!token || state().launching)) {
      again()
      return
    }
    wx.request({
      url: /^https?:\/\//.test(call.url) ? call.url : HOST + call.url,
      method: call.method,
      data: call.data || {},
      header: Object.assign({ [KEY]: token, 'content-type': 'application/json' }, call.header),
      timeout: 12000,
      success({ data }) {
        if (data.code === OK) {
          resolve(data.result)
        } else if (data.code !== NO_LOGIN) {
          reject(data)
        } else if (state().renewing) {
          again()
        } else {
          renew().then(() => resolve(request(call)))
        }
      },
      fail(reason) {
        wx.showToast({ title: 'network', icon: 'error' })
        reject(reason)
      },
    })
  })
}

const exchange = (code) => request({ method: 'POST', url: '/login', identity: false, data: { code } })

const profile = () => request({ method: 'GET', url: '/getUserInfo', identity: true })

// freshCode never settles where wx.login fails.
const freshCode = () =>
  new Promise((resolve) => {
    wx.login({ success: ({ code }) => code && resolve(code) })
  })

function renew() {
  state().renewing = true
  wx.removeStorageSync(KEY)
  return new Promise(async (resolve, reject) => {
    try {
      const code = await freshCode()
      exchange(code)
        .then((result) => {
          const { token } = result
          wx.setStorageSync(KEY, token)
          state().renewing = false
          resolve(token)
        })
        .catch((reason) => reject(reason))
    } catch (reason) {
      reject(reason)
    }
  })
}

function keptToken() {
  return new Promise((resolve, reject) => {
    wx.checkSession({
      success() {
        const token = wx.getStorageSync(KEY)
        if (token) resolve(token)
        else reject('no token')
      },
      fail: () => reject('no session'),
    })
  })
}

function firstToken() {
  return new Promise((resolve, reject) => {
    keptToken()
      .then((token) => resolve(token))
      .catch(async () => {
        try {
          resolve(await renew())
        } catch (reason) {
          reject(reason)
        }
      })
  })
}

App({
  globalData: { launching: false, renewing: false },
  onLaunch() {
    const own = this.globalData
    own.launching = true
    firstToken()
      .then(() => {
        profile().then((result) => {
          own.user = result
        })
      })
      .catch(() => {})
      .finally(() => {
        own.launching = false
      })
  },
})

exports.request = request
