package wx

// Login is wx.login: done receives a code, or an error in the platform's words
// ("login:fail …"). WeChat: a code lives 5 minutes and can be used once; at most
// 4 calls a second.
func (p *Platform) Login(done func(code string, err error)) {
	id := p.call()
	p.asking++
	p.emit(Event{Kind: LoginCall, ID: id})
	p.host.Login(func(code string, err error) {
		p.answer(func() {
			p.asking--
			if err != nil {
				p.emit(Event{Kind: LoginFail, ID: id, Err: err})
			} else {
				p.emit(Event{Kind: LoginOK, ID: id, Code: code})
			}
			done(code, err)
		})
	})
}

// CheckSession is wx.checkSession: a nil error means that the session_key of the
// last code still holds. It says nothing about the developer server's token.
func (p *Platform) CheckSession(done func(error)) {
	id := p.call()
	p.asking++
	p.emit(Event{Kind: CheckCall, ID: id})
	p.host.CheckSession(func(err error) {
		p.answer(func() {
			p.asking--
			if err != nil {
				p.emit(Event{Kind: CheckFail, ID: id, Err: err})
			} else {
				p.emit(Event{Kind: CheckOK, ID: id})
			}
			done(err)
		})
	})
}
