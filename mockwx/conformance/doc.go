// Package conformance runs code that was written for the real WeChat against the
// mock, by its proxy and unmodified: github.com/silenceper/wechat/v2 here,
// node-easywechat and wafer-node-session in node/, and in backends/ what wxload loads:
// passport-wechat-mp with express-session, @nestjs/jwt and egg-weapp-sdk. It is a module
// of its own, so that wxload itself depends on none of them. "make conformance" runs all.
package conformance
