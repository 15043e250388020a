import wepy from 'wepy'

const BASE = 'https://shop.example.com'

const send = (path, method, data) => {
  const token = wepy.getStorageSync('token')
  return wepy.request({
    url: BASE + path,
    method,
    data,
    header: token ? { Authorization: 'Bearer ' + token } : {}
  })
}

let logging = null

const enter = async () => {
  try {
    const { code } = await wepy.login()
    const answer = await send('/api/login', 'POST', { code })
    if (answer.statusCode !== 200) {
      throw new Error('login: status ' + answer.statusCode)
    }
    wepy.setStorageSync('token', answer.data.data.token)
  } finally {
    logging = null
  }
}

export const login = () => {
  logging = logging || enter()
  return logging
}

export const request = async (path, method = 'GET', data = {}) => {
  let answer = await send(path, method, data)
  if (answer.statusCode === 401) {
    await login()
    answer = await send(path, method, data)
  }
  if (answer.statusCode !== 200) {
    throw new Error(path + ': status ' + answer.statusCode)
  }
  return answer.data.data
}
