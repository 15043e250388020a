package mockwx

import (
	"fmt"
	"time"
)

// errcodeFault answers with an error of WeChat's.
func errcodeFault() faultKind {
	return faultKind{
		name:   "errcode",
		given:  func(f *Fault) bool { return f.Errcode != 0 },
		check:  checkErrcode,
		before: true,
		reply:  (*Machine).errcodeReply,
	}
}

func checkErrcode(f *Fault) error {
	if errmsgOf(f.Errcode) == "" {
		return fmt.Errorf("errcode %d: the mock knows no such error; -1 is a busy WeChat", f.Errcode)
	}
	return nil
}

func (m *Machine) errcodeReply(now time.Time, r Request, f *Fault) Reply {
	if name := wxName(f.Endpoint); name != "" {
		return deviceReply(name + ":fail " + errmsgOf(f.Errcode))
	}
	return m.apiErrorReply(now, r.Path, newAPIError(f.Errcode))
}
