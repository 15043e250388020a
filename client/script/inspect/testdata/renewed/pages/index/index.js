import Http from '../../net/http'
Page({ onLoad() { Http.call('/home').then((r) => this.setData({ r })); Http.call('/list', { page: 1 }).then(({ items }) => this.setData({ items: items.slice() })).catch(() => wx.showToast({ title: '网络错误', icon: 'none' })) } })
