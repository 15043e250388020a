package script_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestAClientForgetsTheAnswersOfOldCalls(t *testing.T) {
	p := newPerson(templateInfo(t))
	p.answer = fmt.Appendf(nil, `{"code":20000,"message":"ok","result":[0%s]}`, strings.Repeat(",1", 8<<10))
	p.copies = true
	p.launch()
	p.ask(10)
	before := heap()
	const rounds = 100
	for range rounds {
		p.ask(10)
	}
	if grown := heap() - before; int64(grown) > 2<<20 {
		t.Errorf("%d KiB more after %d calls", grown>>10, 10*rounds)
	}
	p.wantOK(t, 10+10*rounds) // and it is in use until here
}
