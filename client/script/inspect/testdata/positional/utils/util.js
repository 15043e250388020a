function request(url, data = {}, method = 'GET') {
  return new Promise((resolve, reject) => {
    wx.request({
      url,
      data,
      method,
      header: { 'Content-Type': 'application/json', 'X-Shop-Token': wx.getStorageSync('token') },
      success(res) {
        if (res.statusCode !== 200) return reject(res.errMsg)
        if (res.data.errno === 501) {
          wx.removeStorageSync('token')
          wx.switchTab({ url: '/pages/mine/mine' }) // and settles nobody
        } else {
          resolve(res.data)
        }
      },
      fail: reject,
    })
  })
}

module.exports = { request }
