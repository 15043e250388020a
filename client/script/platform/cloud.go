package platform

import "github.com/dop251/goja"

// cloudAnswers are what those functions of wx.cloud, its database and its storage answer
// that give a promise, as JSON: an environment in which there is nothing.
var cloudAnswers = map[string]string{
	"callFunction":   `{"errMsg":"cloud.callFunction:ok","result":{},"requestID":""}`,
	"callContainer":  `{"errMsg":"cloud.callContainer:ok","statusCode":200,"header":{},"data":{},"callID":""}`,
	"uploadFile":     `{"errMsg":"uploadFile:ok","fileID":"","statusCode":204}`,
	"downloadFile":   `{"errMsg":"downloadFile:ok","tempFilePath":"http://tmp/cloud","statusCode":200}`,
	"getTempFileURL": `{"errMsg":"cloud.getTempFileURL:ok","fileList":[]}`,
	"deleteFile":     `{"errMsg":"cloud.deleteFile:ok","fileList":[]}`,
	"get":            `{"errMsg":"collection.get:ok","data":[]}`,
	"end":            `{"errMsg":"collection.aggregate:ok","list":[]}`,
	"count":          `{"errMsg":"collection.count:ok","total":0}`,
	"add":            `{"errMsg":"collection.add:ok","_id":""}`,
	"set":            `{"errMsg":"document.set:ok","_id":"","stats":{"updated":0,"created":1}}`,
	"update":         `{"errMsg":"document.update:ok","stats":{"updated":0}}`,
	"remove":         `{"errMsg":"document.remove:ok","stats":{"removed":0}}`,
}

// document is what get answers for one document.
const document = `{"errMsg":"document.get:ok","data":{}}`

// cloud is wx.cloud: an inert object, except that what asks the environment is answered.
// Each such call is reported as one that does nothing. name is the member by which the
// object was come to.
func (p *Platform) cloud(name string) goja.Value {
	target := p.inertFunction()
	if name == "cloud" {
		target = p.rt.NewObject()
	}
	return p.rt.ToValue(p.rt.NewProxy(target, &goja.ProxyTrapConfig{
		Get: func(target *goja.Object, member string, _ goja.Value) goja.Value {
			answer := cloudAnswers[member]
			switch v := target.Get(member); {
			case v != nil: // toString
				return v
			case member == "then" || member == "toJSON": // it is no promise
				return goja.Undefined()
			case member == "get" && name == "doc":
				answer = document
			case answer == "" || name == "command": // db.command.set(…) makes a value
				return p.cloud(member)
			}
			return p.e.Function(member, func(c goja.FunctionCall) goja.Value {
				p.e.Count()
				p.wx.Stubbed("wx.cloud." + member)
				x := p.begin(member, c)
				return x.later(true, func() *goja.Object {
					o := p.Parse([]byte(answer)).(*goja.Object)
					if o.Get("fileList") != nil {
						o.Set("fileList", x.files())
					}
					return o
				})
			})
		},
		Apply:     func(*goja.Object, goja.Value, []goja.Value) goja.Value { return p.cloud(name) },
		Construct: func(*goja.Object, []goja.Value, *goja.Object) *goja.Object { return p.cloud(name).(*goja.Object) },
	}))
}

// files is an answer for each of the files of the cloud that a call asks for.
func (x *call) files() *goja.Object {
	list := []any{}
	if asked, is := x.option("fileList").(*goja.Object); is {
		for _, i := range asked.Keys() {
			id := asked.Get(i)
			if o, is := id.(*goja.Object); is { // {fileID, maxAge}
				id = o.Get("fileID")
			}
			list = append(list, x.p.fill("fileID", id, "tempFileURL", "https://tmp.tcb.qcloud.la/"+i, "status", 0, "errMsg", "ok"))
		}
	}
	return x.p.rt.NewArray(list...)
}
