package capture

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
)

// setUpload makes the body of an entry an upload: by its parameters, or else by its text,
// of which browsers keep all but the file.
func (e *Exchange) setUpload(kind string, body []byte, params *harParams) {
	e.Upload, e.Body = true, nil
	if e.File, e.Form = params.file, params.fields; e.File != "" || len(e.Form) > 0 {
		return
	}
	_, options, err := mime.ParseMediaType(kind)
	if err != nil || options["boundary"] == "" {
		return
	}
	parts := multipart.NewReader(bytes.NewReader(body), options["boundary"])
	for len(e.Form) < maxFields {
		part, err := parts.NextRawPart()
		if err != nil {
			return // what was cut off is not known
		}
		if part.FileName() != "" {
			if e.File == "" {
				e.File = part.FormName()
			}
			continue
		}
		text, err := io.ReadAll(io.LimitReader(part, maxBody))
		if err == nil && part.FormName() != "" {
			e.Form = append(e.Form, Field{part.FormName(), string(bytes.ToValidUTF8(text, nil))})
		}
	}
}
