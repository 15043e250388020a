package reports

import (
	"encoding/json"
	"fmt"
	"io"
)

// writeJSON writes the schema "wxload.report/v1".
func writeJSON(w io.Writer, r *Report) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false) // thresholds are full of < and >
	if err := encoder.Encode(r); err != nil {
		return fmt.Errorf("write the JSON report: %w", err)
	}
	return nil
}
