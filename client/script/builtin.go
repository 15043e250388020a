package script

import (
	_ "embed"
	"fmt"

	"github.com/wxload/wxload/client/script/appservice"
	"github.com/wxload/wxload/client/script/engine"
)

// The modules that come with this package stand for packages whose functions are
// the platform's under another name.
var (
	//go:embed builtin/taro.js
	taroSource string
	//go:embed builtin/uni.js
	uniSource string
)

// The ids of these modules.
const (
	// Taro is @tarojs/taro.
	Taro = "wxload:taro"
	// Uni is the object uni of uni-app.
	Uni = "wxload:uni"
	// service is the pages and components of a mini program.
	service = "wxload:appservice"
	// deeds is what a user does on them.
	deeds = "wxload:deeds"
)

// builtins compiles those that are needed.
func builtins() (map[string]*engine.Program, error) {
	all := map[string]*engine.Program{}
	for _, b := range []struct{ id, source string }{{Taro, taroSource}, {Uni, uniSource}, {service, appservice.Source}, {deeds, appservice.Deeds}} {
		p, err := engine.Compile(b.id, b.source, true)
		if err != nil {
			return nil, fmt.Errorf("compiling a module of wxload: %w", err)
		}
		all[b.id] = p
	}
	return all, nil
}
