import Request from 'luch-request'

export const get = (url) => new Request().get(url).then((r) => r.data)
