package main

import (
	"github.com/spf13/cobra"
)

const completionHelp = `Print a script that completes wxload's commands and flags in a shell.
Load it once, or put it where the shell looks for such scripts.`

func newCompletionCommand(p *program) *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print the completions of a shell",
		Long:  completionHelp,
		Example: `  source <(wxload completion bash)
  wxload completion fish > ~/.config/fish/completions/wxload.fish`,
		Args:      arguments(1, 1, "one SHELL"),
		ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(p.stdout, true)
			case "zsh":
				return root.GenZshCompletion(p.stdout)
			case "fish":
				return root.GenFishCompletion(p.stdout, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(p.stdout)
			default:
				return unknownWord("shell", args[0], shells, "wxload completion ")
			}
		},
	}
}
