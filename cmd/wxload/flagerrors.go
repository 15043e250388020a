package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wxload/wxload/reports/suggest"
)

// flagFailure says in our words what is wrong with a flag of a command.
func flagFailure(cmd *cobra.Command, err error) error {
	if unknown, is := errors.AsType[*pflag.NotExistError](err); is {
		hint := "usage: " + cmd.UseLine()
		if near := nearestFlag(cmd, unknown.GetSpecifiedName()); near != "" {
			hint = fmt.Sprintf("did you mean --%s?", near)
		}
		return wrongUsage(hint, "%w", err)
	}
	if missing, is := errors.AsType[*pflag.ValueRequiredError](err); is {
		flag := missing.GetFlag()
		return wrongUsage(fmt.Sprintf("write --%s %s", flag.Name, wantedBy(flag)), "--%s needs a value", flag.Name)
	}
	if invalid, is := errors.AsType[*pflag.InvalidValueError](err); is {
		flag := invalid.GetFlag()
		if want := kindOf(flag); want != "" {
			return wrongUsage("", "--%s: expected %s, got %q", flag.Name, want, invalid.GetValue())
		}
	}
	return wrongUsage("usage: "+cmd.UseLine(), "%w", err)
}

func nearestFlag(cmd *cobra.Command, name string) string {
	var known []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			known = append(known, f.Name)
		}
	})
	return suggest.Nearest(name, known)
}

// kindOf is what the value of a flag has to be; empty where its own parser says that.
func kindOf(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "int":
		return "a whole number"
	case "uint64":
		return "a whole number of at least 0"
	case "duration":
		return "a duration such as 200ms, 30s or 1.5m"
	case "bool":
		return "true or false"
	default:
		return ""
	}
}

// wantedBy is the name of a flag's value, as the help has it.
func wantedBy(f *pflag.Flag) string {
	name, _ := pflag.UnquoteUsage(f)
	return name
}

// arguments checks how many words follow a command; takes says it for people.
func arguments(least, most int, takes string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return wrongUsage("usage: "+cmd.UseLine(), "%q takes %s, got %s", cmd.CommandPath(), takes, count(len(args), "argument"))
		}
		return nil
	}
}
