const hosts = {
  develop: 'http://127.0.0.1:8080',
  trial: 'https://trial.feed.test',
  release: 'https://api.feed.test',
}

export const baseURL = hosts[wx.getAccountInfoSync().miniProgram.envVersion]
