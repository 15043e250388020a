package wrapper

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// codeMark stands for the code where a login carries it a second time, or deep in
// its body.
const codeMark = "{{code}}"

// withCode is the endpoint with the code in the place of its marks.
func (l *LoginEndpoint) withCode(code string) *LoginEndpoint {
	filled := *l
	filled.Path = strings.ReplaceAll(l.Path, codeMark, url.QueryEscape(code))
	filled.Header = slices.Clone(l.Header)
	for i := range filled.Header {
		h := &filled.Header[i]
		h.Value = strings.ReplaceAll(h.Value, codeMark, code)
	}
	if bytes.Contains(l.Fields, []byte(codeMark)) {
		quoted := gjson.AppendJSONString(nil, code)
		filled.Fields = bytes.ReplaceAll(l.Fields, []byte(codeMark), quoted[1:len(quoted)-1])
	}
	return &filled
}
