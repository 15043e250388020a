package client

import "strings"

// platformWords puts the platform's errMsg into a few words: the cause alone, where
// it is one of those that the network stack of a device tells. A wx.login that failed
// is told from a login POST: it is WeChat that did not answer, not the target.
func platformWords(errMsg string, reused bool) string {
	if rest, is := strings.CutPrefix(errMsg, "login:fail"); is {
		return "wx.login: " + platformWords(strings.TrimPrefix(rest, " "), reused)
	}
	_, name, network := strings.Cut(errMsg, "net::ERR_")
	if !network {
		return plainWords(errMsg)
	}
	if reused && closedByServer(name) {
		return "reset on a reused connection"
	}
	if words := netWords(name); words != "" {
		return words
	}
	return strings.ToLower(strings.ReplaceAll(name, "_", " "))
}

// closedByServer reports the errors of a connection that the server has closed.
func closedByServer(name string) bool {
	switch name {
	case "CONNECTION_RESET", "CONNECTION_CLOSED", "CONNECTION_ABORTED", "EMPTY_RESPONSE":
		return true
	}
	return false
}

// netWords are the words for Chromium's name of a network error; "" where they would
// say nothing else.
func netWords(name string) string {
	switch name {
	case "EMPTY_RESPONSE":
		return "closed without an answer"
	case "NAME_NOT_RESOLVED":
		return "name not resolved (DNS)"
	case "ADDRESS_IN_USE":
		return "no local port free"
	case "INSUFFICIENT_RESOURCES":
		return "no file descriptor free"
	case "CERT_AUTHORITY_INVALID":
		return "TLS: certificate of an unknown authority"
	case "CERT_COMMON_NAME_INVALID":
		return "TLS: certificate for another host"
	case "CERT_DATE_INVALID":
		return "TLS: certificate expired"
	case "CERT_INVALID":
		return "TLS: certificate invalid"
	case "SSL_PROTOCOL_ERROR":
		return "TLS: protocol error"
	case "INVALID_HTTP_RESPONSE":
		return "answer is not HTTP"
	case "RESPONSE_HEADERS_TOO_BIG":
		return "answer's head too large"
	case "CONTENT_LENGTH_MISMATCH", "INCOMPLETE_CHUNKED_ENCODING":
		return "answer cut short"
	case "INVALID_CHUNKED_ENCODING":
		return "answer's chunks malformed"
	case "CONTENT_DECODING_FAILED":
		return "answer not in its encoding"
	case "FAILED":
		return "network error"
	}
	return ""
}

// maxPlain bounds what is shown of an errMsg.
const maxPlain = 60

// plainWords are an errMsg without the names of the functions that failed and
// without WeChat's number of the call: "login:fail system error, rid: …" is "system
// error".
func plainWords(errMsg string) string {
	text := errMsg
	if i := strings.LastIndex(text, ":fail"); i >= 0 {
		text = text[i+len(":fail"):]
	}
	text, _, _ = strings.Cut(text, "rid:")
	text = strings.Trim(text, " ,:")
	switch text {
	case "":
		return "failed"
	case "abort":
		return "aborted"
	case "url not in domain list":
		return "domain not allowed"
	case "exceed max task count":
		return "no free slot"
	case "response data exceeds max size":
		return "answer too large"
	}
	return text[:min(len(text), maxPlain)]
}
