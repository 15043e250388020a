import { get, post } from '../../utils/http'

Page({
  async onShow() {
    const { items } = await get('/home', { page: 1 })
    for (const item of items) this.setData({ [item.id]: item.title.trim() })
  },
})
