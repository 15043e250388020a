package main

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/spf13/cobra"
)

func TestAManualPageLeavesNothingToRoff(t *testing.T) {
	root := &cobra.Command{Use: "wxload"}
	cmd := &cobra.Command{Use: "odd FILE", Short: "do what's odd", Run: func(*cobra.Command, []string) {},
		Long: ".start of a line, 'quoted', with `code`\nand a \\ in it:\n\n  kept --as   it is\n  ~^\n'the end'", Example: "  wxload odd a\n  wxload odd b"}
	cmd.Flags().String("name", "", "a `NAME`")
	cmd.Flags().Int("hidden", 3, "the help has no line for it")
	_ = cmd.Flags().MarkHidden("hidden")
	root.AddCommand(cmd)
	const want = ".TH WXLOAD-ODD 1 \"\" \"wxload devel\"\n.ad l\n.nh\n" +
		".SH NAME\nwxload\\-odd \\- do what\\(aqs odd\n.SH SYNOPSIS\n.B wxload odd FILE [flags]\n.SH DESCRIPTION\n" +
		".PP\n\\&.start of a line, \\(aqquoted\\(aq, with \\(gacode\\(ga\nand a \\e in it:\n" +
		".PP\n.nf\n  kept \\-\\-as   it is\n  \\(ti\\(ha\n.fi\n\\&\\(aqthe end\\(aq\n" +
		".SH OPTIONS\n.TP\n\\fB\\-\\-hidden\\fR \\fIint\\fR\nthe help has no line for it (default 3)\n.TP\n\\fB\\-\\-name\\fR \\fINAME\\fR\na NAME\n" +
		".SH EXAMPLES\n.PP\n.nf\n  wxload odd a\n  wxload odd b\n.fi\n.SH SEE ALSO\n.BR wxload (1)\n"
	page := manualPage{cmd: cmd}
	if got := string(page.roff()); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

func TestManualPagesAreWithoutWarnings(t *testing.T) {
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Skip("needs groff")
	}
	dir := t.TempDir()
	for language, macros := range map[string]string{"en": "-man", "zh": "-mzh"} { // those let Chinese lines break, as man does
		pages := filepath.Join(dir, language)
		if got := run(t, dir, "", "man", pages, "--lang", language); got.code != exitPassed {
			t.Fatalf("exit code %d, %s", got.code, got.stderr)
		}
		files, err := filepath.Glob(filepath.Join(pages, "wxload*.1"))
		if err != nil || len(files) < 17 {
			t.Fatalf("%d pages, %v", len(files), err)
		}
		warnings, err := exec.Command(groff, append([]string{"-man", macros, "-Kutf8", "-Tutf8", "-ww", "-z"}, files...)...).CombinedOutput()
		if err != nil || len(warnings) > 0 {
			t.Errorf("%s: %v\n%s", language, err, warnings)
		}
	}
}
