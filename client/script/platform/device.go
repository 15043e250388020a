package platform

import (
	"encoding/base64"

	"github.com/dop251/goja"
)

var deviceMembers = []member{
	{"getSystemInfoSync", func(p *Platform, c goja.FunctionCall) goja.Value { return p.systemInfo() }},
	{"getSystemInfo", func(p *Platform, c goja.FunctionCall) goja.Value {
		return p.begin("getSystemInfo", c).later(true, p.systemInfo)
	}},
	{"getSystemInfoAsync", func(p *Platform, c goja.FunctionCall) goja.Value {
		return p.begin("getSystemInfoAsync", c).later(true, p.systemInfo)
	}},
	{"getWindowInfo", func(p *Platform, c goja.FunctionCall) goja.Value { return p.fill(windowInfo(p)...) }},
	{"getDeviceInfo", func(p *Platform, c goja.FunctionCall) goja.Value { return p.fill(deviceInfo...) }},
	{"getAppBaseInfo", func(p *Platform, c goja.FunctionCall) goja.Value { return p.fill(baseInfo...) }},
	{"getSystemSetting", func(p *Platform, c goja.FunctionCall) goja.Value {
		return p.fill("bluetoothEnabled", true, "locationEnabled", true, "wifiEnabled", true, "deviceOrientation", "portrait")
	}},
	{"getAppAuthorizeSetting", func(p *Platform, c goja.FunctionCall) goja.Value { return p.fill("locationAuthorized", "authorized") }},
	{"getNetworkType", func(p *Platform, c goja.FunctionCall) goja.Value {
		return p.begin("getNetworkType", c).later(true, func() *goja.Object {
			return p.fill("networkType", "wifi", "signalStrength", 100, "hasSystemProxy", false)
		})
	}},
	{"getMenuButtonBoundingClientRect", func(p *Platform, c goja.FunctionCall) goja.Value {
		return p.fill("width", 87, "height", 32, "top", 51, "right", 380, "bottom", 83, "left", 293)
	}},
	{"getLocation", func(p *Platform, c goja.FunctionCall) goja.Value {
		return p.asked("getLocation", c, func() *goja.Object {
			return p.fill("latitude", 39.9042, "longitude", 116.4074, "speed", -1, "accuracy", 65, "altitude", 0,
				"verticalAccuracy", 65, "horizontalAccuracy", 65)
		})
	}},
	{"getLaunchOptionsSync", func(p *Platform, c goja.FunctionCall) goja.Value { return p.launchOptions() }},
	{"getEnterOptionsSync", func(p *Platform, c goja.FunctionCall) goja.Value { return p.launchOptions() }},
	{"getExtConfigSync", func(p *Platform, c goja.FunctionCall) goja.Value { return p.extConfig() }},
	{"getExtConfig", func(p *Platform, c goja.FunctionCall) goja.Value {
		return p.begin("getExtConfig", c).later(true, func() *goja.Object { return p.fill("extConfig", p.extConfig()) })
	}},
	{"getUpdateManager", func(p *Platform, c goja.FunctionCall) goja.Value { return p.updateManager() }},
	{"base64ToArrayBuffer", func(p *Platform, c goja.FunctionCall) goja.Value {
		b, err := base64.StdEncoding.DecodeString(c.Argument(0).String())
		if err != nil {
			b = nil
		}
		return p.rt.ToValue(p.rt.NewArrayBuffer(b))
	}},
	{"arrayBufferToBase64", func(p *Platform, c goja.FunctionCall) goja.Value {
		b, _ := bytesOf(c.Argument(0))
		return p.rt.ToValue(base64.StdEncoding.EncodeToString(b))
	}},
}

// The device is a common one, the same for all clients.
var (
	deviceInfo = []any{"abi", "arm64", "benchmarkLevel", -1, "brand", "iPhone", "model", "iPhone 13<iPhone14,5>", "system", "iOS 17.5",
		"platform", "ios", "cpuType", "unknown", "memorySize", "4096"}
	baseInfo = []any{"SDKVersion", "3.6.0", "enableDebug", false, "language", "zh_CN", "version", "8.0.50", "theme", "light", "fontSizeSetting", 16}
)

func windowInfo(p *Platform) []any {
	area := p.fill("left", 0, "right", 390, "top", 47, "bottom", 810, "width", 390, "height", 763)
	return []any{"pixelRatio", 3, "screenWidth", 390, "screenHeight", 844, "windowWidth", 390, "windowHeight", 753,
		"statusBarHeight", 47, "screenTop", 91, "safeArea", area}
}

func (p *Platform) systemInfo() *goja.Object {
	o := p.fill(windowInfo(p)...)
	for _, more := range [][]any{deviceInfo, baseInfo} {
		for i := 0; i < len(more); i += 2 {
			o.Set(more[i].(string), more[i+1])
		}
	}
	return o
}

func (p *Platform) extConfig() goja.Value {
	if p.cfg.ExtConfig == "" {
		return p.rt.NewObject()
	}
	v, _ := p.fromJSON([]byte(p.cfg.ExtConfig))
	return v
}

// updateManager never finds an update.
func (p *Platform) updateManager() goja.Value {
	o := p.rt.NewObject()
	for _, name := range []string{"onUpdateReady", "onUpdateFailed", "applyUpdate"} {
		o.Set(name, p.e.Function(name, func(goja.FunctionCall) goja.Value { return goja.Undefined() }))
	}
	o.Set("onCheckForUpdate", p.e.Function("onCheckForUpdate", func(c goja.FunctionCall) goja.Value {
		f := c.Argument(0)
		p.e.Later(0, func() { p.e.Call(f, nil, p.fill("hasUpdate", false)) })
		return goja.Undefined()
	}))
	return o
}
