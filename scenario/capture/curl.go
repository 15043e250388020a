package capture

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// ReadCurl reads curl commands, as the developer tools, Charles and Postman copy them, one
// or many. A comment in the line before a command names it.
func ReadCurl(data []byte) (*Capture, error) {
	commands, err := shellWords(strings.ToValidUTF8(string(bytes.TrimPrefix(data, []byte("\ufeff"))), ""))
	if err != nil {
		return nil, err
	}
	c := &Capture{Format: "curl", Recorded: true}
	for _, command := range commands {
		first := command.words[0]
		if name := strings.TrimSuffix(first.text[strings.LastIndexAny(first.text, `/\`)+1:], ".exe"); name != "curl" {
			c.note("line "+strconv.Itoa(first.line), "it is no curl command")
			continue
		}
		r := &curl{capture: c, words: command.words[1:], joined: "&"}
		r.Place, r.Name = "line "+strconv.Itoa(first.line), command.comment
		if err := r.read(); err != nil {
			c.note(r.Place, "%v", err)
			continue
		}
		c.add(r.Exchange)
	}
	return c.done()
}

// curl is a command while it is read.
type curl struct {
	Exchange
	capture *Capture
	words   []shellWord
	inline  *string // the value that stands in the word of its option
	data    []string
	url     string
	get     bool // -G
	kind    string
	joined  string
}

func (r *curl) read() error {
	for len(r.words) > 0 {
		word := r.words[0].text
		r.words = r.words[1:]
		var err error
		switch {
		case strings.HasPrefix(word, "--"):
			name, value, has := strings.Cut(word[2:], "=")
			if has {
				r.inline = &value
			}
			err = r.option(name)
		case len(word) > 1 && word[0] == '-':
			err = r.short(word[1:])
		case r.url == "":
			r.url = word
		}
		if err != nil {
			return err
		}
	}
	return r.finish()
}

// short reads options of one letter, of which several may stand together; the value of
// the last may follow at once.
func (r *curl) short(letters string) error {
	long := map[byte]string{'X': "request", 'H': "header", 'd': "data", 'F': "form", 'b': "cookie", 'u': "user", 'A': "user-agent",
		'e': "referer", 'G': "get", 'I': "head", 'o': "output", 'x': "proxy", 'm': "max-time", 'w': "write-out", 'T': "upload-file",
		'E': "cert", 'c': "cookie-jar", 'D': "dump-header", 'K': "config"}
	for i := range len(letters) {
		name := long[letters[i]]
		if name == "" {
			continue // one without a value that changes nothing of the request
		}
		if rest := letters[i+1:]; rest != "" && takesValue(name) {
			r.inline = &rest
			return r.option(name)
		}
		if err := r.option(name); err != nil {
			return err
		}
	}
	return nil
}

// takesValue reports whether a word follows an option.
func takesValue(name string) bool {
	switch name {
	case "get", "head", "insecure", "compressed", "silent", "show-error", "location", "include", "verbose", "fail", "globoff",
		"http1.1", "http1.0", "http2", "http3", "ipv4", "ipv6", "no-buffer", "location-trusted", "path-as-is", "fail-with-body",
		"progress-bar", "ssl-no-revoke", "tlsv1.2", "tlsv1.3", "no-keepalive", "anyauth", "basic", "digest", "parallel", "next":
		return false
	}
	return true
}

// option reads an option, without its dashes.
func (r *curl) option(name string) error {
	if !takesValue(name) {
		r.inline = nil
		switch name {
		case "get":
			r.get = true
		case "head":
			r.Method = "HEAD"
		case "next":
			return fmt.Errorf("--next is not read: write two commands")
		}
		return nil
	}
	value, has := r.value()
	if !has {
		return fmt.Errorf("--%s lacks its value", name)
	}
	switch name {
	case "url":
		r.url = value
	case "request":
		r.Method = strings.ToUpper(value)
	case "header":
		if key, text, has := strings.Cut(value, ":"); has && len(r.Header) < maxFields {
			r.Header = append(r.Header, Field{strings.TrimSpace(key), strings.TrimSpace(text)})
		}
	case "cookie":
		r.Header = append(r.Header, Field{"Cookie", value})
	case "user", "oauth2-bearer":
		r.Header = append(r.Header, Field{"Authorization", map[string]string{"user": "Basic ", "oauth2-bearer": "Bearer "}[name] + value})
	case "form", "form-string":
		r.addForm(name, value)
	case "upload-file":
		return fmt.Errorf("it sends a file that is no form, which wx.uploadFile does not")
	default:
		r.addData(name, value)
	}
	return nil
}

// addForm takes a field of a form; one that begins with @ or < is a file.
func (r *curl) addForm(name, value string) {
	key, text, _ := strings.Cut(value, "=")
	r.Upload = true
	switch {
	case name == "form" && (strings.HasPrefix(text, "@") || strings.HasPrefix(text, "<")):
		if r.File == "" {
			r.File = key
		}
	case len(r.Form) < maxFields:
		r.Form = append(r.Form, Field{key, text})
	}
}

// value is that of an option: what its word has, or else the next word.
func (r *curl) value() (text string, has bool) {
	switch {
	case r.inline != nil:
		text, r.inline = *r.inline, nil
	case len(r.words) > 0:
		text, r.words = r.words[0].text, r.words[1:]
	default:
		return "", false
	}
	return text, true
}

// addData takes the options that are the body.
func (r *curl) addData(name, value string) {
	switch name {
	case "data", "data-ascii", "data-binary", "json":
		if strings.HasPrefix(value, "@") {
			r.capture.note(r.Place, "its body is in the file %s, which is not read", strings.TrimPrefix(value, "@"))
			return
		}
	case "data-raw":
	case "data-urlencode":
		key, text, has := strings.Cut(value, "=")
		if !has {
			key, text = "", value
		}
		value = strings.TrimPrefix(EncodeForm([]Field{{key, text}}), "=")
	default:
		return // it changes nothing of the request
	}
	if name == "json" {
		r.kind, r.joined = "application/json", ""
	}
	r.data = append(r.data, value)
}

func (r *curl) finish() error {
	if r.url == "" {
		return fmt.Errorf("it has no URL")
	}
	if err := r.setURL(r.url); err != nil {
		return err
	}
	body := strings.Join(r.data, r.joined)
	switch {
	case r.get:
		r.Query = append(r.Query, ParseForm(body)...)
	case len(body) > maxBody:
		r.capture.note(r.Place, "its body is longer than %d KB and is not read", maxBody>>10)
	case body != "":
		r.Body = []byte(body)
		if r.kind == "" {
			r.kind = "application/x-www-form-urlencoded"
		}
		if Get(r.Header, "Content-Type") == "" {
			r.Header = append(r.Header, Field{"Content-Type", r.kind})
		}
	}
	if r.Method == "" {
		r.Method = map[bool]string{true: "POST", false: "GET"}[r.Body != nil || r.Upload]
	}
	return nil
}
