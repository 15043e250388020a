App({ globalData: { userInfo: null } })
