package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wxload/wxload/reports/suggest"
)

const rootHelp = `wxload runs virtual WeChat mini-program clients against a developer server, with
a mock WeChat behind it, and reports duplicate logins, other login races and latency.
Every command takes --lang zh or en; else LC_ALL, LC_MESSAGES or LANG decides.
"wxload exit-codes" says what each exit code means.`

// The groups of commands in the help.
const (
	groupRun   = "run"
	groupFiles = "files"
	groupParts = "parts"
)

func newRootCommand(p *program) *cobra.Command {
	root := &cobra.Command{
		Use:                   "wxload",
		Short:                 "load tests of the login of WeChat mini programs",
		Long:                  rootHelp,
		Version:               version(),
		Args:                  knownCommand,
		RunE:                  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		DisableFlagsInUseLine: true,
		SilenceErrors:         true, // program.run reports them
		SilenceUsage:          true,
		CompletionOptions:     cobra.CompletionOptions{DisableDefaultCmd: true}, // ours is in our words
	}
	root.SetFlagErrorFunc(flagFailure)
	root.PersistentFlags().Var(&languageFlag{}, "lang", "language of what people are told: en or zh")
	_ = root.PersistentFlags().MarkHidden("lang") // the root's help tells of it: 3 lines in each command's would not
	hideFlags(root)
	root.SetVersionTemplate("wxload {{.Version}}\n")
	root.AddGroup(
		&cobra.Group{ID: groupRun, Title: "Find races:"},
		&cobra.Group{ID: groupFiles, Title: "Scenario files:"},
		&cobra.Group{ID: groupParts, Title: "The parts by themselves:"})
	add := func(group string, commands ...*cobra.Command) {
		for _, c := range commands {
			c.GroupID = group
			root.AddCommand(c)
		}
	}
	add(groupRun, newRunCommand(p), newReportCommand(p), newMergeCommand(p), newWorkerCommand(p), newCompareCommand(p), newHistoryCommand(p), newExploreCommand(p), newReplayCommand(p), newSimCommand(p))
	add(groupFiles, newInspectCommand(p), newInitCommand(p), newK8sCommand(p), newValidateCommand(p), newSchemaCommand(p))
	add(groupParts, newMockCommand(p), newUICommand(p), newWrappersCommand(p), newVersionCommand(p), newCompletionCommand(p), newManCommand(p))
	root.AddCommand(newExitCodesTopic(p.words))
	root.SetHelpCommand(newHelpCommand(root))
	tighten(root)
	return root
}

// hideFlags leaves --help and --version out of the root's help, whose lines are for the
// commands. Both are known to everybody.
func hideFlags(root *cobra.Command) {
	root.InitDefaultHelpFlag()
	root.InitDefaultVersionFlag()
	for _, name := range []string{"help", "version"} {
		_ = root.Flags().MarkHidden(name) // both were just made
	}
}

// tighten makes the help of a command fit a screen: its usage takes one line, its
// examples follow at once.
func tighten(cmd *cobra.Command) {
	tight := strings.NewReplacer("Usage:{{if .Runnable}}\n  {{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}\n  {{.CommandPath}} [command]{{end}}",
		"Usage: {{if .HasAvailableSubCommands}}{{.CommandPath}} [command]{{else}}{{.UseLine}}{{end}}", "\n\nExamples:", "\nExamples:")
	cmd.SetUsageTemplate(tight.Replace(cmd.UsageTemplate()))
}

// newHelpCommand is cobra's, but an unknown topic is an error.
func newHelpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND | TOPIC]",
		Short:   "Show the help of a command or a topic",
		GroupID: groupParts, // a group of its own would take three lines
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil {
				return err
			}
			if err := knownCommand(root, rest); err != nil {
				return err
			}
			cmd.InitDefaultHelpFlag()
			cmd.InitDefaultVersionFlag()
			return cmd.Help()
		},
	}
}

// knownCommand refuses what is left where a command should stand.
func knownCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := `"wxload help" lists the commands`
	var known []string
	for _, cmd := range root.Commands() {
		known = append(known, cmd.Name())
	}
	if near := suggest.Nearest(args[0], known); near != "" {
		hint = fmt.Sprintf(`did you mean "wxload %s"?`, near)
	}
	return wrongUsage(hint, "unknown command %q", args[0])
}
