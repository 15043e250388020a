package inspect

import (
	"regexp"
	"slices"

	"github.com/wxload/wxload/client/script/load"
	"github.com/wxload/wxload/client/wrapper"
)

// How much of an app is looked at.
const (
	maxPages    = 60  // that a survey opens
	fewPages    = 5   // that a shorter run opens
	maxHandlers = 120 // that a survey calls
)

var (
	loginNames   = regexp.MustCompile(`(?i)login|signin|sign_in|auth|passport|register`)
	mineNames    = regexp.MustCompile(`(?i)\b(my|mine|me|user|ucenter|member|person(al)?|profile|account)\b`)
	agreeNames   = regexp.MustCompile(`(?i)agree|check|protocol|privacy|policy|consent|accept|terms|radio|tick|xieyi|change$`)
	handlerNames = regexp.MustCompile(`(?i)log_?in|auth|user_?info|get_?user|phone|sign|wx|wechat|weixin|register|bind_?mobile|submit|confirm|allow|agree`)
)

// pages are those of the app, those first that matter most: the first, the tabs,
// those that log in.
func (in *inspection) pages() []*load.Page {
	if in.app == nil {
		return nil
	}
	rank := func(p *load.Page) int {
		switch {
		case p == in.app.Pages[0]:
			return 0
		case slices.Contains(in.app.Tabs, p.Route):
			return 1
		case loginNames.MatchString(p.Route):
			return 2
		case mineNames.MatchString(p.Route):
			return 3
		}
		return 4
	}
	var all []*load.Page
	for _, p := range in.app.Pages {
		if p.Module != "" {
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b *load.Page) int { return rank(a) - rank(b) })
	return all
}

// survey runs the code as a user who looks at everything would.
func (in *inspection) survey(p policy) *run {
	r := in.newRun(p)
	in.launch(r)
	pages := in.pages()
	pages = pages[:min(len(pages), maxPages)]
	in.openAll(r, pages)
	in.handleLogins(r, pages)
	if !r.loggedIn() {
		in.handleAll(r, pages)
	}
	if !r.loggedIn() {
		in.agreeAndLogIn(r, pages)
	}
	pages = pages[:min(len(pages), 3*fewPages)]
	r.again = len(r.steps)
	in.openAll(r, pages) // with the token
	r.anew = len(r.steps)
	if in.app != nil {
		r.relaunch() // pages of the tab bar load once
		in.openAll(r, pages)
	}
	return r
}

func (in *inspection) launch(r *run) {
	r.do(step{}, r.client.Launch)
	if in.app == nil {
		in.request(r)
		in.request(r)
	}
}

// request lets a page make a call of a module.
func (in *inspection) request(r *run) {
	r.do(step{}, func() {
		r.client.Load([]*wrapper.Call{{Name: "wxload", Method: "GET", URL: modulePath, Identity: true}})
	})
}

// modulePath is the path of a module's calls.
const modulePath = "/wxload/page"

func (in *inspection) openAll(r *run, pages []*load.Page) {
	for _, page := range pages {
		r.open(page)
	}
}

// pageQuery is what pages get that show one of many.
const pageQuery = "id=1&goodsId=1&orderId=1&type=1"

// handleLogins taps all that pages for logins have.
func (in *inspection) handleLogins(r *run, pages []*load.Page) {
	left := maxHandlers / 3
	for _, page := range pages {
		if !loginNames.MatchString(page.Route) {
			continue
		}
		for _, h := range in.handlers(page) {
			if left--; left < 0 {
				return
			}
			r.open(page)
			r.tap(page, h)
		}
	}
}

// handleAll taps on the other pages what may log in, until that has.
func (in *inspection) handleAll(r *run, pages []*load.Page) {
	left := maxHandlers
	for _, page := range pages {
		if loginNames.MatchString(page.Route) {
			continue
		}
		for _, h := range in.handlers(page) {
			if !handlerNames.MatchString(h) {
				continue
			}
			if left--; left < 0 || r.loggedIn() {
				return
			}
			r.open(page)
			r.tap(page, h)
		}
	}
}

// agreeAndLogIn ticks what the pages have to be agreed to, and then taps what may log in,
// until that has.
func (in *inspection) agreeAndLogIn(r *run, pages []*load.Page) {
	left := maxHandlers
	for _, page := range pages {
		var agrees, others []string
		for _, h := range in.handlers(page) {
			switch {
			case agreeNames.MatchString(h):
				agrees = append(agrees, h)
			case loginNames.MatchString(page.Route) || handlerNames.MatchString(h):
				others = append(others, h)
			}
		}
		for _, h := range others {
			if left--; agrees == nil || left < 0 || r.loggedIn() {
				break
			}
			r.open(page)
			r.tapAll(page, append(slices.Clone(agrees), h))
		}
	}
}

// tapAll ticks boxes of a page that is open, and does then what it waits for a tap for.
func (r *run) tapAll(page *load.Page, handlers []string) {
	for i, h := range handlers {
		detail := agreeDetail
		if i == len(handlers)-1 {
			detail = tapDetail
		}
		r.handle(page, h, detail)
	}
}

// handlers are those of a page's template, each once.
func (in *inspection) handlers(page *load.Page) []string {
	var names []string
	for _, h := range in.project.Handlers(page.Module) {
		if !slices.Contains(names, h.Name) {
			names = append(names, h.Name)
		}
	}
	return names
}

// step is what the user did.
type step struct {
	page    *load.Page // nil for the launch, and for a module's calls
	handler string     // of the page; empty where it was opened
}

// do is a step: something that the user does, and all that follows.
func (r *run) do(s step, f func()) {
	if r.frozen > maxFrozen || r.inspection.over() {
		return // it would again, or there is no time for it
	}
	r.step = len(r.steps)
	r.steps = append(r.steps, s)
	f()
	r.world.run()
}

// relaunch starts the app anew: what is not in the storage is forgotten.
func (r *run) relaunch() { r.do(step{}, r.client.Relaunch) }

func (r *run) open(page *load.Page) {
	r.do(step{page: page}, func() { r.client.Open(page.Route, pageQuery) })
}

// tap does what the page that is open waits for a tap for.
func (r *run) tap(page *load.Page, handler string) { r.handle(page, handler, tapDetail) }

func (r *run) handle(page *load.Page, handler, detail string) {
	r.do(step{page, handler}, func() {
		r.client.Do(wrapper.Handler{Name: handler, Detail: []byte(detail), Dataset: []byte(`{"id":1,"index":0,"type":1}`)})
	})
}

// agreeDetail is what a box to tick gives: those of a group that are ticked.
const agreeDetail = `{"value":["1"],"checked":true}`

// tapDetail is what handlers get, whatever they are for: of a button that asks for
// the profile or the phone number, of a form, of a checkbox.
const tapDetail = `{"errMsg":"getUserInfo:ok","userInfo":{"nickName":"wxload","avatarUrl":"https://thirdwx.qlogo.cn/0","gender":0},` +
	`"rawData":"{}","signature":"` + signatureText + `","encryptedData":"` + sealedText + `","iv":"` + ivText + `","code":"` + phoneText + `","cloudID":"1",` +
	`"value":{"mobile":"13800000000","phone":"13800000000","username":"wxload","password":"wxload-1","code":"123456","name":"wxload"},"checked":true}`
