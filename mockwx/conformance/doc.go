// Package conformance runs code that was written for the real WeChat against the
// mock, by its proxy and unmodified: github.com/silenceper/wechat/v2 here, and
// node-easywechat and wafer-node-session in node/. It is a module of its own, so
// that wxload itself depends on none of them. "make conformance" runs all three.
package conformance
