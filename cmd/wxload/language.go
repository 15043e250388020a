package main

import (
	"io"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wxload/wxload/reports/lang"
)

// language is what --lang asks for, else the environment. It is known before the command
// line is parsed, since what is wrong with that is told in it.
func (p *program) language() lang.Language {
	asked := ""
	for i, arg := range p.args {
		if value, found := strings.CutPrefix(arg, "--lang="); found {
			asked = value
		} else if arg == "--lang" && i+1 < len(p.args) {
			asked = p.args[i+1]
		}
	}
	if l, err := lang.Parse(asked); err == nil {
		return l
	}
	if p.getenv == nil {
		return lang.English
	}
	return lang.FromEnvironment(p.getenv)
}

// languageFlag is --lang for the parser of the command line: it checks the value.
type languageFlag struct{ value string }

func (f *languageFlag) String() string { return f.value }

func (f *languageFlag) Type() string { return "string" }

func (f *languageFlag) Set(value string) error {
	l, err := lang.Parse(value)
	f.value = string(l)
	return err
}

// sayHelp says the help of a command, and of those under it, in a language.
func sayHelp(cmd *cobra.Command, words *lang.Words) {
	if words == nil {
		return
	}
	cmd.InitDefaultHelpFlag()
	cmd.InitDefaultVersionFlag()
	cmd.InitDefaultHelpCmd()
	cmd.Short, cmd.Long = words.Say(cmd.Short), words.Say(cmd.Long)
	for _, flags := range []*pflag.FlagSet{cmd.Flags(), cmd.PersistentFlags()} {
		flags.VisitAll(func(f *pflag.Flag) { f.Usage = words.Say(f.Usage) })
	}
	for _, group := range cmd.Groups() {
		group.Title = words.Say(group.Title)
	}
	if !cmd.HasParent() {
		cmd.SetUsageTemplate(words.Template(cmd.UsageTemplate()))
		cmd.SetHelpFunc(saidDefaults(cmd.HelpFunc(), words))
	}
	for _, child := range cmd.Commands() {
		sayHelp(child, words)
	}
}

// byDefault is what the parser of flags adds to the text of one.
var byDefault = regexp.MustCompile(` \(default (.*)\)(\n)`)

// placeholders says what stands in a line of usage for what one has to write.
func placeholders(words *lang.Words) *strings.Replacer {
	return strings.NewReplacer("[flags]", "["+words.Say("flags")+"]", "[command]", "["+words.Say("command")+"]")
}

// saidDefaults is a help in which the parser of flags has said its own words, too.
func saidDefaults(help func(*cobra.Command, []string), words *lang.Words) func(*cobra.Command, []string) {
	return func(cmd *cobra.Command, args []string) {
		out := cmd.OutOrStdout()
		var b strings.Builder
		cmd.SetOut(&b)
		help(cmd, args)
		cmd.SetOut(out)
		_, _ = io.WriteString(out, placeholders(words).Replace(byDefault.ReplaceAllString(b.String(), words.Sprintf("%s (%s)", "", words.Say("default")+" $1")+"$2")))
	}
}
