package platform

import "github.com/dop251/goja"

// given is what a stub tells on its success, as JSON, where pages use what they get at
// once: a user who chooses one picture, a device on which nothing else is.
var given = map[string]string{
	"canvasGetImageData":                `{"width":100,"height":100,"data":[]}`,
	"canvasToTempFilePath":              `{"tempFilePath":"http://tmp/canvas.png"}`,
	"checkIsSoterEnrolledInDevice":      `{"isEnrolled":false}`,
	"checkIsSupportSoterAuthentication": `{"supportMode":[]}`,
	"chooseAddress": `{"userName":"张三","postalCode":"510000","provinceName":"广东省","cityName":"广州市","countyName":"海珠区",
		"detailInfo":"新港中路397号","nationalCode":"510105","telNumber":"02081167888"}`,
	"chooseImage":                  `{"tempFilePaths":["http://tmp/1.png"],"tempFiles":[{"path":"http://tmp/1.png","size":1024}]}`,
	"chooseLocation":               `{"name":"天安门","address":"北京市东城区","latitude":39.9042,"longitude":116.4074}`,
	"chooseMedia":                  `{"type":"image","tempFiles":[{"tempFilePath":"http://tmp/1.png","size":1024,"fileType":"image"}]}`,
	"chooseMessageFile":            `{"tempFiles":[{"path":"http://tmp/1.pdf","size":1024,"name":"1.pdf","type":"file","time":0}]}`,
	"chooseVideo":                  `{"tempFilePath":"http://tmp/1.mp4","duration":1,"size":1024,"width":100,"height":100}`,
	"compressImage":                `{"tempFilePath":"http://tmp/1.png"}`,
	"getBLEDeviceCharacteristics":  `{"characteristics":[]}`,
	"getBLEDeviceServices":         `{"services":[]}`,
	"getBatteryInfo":               `{"level":100,"isCharging":false,"isLowPowerModeEnabled":false}`,
	"getBeacons":                   `{"beacons":[]}`,
	"getBluetoothAdapterState":     `{"discovering":false,"available":true}`,
	"getBluetoothDevices":          `{"devices":[]}`,
	"getClipboardData":             `{"data":""}`,
	"getConnectedBluetoothDevices": `{"devices":[]}`,
	"getFileInfo":                  `{"size":1024,"digest":""}`,
	"getFuzzyLocation":             `{"latitude":39.9042,"longitude":116.4074}`,
	"getImageInfo":                 `{"width":100,"height":100,"path":"http://tmp/1.png","orientation":"up","type":"png"}`,
	"getSavedFileInfo":             `{"size":1024,"createTime":0}`,
	"getSavedFileList":             `{"fileList":[]}`,
	"getScreenBrightness":          `{"value":0.5}`,
	"getVideoInfo":                 `{"orientation":"up","type":"mp4","duration":1,"size":1024,"width":100,"height":100,"fps":30,"bitrate":1000}`,
	"saveFile":                     `{"savedFilePath":"http://usr/1.png"}`,
	"scanCode":                     `{"result":"","scanType":"QR_CODE","charSet":"UTF-8","path":"","rawData":""}`,
}

// gives is the result of a stub of a name.
func (p *Platform) gives(name string) func() *goja.Object {
	return func() *goja.Object {
		if o, is := p.Parse([]byte(given[name])).(*goja.Object); is {
			return o
		}
		return p.ok()
	}
}
