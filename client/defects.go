package client

// The classes of defects that an observer can see.
const (
	DuplicateLogin       = "duplicate-login"
	DuplicateRefresh     = "duplicate-refresh"
	RefreshTokenReused   = "refresh-token-reused"
	TokenRegressed       = "token-regressed"
	LoginRate            = "login-rate"
	CodeReused           = "code-reused"
	CodeExpired          = "code-expired"
	LoginLoop            = "login-loop"
	AuthLoop             = "auth-loop"
	HungRequest          = "hung-request"
	TokenlessSend        = "tokenless-send"
	AuthFailureDelivered = "auth-failure-delivered"
	AuthFailureIgnored   = "auth-failure-ignored"
	ErrorSwallowed       = "error-swallowed"
	SessionTrusted       = "session-trusted"
	FreshTokenDeleted    = "fresh-token-deleted"
	ReplayedWrite        = "replayed-write"
	LoginStarved         = "login-starved"
	SlowAfterLogin       = "wait-after-login"
	WrongDomain          = "wrong-domain"
	SealedBeforeLogin    = "sealed-before-login"
	KeyDisplaced         = "session-key-displaced"
	KeyLeaked            = "session-key-leaked"
	FalseLogin           = "error-taken-for-login" // which takes WeChat's books to see
	IdentityMixed        = "identity-mixed"
	ScriptError          = "script-error"
)
