// Package compare says whether runs after a change are worse than runs before it, without
// crying wolf.
//
// One run says little: two runs of the same thing differ, by what the machine did
// meanwhile, and far more than the requests within one of them do. Over 40 pairs of runs
// without a change, intervals from the pooled histograms of a pair called out a change in
// 23, a bootstrap over blocks of seconds in 7. So the runs themselves are what is counted:
//
//   - With [StrongRuns] runs or more on each side, each metric has one value a run, and
//     the Mann–Whitney test compares the values of the sides. It is exact, and takes for
//     granted only that runs without a change could have come in any order: run the sides
//     in turn, not one after the other.
//   - With fewer, seconds are drawn anew in blocks. That leaves out how runs differ, so
//     whatever it says is marked weak.
//   - Defects are counts: the exact test of two rates compares them, by the justified
//     logins that they happened in. It takes defects to come one by one; with StrongRuns
//     runs the Mann–Whitney test of the rates has to agree.
//
// All p are corrected for the number of metrics, by Holm's method. A metric is worse or
// better where its p is below 0.05 and its change is 5 % at least, 10 % where it is weak;
// the same where the 95 % interval of its change stays within that; otherwise unclear.
package compare
