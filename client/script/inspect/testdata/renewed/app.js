import http from './net/http'
App({ onLaunch() { if (!wx.getStorageSync('auth')) http.login().catch(console.error) } })
