// Package reference has the request function that is right, to copy into a mini program:
// in JavaScript and in TypeScript, for wx, for Taro and for uni-app, without any
// dependency. Its rules are those of the wrapper reference in Go.
package reference

import "embed"

// Files are reference.js and reference.ts; taro.ts and uni.js use one of them for the
// platforms of these frameworks.
//
//go:embed reference.js reference.ts taro.ts uni.js
var Files embed.FS
