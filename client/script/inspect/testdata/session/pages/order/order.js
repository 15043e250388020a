Page({ onLoad() { getApp().api.profile().then((me) => this.setData({ me })) } })
