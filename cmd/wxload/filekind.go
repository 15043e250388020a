package main

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/wxload/wxload/scenario/explore"
)

// schemaOf reads what a JSON file says that it is, and refuses one that is none of
// what a command takes. It is empty where the file says nothing.
func schemaOf(file string, data []byte, takes ...string) (string, error) {
	var head struct {
		Schema any `json:"schema"`
	}
	if json.Unmarshal(data, &head) != nil || head.Schema == nil {
		return "", nil // the parser says what is wrong with it
	}
	schema, _ := head.Schema.(string)
	if slices.Contains(takes, schema) {
		return schema, nil
	}
	hint := "another version of wxload wrote it, or another program"
	if schema == explore.ReplaySchema {
		hint = `"wxload replay" runs it`
	}
	return "", wrongUsage(hint, "%s: schema %q: expected %s", file, schema, strings.Join(takes, " or "))
}

// noJSON tells that a file is too large, cut off, or no JSON at all.
func noJSON(file string, data []byte, hint string) error {
	if len(data) == maxFile {
		return wrongUsage(hint, "%s: more than %s bytes are not read", file, number(maxFile-1))
	}
	var any json.RawMessage
	if err := json.Unmarshal(data, &any); err != nil {
		return wrongUsage(hint, "%s: no JSON, or not all of it: %w", file, err)
	}
	return nil
}
