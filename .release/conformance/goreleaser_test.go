package conformance

import (
	"testing"

	"github.com/goreleaser/goreleaser/v2/pkg/config"
)

// The reader of goreleaser knows every key of its configuration.
func TestGoreleaserKnowsEveryKey(t *testing.T) {
	c, err := config.Load("../goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Builds) != 1 || len(c.NFPMs) != 1 || len(c.SBOMs) != 1 || len(c.DockersV2) != 1 || c.Checksum.NameTemplate == "" {
		t.Errorf("it lacks a part: %+v", c)
	}
}
