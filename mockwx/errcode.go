package mockwx

import "fmt"

// APIError is an error answer of WeChat's server API.
type APIError struct {
	Errcode int
	Errmsg  string // without the rid, which belongs to a request
}

// Error gives errcode and errmsg.
func (e *APIError) Error() string { return fmt.Sprintf("errcode %d: %s", e.Errcode, e.Errmsg) }

// WeChat: https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/user-login/code2Session.html
// and the list of global return codes.
const (
	errcodeBusy         = -1
	errcodeBadToken     = 40001
	errcodeBadGrantType = 40002
	errcodeBadOpenID    = 40003
	errcodeBadAppID     = 40013
	errcodeBadCode      = 40029
	errcodeBadURL       = 40066
	errcodeBadSecret    = 40125
	errcodeCodeUsed     = 40163
	errcodeCodeBlocked  = 40226 // high-risk user
	errcodeNoToken      = 41001
	errcodeNoAppID      = 41002
	errcodeNoSecret     = 41004
	errcodeNoCode       = 41008
	errcodeTokenExpired = 42001
	errcodeNotGet       = 43001
	errcodeNotPost      = 43002
	errcodeNoBody       = 44002
	errcodeDayQuota     = 45009
	errcodeQuota        = 45011
	errcodeBadBody      = 47001
	errcodeNoSession    = 87007
	errcodeBadSigMethod = 87008
	errcodeBadSignature = 87009
)

// errmsgOf is WeChat's text of an errcode; empty if the mock does not know it.
func errmsgOf(errcode int) string {
	switch errcode {
	case errcodeBusy:
		return "system error"
	case errcodeBadGrantType:
		return "invalid grant_type"
	case errcodeBadAppID:
		return "invalid appid"
	case errcodeBadCode:
		return "invalid code"
	case errcodeBadURL:
		return "invalid url"
	case errcodeBadSecret:
		return "invalid appsecret"
	case errcodeCodeUsed:
		return "code been used"
	case errcodeCodeBlocked:
		return "code blocked"
	case errcodeNoAppID:
		return "appid missing"
	case errcodeNoSecret:
		return "appsecret missing"
	case errcodeNoCode:
		return "missing code"
	case errcodeNotGet:
		return "require GET method"
	case errcodeQuota:
		return "api minute-quota reach limit mustslower retry next minute"
	}
	return tokenErrmsgOf(errcode)
}

// tokenErrmsgOf has the texts that jscode2session does not need.
func tokenErrmsgOf(errcode int) string {
	switch errcode {
	case errcodeBadToken:
		return "invalid credential, access_token is invalid or not latest, could get access_token by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r"
	case errcodeBadOpenID:
		return "invalid openid"
	case errcodeNoToken:
		return "access_token missing"
	case errcodeTokenExpired:
		return "access_token expired"
	case errcodeNotPost:
		return "require POST method"
	case errcodeNoBody:
		return "empty post data"
	case errcodeDayQuota:
		return "reach max api daily quota limit"
	case errcodeBadBody:
		return "data format error"
	case errcodeNoSession:
		return "session_key is not existd or expired" // WeChat's spelling
	case errcodeBadSigMethod:
		return "invalid sig_method"
	case errcodeBadSignature:
		return "invalid signature"
	}
	return ""
}

func newAPIError(errcode int) *APIError {
	return &APIError{Errcode: errcode, Errmsg: errmsgOf(errcode)}
}
