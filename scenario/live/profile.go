package live

import (
	"time"

	"github.com/wxload/wxload/client/wx"
	"github.com/wxload/wxload/scenario"
)

// askProfile asks WeChat for the user's profile. What it gives goes to the target
// as a page of its own; a page that gets nothing has nothing to send.
func (u *user) askProfile(step *scenario.Step) {
	u.state = asking
	asked := u.w.now
	u.client.GetUserInfo(func(info *wx.UserInfo, err error) {
		u.state = walking // goes on when the turn is over, see proceed
		if err == nil {
			u.path = append(u.path, place{steps: []scenario.Step{sealedPage(step, info, asked)}})
		}
	})
}

// sealedPage is the profile's page with its body filled in.
func sealedPage(step *scenario.Step, info *wx.UserInfo, asked time.Time) scenario.Step {
	request := step.Requests[0]
	request.Body, request.Sealed = info.Body(), asked
	return scenario.Step{Kind: scenario.StepPage, Requests: []scenario.Request{request}}
}
