package scenario

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// Upload is a file that a step sends.
type Upload struct {
	Name     string            `yaml:"name" format:"name" unset:"the path, with * for its placeholders" doc:"Name of the request in reports and thresholds."`
	Path     string            `yaml:"path" format:"path or url" unset:"another kind of step" doc:"Path below the domain, or an absolute URL."`
	File     string            `yaml:"file" format:"text" unset:"size bytes that mean nothing" doc:"The file, beside the scenario's own."`
	Size     Size              `yaml:"size" min:"1KB" max:"200MB" unset:"200KB, or the file's" doc:"How much is sent where there is no file."`
	Field    string            `yaml:"field" format:"header name" unset:"file" doc:"Name of the file's field in the form."`
	Form     json.RawMessage   `yaml:"form" format:"object" unset:"the file alone" doc:"Further fields of the form; they may have placeholders."`
	Header   map[string]string `yaml:"header" format:"header" doc:"Headers of this upload."`
	Identity bool              `yaml:"identity" unset:"true, but false for paths on the wrapper's whitelist" doc:"Whether it needs a token."`
	Tags     []string          `yaml:"tags" format:"name" unset:"none" doc:"Groups that it is counted in, as a request is."`
	Save     map[string]Saved  `yaml:"save" doc:"Values of the answer, as a request saves them."`
}

// Download is a file that a step gets.
type Download struct {
	Name     string            `yaml:"name" format:"name" unset:"the path, with * for its placeholders" doc:"Name of the request in reports and thresholds."`
	Path     string            `yaml:"path" format:"path or url" unset:"another kind of step" doc:"Path below the domain, or an absolute URL."`
	Header   map[string]string `yaml:"header" format:"header" doc:"Headers of this download."`
	Identity bool              `yaml:"identity" unset:"true, but false for paths on the wrapper's whitelist" doc:"Whether it needs a token."`
	Tags     []string          `yaml:"tags" format:"name" unset:"none" doc:"Groups that it is counted in, as a request is."`
	Save     map[string]Saved  `yaml:"save" doc:"Values of the answer's headers, as a request saves them."`
}

// fromText reads "[NAME] PATH".
func (u *Upload) fromText(text string) (err error) {
	u.Name, u.Path, err = nameAndPath(text)
	return err
}

// fromText reads "[NAME] PATH".
func (d *Download) fromText(text string) (err error) {
	d.Name, d.Path, err = nameAndPath(text)
	return err
}

func nameAndPath(text string) (name, path string, err error) {
	switch words := strings.Fields(text); len(words) {
	case 1:
		return "", words[0], nil
	case 2:
		return words[0], words[1], nil
	}
	return "", "", errors.New(`expected "NAME /path" or a mapping (name, path, …)`)
}

// Transfer makes a request an upload, or a download.
type Transfer struct {
	Upload   bool
	Field    string      // of the form
	FileName string      // empty where the bytes mean nothing
	Size     int64       // bytes
	Content  io.ReaderAt // nil before [Scenario.OpenFiles], and where the bytes mean nothing
}

// defaultUpload is the size of a photo as wx.chooseImage compresses it.
const defaultUpload = 200 << 10

func (u *Upload) request() Request {
	t := &Transfer{Upload: true, Field: u.Field, Size: int64(u.Size)}
	if u.File != "" {
		t.FileName = path.Base(strings.ReplaceAll(u.File, `\`, "/"))
	} else if t.Size == 0 {
		t.Size = defaultUpload
	}
	return Request{Name: u.Name, Method: "POST", Path: u.Path, Header: u.Header, Body: u.Form, Tags: u.Tags, Save: u.Save, Identity: u.Identity, Transfer: t}
}

func (d *Download) request() Request {
	return Request{Name: d.Name, Method: "GET", Path: d.Path, Header: d.Header, Tags: d.Tags, Save: d.Save, Identity: d.Identity, Transfer: &Transfer{}}
}

// OpenFiles opens the files that the flow uploads, each once: open gives the content of
// the file with a name as it stands in the scenario, and its size in bytes.
func (s *Scenario) OpenFiles(open func(name string) (io.ReaderAt, int64, error)) error {
	opened := map[string]*Transfer{}
	var failed error
	s.EachStep(func(step *Step) {
		name := step.Upload.File
		if step.Kind != StepUpload || name == "" || failed != nil {
			return
		}
		t := step.Requests[0].Transfer
		if before := opened[name]; before != nil {
			t.Content, t.Size = before.Content, before.Size
			return
		}
		if t.Content, t.Size, failed = open(name); failed == nil && t.Size > maxUpload {
			failed = fmt.Errorf("%s has %d MB; at most %d MB are uploaded", name, t.Size>>20, maxUpload>>20)
		}
		opened[name] = t
	})
	return failed
}

// maxUpload bounds a file, in bytes.
const maxUpload = 200 << 20

// transfer makes the request of a step that sends or gets a file, unless it has no path.
func (d *decoder) transfer(path string, step *Step) {
	r, key := step.Upload.request(), ".upload"
	if step.Kind == StepDownload {
		r, key = step.Download.request(), ".download"
	}
	if len(step.Requests) > 0 {
		d.fail(d.place(path), path, "requests belong to a page; begin it with its own \"- \"")
	}
	step.Requests = nil
	if formatProblem("path or url", r.Path) == "" {
		r.Identity = r.Identity || !d.given(path+key+".identity")
		step.Requests = []Request{r}
	}
}
