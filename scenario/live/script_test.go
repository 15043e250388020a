package live_test

import (
	"os"

	"github.com/wxload/wxload/client/script"
	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/client/wrapper"
)

// The users' own wrappers of these tests: one as many have it, one that is right.
const (
	shopScript      = "testdata/shop/utils/fixed.js"
	referenceScript = "reference/reference.js"
)

// ownWrapper is JavaScript of client/script as a wrapper.
func ownWrapper(file string) (wrapper.Info, error) {
	project, err := load.New(os.DirFS("../../client/script"), file, load.Limits{})
	if err != nil {
		return wrapper.Info{}, err
	}
	port, _ := wrapper.Find("flyjs")
	s, err := script.New(project, script.Options{ID: file, Shape: port.Shape, Settings: port.Defaults})
	if err != nil {
		return wrapper.Info{}, err
	}
	return s.Info(), nil
}
