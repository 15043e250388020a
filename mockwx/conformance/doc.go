// Package conformance runs SDKs that were written for the real WeChat against the
// mock, by its proxy and unmodified: github.com/silenceper/wechat/v2 here, and
// node-easywechat in node/. It is a module of its own, so that wxload itself
// depends on neither. "make conformance" runs both.
package conformance
