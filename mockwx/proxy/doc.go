// Package proxy lets a backend that has https://api.weixin.qq.com written into it
// reach a mock WeChat, without a change: it is a CONNECT proxy, for HTTPS_PROXY,
// that ends TLS for this one host with an authority of its own, which the backend
// is told to trust. It connects to nowhere and refuses every other host.
package proxy
