export const BASE = 'https://mall.test/app'
export const OK = 0
export const NO_LOGIN = -100
