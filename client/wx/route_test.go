package wx

import "testing"

func TestARouteHasNoNumbers(t *testing.T) {
	for url, want := range map[string]string{
		"https://api.test/goods/17/pictures?x=1": "GET /goods/*/pictures",
		"/api/v1/index":                          "GET /api/v1/index",
		"https://api.test":                       "GET /",
		"https://api.test/user/5f3c9a1be77a4c0d8e2f6b90/cart#me": "GET /user/*/cart",
		"goods/list":                          "GET /goods/list",
		"/wx/getUserInfoByEncryptedDataAndIv": "GET /wx/getUserInfoByEncryptedDataAndIv",
		"/login/oauth2":                       "GET /login/oauth2",
		"/p/2024-11-28":                       "GET /p/*",
		"/t/abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz": "GET /t/*",
	} {
		if got := Route("GET", url); got != want {
			t.Errorf("%s: %s, want %s", url, got, want)
		}
	}
}
