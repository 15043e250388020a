import axios from 'axios-miniprogram'

export const get = (url) => axios.get(url).then((r) => r.data)
