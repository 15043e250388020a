package main

import (
	"github.com/spf13/cobra"

	"github.com/wxload/wxload/reports"
	"github.com/wxload/wxload/reports/result"
)

const mergeHelp = `Merge the results of the shards of one run, and judge them as one run: counts and
histograms add up, thresholds are about the whole, books are compared once. The order of the
files does not matter, and results that were merged before can be merged again.

Shards that are missing, there twice, of another run or cut off are refused with exit code 2;
--allow-partial merges what there is, and says what is not. Other exit codes are as those of
"wxload run": wxload help exit-codes.`

func newMergeCommand(p *program) *cobra.Command {
	var out []string
	var partial bool
	cmd := &cobra.Command{
		Use:   "merge FILE...",
		Short: "Judge the shards of a run as one",
		Long:  mergeHelp,
		Example: `  wxload merge shard-1.wxr shard-2.wxr shard-3.wxr --out json=report.json
  wxload merge shard-*.wxr --out result=shop.wxr`,
		Args: arguments(1, result.MaxShards, "the FILEs of all shards"),
		RunE: func(_ *cobra.Command, args []string) error {
			return p.readResults(args, out, func(r *result.Result) (*reports.Report, error) {
				if !partial {
					if err := r.Whole(); err != nil {
						return nil, err
					}
				}
				return r.Judged(), nil
			})
		},
	}
	outFlag(cmd, &out)
	cmd.Flags().BoolVar(&partial, "allow-partial", false, "merge what there is, though shards are missing or were cut off")
	return cmd
}
