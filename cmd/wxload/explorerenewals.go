package main

import (
	"fmt"

	"github.com/wxload/wxload/client/wrapper"
	"github.com/wxload/wxload/scenario/explore/situation"
)

// tellRenewals tells in which header answers bring tokens, where a user's own code may look
// for them in another: a search of it would find nothing.
func (p *program) tellRenewals(situations []situation.Situation, all []wrapper.Info) {
	for _, s := range situations {
		for _, info := range all {
			if s.Renewed != "" && info.Source != "" && info.Defaults.Target.Renewed.Header == "" {
				p.tell("note", fmt.Sprintf("%s: %s takes answers to bring tokens in the header %s; a scenario's target.token.renewed names another", info.ID, s.Name, s.Renewed), "")
			}
		}
	}
}
