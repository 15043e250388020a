// Package platform is the platform of a mini program in JavaScript: the object wx
// and the global functions that a script finds on a device, on a [wx.Platform].
//
// What most wrappers and pages need behaves as on a device. The rest of wx's
// functions succeed in a later turn and do nothing; each call of one is reported.
// What a device does not have is undefined.
package platform
