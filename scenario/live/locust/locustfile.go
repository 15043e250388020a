package locust

import _ "embed"

//go:embed locustfile.py
var file string

// File is the locustfile for a master of workers: it keeps their results, and has them
// merged and judged by "wxload merge".
func File() string { return file }
