const app = getApp()

Page({
  onLoad(options) {
    app.ready = () => app.ask('index', { id: options.id }, (data) => this.setData({ info: data.info }))
    if (app.globalData.token) app.ready()
  },
})
