// Package errno has the errno values with which wx.request fails.
// WeChat: https://developers.weixin.qq.com/miniprogram/dev/framework/usability/PublicErrno.html
package errno

// The errno values of wx.request.
const (
	Timeout     = 5 // WeChat's general one, as seen on devices
	Unknown     = 600000
	Network     = 600001 // cronet
	Domain      = 600002 // url not in domain list
	Interrupted = 600003
	TooMany     = 600007 // too many tasks
	Redirects   = 600008
	InvalidURL  = 600009
	Data        = 600010
)
