package wire

import (
	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/client/wx/errno"
)

// Error is why a request cannot leave, or why what came is no answer to it. Its texts are
// fixed: none quotes a URL or an answer.
type Error uint8

// What can go wrong without a network having to do with it.
const (
	ErrMethod       Error = iota + 1 // the method is no token
	ErrHeader                        // a header's name or value would not stay what it is
	ErrURL                           // not an absolute http or https URL, in a request or a redirect
	ErrRedirects                     // more redirects than are followed
	ErrNoAnswer                      // the connection ended, and nothing had come
	ErrCut                           // it ended within the head
	ErrHeadTooLarge                  // more than the head may have
	ErrMalformed                     // what came is not HTTP/1.1
	ErrBodyTooLarge                  // more than the body may have, packed or not
	ErrBodies                        // more than there is room for beside the other answers
	ErrLength                        // the connection ended before the length that was announced
	ErrChunks                        // the chunks are malformed
	ErrChunksCut                     // the connection ended within the chunks
	ErrPacked                        // the body is not in its Content-Encoding
)

// words are an error's texts: one for developers of this program, and the errMsg and errno
// of a device.
type words struct {
	reason string
	msg    string
	errno  int
}

// WeChat: https://developers.weixin.qq.com/miniprogram/dev/framework/usability/PublicErrno.html
var texts = [...]words{
	ErrMethod:       {"invalid method", "request:fail invalid method", errno.Unknown},
	ErrHeader:       {"invalid header", "request:fail invalid header", errno.Unknown},
	ErrURL:          {"not an absolute http or https URL", "request:fail invalid url", errno.InvalidURL},
	ErrRedirects:    {"too many redirects", netError("-310", "ERR_TOO_MANY_REDIRECTS"), errno.Redirects},
	ErrNoAnswer:     {"connection closed without an answer", netError("-324", "ERR_EMPTY_RESPONSE"), errno.Network},
	ErrCut:          {"connection closed within the answer's head", netError("-100", "ERR_CONNECTION_CLOSED"), errno.Network},
	ErrHeadTooLarge: {"answer's head too large", netError("-325", "ERR_RESPONSE_HEADERS_TOO_BIG"), errno.Network},
	ErrMalformed:    {"answer is not HTTP/1.1", netError("-370", "ERR_INVALID_HTTP_RESPONSE"), errno.Network},
	ErrBodyTooLarge: {"answer's body too large", "request:fail response data exceeds max size", errno.Data},
	ErrBodies:       {"answers' bodies in flight too large together", "request:fail answers in flight exceed platform.bodies", errno.Data},
	ErrLength:       {"answer's body shorter than its Content-Length", netError("-354", "ERR_CONTENT_LENGTH_MISMATCH"), errno.Network},
	ErrChunks:       {"answer's chunks malformed", netError("-321", "ERR_INVALID_CHUNKED_ENCODING"), errno.Network},
	ErrChunksCut:    {"connection closed within the answer's chunks", netError("-355", "ERR_INCOMPLETE_CHUNKED_ENCODING"), errno.Network},
	ErrPacked:       {"answer's body not in its Content-Encoding", netError("-330", "ERR_CONTENT_DECODING_FAILED"), errno.Network},
}

// Error says what went wrong.
func (e Error) Error() string { return texts[e].reason }

// Platform is what a fail callback receives on a device.
func (e Error) Platform() *wx.Error {
	return &wx.Error{ErrMsg: texts[e].msg, Errno: texts[e].errno}
}

// NetError is what a fail callback receives where Chromium's network stack, which devices
// send through, fails with a code.
//
// Chromium: net/base/net_error_list.h
func NetError(code, name string) *wx.Error {
	return &wx.Error{ErrMsg: netError(code, name), Errno: errno.Network}
}

func netError(code, name string) string {
	return "request:fail errcode:" + code + " cronet_error_code:" + code + " error_msg:net::" + name
}
