package result

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wxload/wxload/reports"
)

var update = flag.Bool("update", false, "write the golden files anew")

// wholeRun is a random result of a run that was not cut into shards.
func wholeRun(t testing.TB, seed uint64) []byte {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 0))
	head := shardOf(r, 1, 0)
	head.Shards = nil
	var file bytes.Buffer
	w := NewWriter(&file, head)
	rec := reports.NewRecorder([]string{"home"})
	rec.Follow()
	for second := range 3 {
		rec.HTTP(0, 12345678)
		rec.Login(23456789)
		_ = w.Second(reports.Second{AtMS: float64(1000 * (second + 1)), Clients: 7, SeriesCounts: reports.SeriesCounts{Sends: 5}}, rec.Recent())
		_ = w.Totals(someTotals(r, head))
	}
	if err := w.End(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func read(file []byte) (*Result, error) {
	return Read([]Input{{"run.wxr", bytes.NewReader(file)}}, nil)
}

// A file is read by every later version: those in testdata are never written anew, only
// further ones added. What they say may grow with the report.
func TestFilesOfEarlierVersionsAreRead(t *testing.T) {
	files, err := filepath.Glob("testdata/*.wxr")
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		r, err := read(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got, err := json.MarshalIndent(r.Report(), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		golden := strings.TrimSuffix(name, ".wxr") + ".json"
		if *update {
			if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != strings.TrimSpace(string(want)) {
			t.Errorf("%s is read otherwise than before: %s", name, difference(string(got), string(want)))
		}
	}
}

func TestAFileIsReadUpToWhereItWasCutOff(t *testing.T) {
	file := wholeRun(t, 1)
	whole, err := read(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := whole.Whole(); err != nil || len(whole.Cut) > 0 {
		t.Fatalf("a whole file is called cut off: %v", err)
	}
	_, _, headEnd := frameAt(t, file, len(magic))
	seconds := 0
	for size := headEnd; size < len(file); size += len(file) / 40 {
		r, err := read(file[:size])
		if err != nil {
			t.Fatalf("%d of %d bytes: %v", size, len(file), err)
		}
		if len(r.Cut) != 1 || r.Whole() == nil {
			t.Fatalf("%d of %d bytes are called whole", size, len(file))
		}
		sameWhenWritten(t, file[:size])
		report := r.Report()
		if n := len(report.Series); n < seconds {
			t.Fatalf("%d of %d bytes have %d seconds, fewer had %d", size, len(file), n, seconds)
		}
		if seconds = len(report.Series); !report.Interrupted || !report.Books.Balanced {
			t.Fatalf("%d of %d bytes: interrupted %v, books balanced %v", size, len(file), report.Interrupted, report.Books.Balanced)
		}
	}
	if seconds != 3 {
		t.Errorf("the file without its last bytes has %d seconds", seconds)
	}
}

// frameAt is the frame at a place of a file, and the place after it.
func frameAt(t *testing.T, file []byte, at int) (kind byte, payload []byte, end int) {
	t.Helper()
	length := int(binary.BigEndian.Uint32(file[at+1:]))
	return file[at], file[at+prefixSize : at+prefixSize+length], at + prefixSize + length + sumSize
}

// frameOf is a frame with any payload.
func frameOf(kind byte, payload string) string {
	b := append(binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(payload))), payload...)
	return string(binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli())))
}

func TestFilesThatAreNoResultsAreRefused(t *testing.T) {
	head := `{"started":"2026-01-02T03:04:05Z","thresholds":[]}`
	good := magic + frameOf(kindHead, head)
	for name, c := range map[string]struct{ file, message string }{
		"nothing":                 {"", "it is no result"},
		"something else":          {"PK\x03\x04 and more than the first line", "it is no result"},
		"a later format":          {strings.Replace(good, "result 1", "result 2", 1), "later version"},
		"the first line alone":    {magic, "ends before it says"},
		"half a head":             {good[:len(good)-20], "ends before it says"},
		"no head":                 {magic + frameOf(kindEnd, "{}"), "ends before it says"},
		"a head that is no JSON":  {magic + frameOf(kindHead, "{"), "damaged"},
		"a run before its time":   {magic + frameOf(kindHead, `{"thresholds":[]}`), "in the year 1"},
		"a shard too many":        {magic + frameOf(kindHead, strings.Replace(head, "{", `{"of":2,"shards":[3],`, 1)), "shards [3] of 2"},
		"a shard twice":           {magic + frameOf(kindHead, strings.Replace(head, "{", `{"of":2,"shards":[1,1],`, 1)), "shards [1 1] of 2"},
		"too many shards":         {magic + frameOf(kindHead, strings.Replace(head, "{", `{"of":1000000000,"shards":[1],`, 1)), "of 1 shards out of 1000000000"},
		"shards of none":          {magic + frameOf(kindHead, strings.Replace(head, "{", `{"of":2,`, 1)), "of 0 shards out of 2"},
		"an unknown threshold":    {magic + frameOf(kindHead, strings.Replace(head, "[]", `["luck > 1"]`, 1)), "luck > 1"},
		"a second that is late":   {good + frameOf(kindSecond, `{"t_ms":1e15}`), "1e+15 ms"},
		"a second before all":     {good + frameOf(kindSecond, `{"t_ms":-1}`), "-1 ms"},
		"a histogram of nothing":  {good + frameOf(kindSecond, `{"t_ms":1,"histograms":[{"metric":"http","hdr":""}]}`), "not HdrHistogram"},
		"totals without a report": {good + frameOf(kindTotals, `{}`), "no report"},
		"totals of other shards":  {good + frameOf(kindTotals, `{"report":{"shards":[{"index":1}]}}`), "counts those of [1]"},
		"totals of another kind":  {good + frameOf(kindTotals, `{"report":{"requests":7}}`), "damaged"},
	} {
		_, err := read([]byte(c.file))
		refused, is := errors.AsType[*RefusedError](err)
		if !is || !strings.Contains(err.Error(), c.message) || !strings.HasPrefix(err.Error(), "run.wxr: ") && !strings.Contains(name, "threshold") {
			t.Errorf("%s: %v, want %q", name, err, c.message)
			continue
		}
		if refused.Hint == "" {
			t.Errorf("%s: no hint", name)
		}
	}
}

func TestPartsOfALaterVersionAreLeftOut(t *testing.T) {
	file := wholeRun(t, 2)
	_, _, headEnd := frameAt(t, file, len(magic))
	more := string(file[:headEnd]) + frameOf('Q', "\x00\xff") + string(file[headEnd:])
	want, err := read(file)
	if err != nil {
		t.Fatal(err)
	}
	got, err := read([]byte(more))
	if err != nil {
		t.Fatal(err)
	}
	if a, b := text(got.Report()), text(want.Report()); a != b {
		t.Error(difference(a, b))
	}
}

// failing is a disk that is full after some bytes.
type failing struct{ left int }

func (f *failing) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

func TestAWriterKeepsItsFirstError(t *testing.T) {
	w := NewWriter(&failing{400}, Head{})
	for range 10 {
		_ = w.Second(reports.Second{}, nil)
	}
	if w.Err() == nil || !errors.Is(w.End(), w.Err()) {
		t.Errorf("the error is %v, at the end %v", w.Err(), w.End())
	}
}

func FuzzFiles(f *testing.F) {
	f.Add(wholeRun(f, 1))
	f.Add([]byte(magic + "H\xff\xff\xff\xff"))
	f.Fuzz(sameWhenWritten)
}

// The sums of frames keep random changes out: here they are right, whatever is in a frame.
func FuzzFrames(f *testing.F) {
	head := `{"started":"2026-01-02T03:04:05Z","of":3,"shards":[2],"thresholds":["p(99) http_duration{tag:t} < 1s"],"tags":{"t":["a"]}}`
	hdr, err := newHDREncoder().encode([]reports.Bucket{{Value: 10, Count: 3}})
	if err != nil {
		f.Fatal(err)
	}
	second := text(Second{Second: reports.Second{AtMS: 1000}, Histograms: []Histogram{{"http", "a", 10, 10, 30, hdr}}})
	f.Add(head, second, text(someTotals(rand.New(rand.NewPCG(1, 1)), Head{Of: 3, Shards: []int{2}})))
	f.Fuzz(func(t *testing.T, head, second, totals string) {
		sameWhenWritten(t, []byte(magic+frameOf(kindHead, head)+frameOf(kindSecond, second)+frameOf(kindTotals, totals)+frameOf(kindEnd, "{}")))
	})
}

// sameWhenWritten reads a file, writes what it says, and reads that.
func sameWhenWritten(t *testing.T, file []byte) {
	var out bytes.Buffer
	r, err := Read([]Input{{"a", bytes.NewReader(file)}}, &out)
	if err != nil {
		return
	}
	want := text(r.Judged())
	again, err := Read([]Input{{"a", &out}}, nil)
	if err != nil {
		t.Fatalf("what is written of it is refused: %v", err)
	}
	if got := text(again.Judged()); got != want {
		t.Errorf("written and read it is another report: %s", difference(got, want))
	}
}

func TestEveryCutOfAFrameIsFound(t *testing.T) {
	frame := frameOf(kindSecond, `{"t_ms":1000}`)
	for size := range frame {
		want := errCut
		if size == 0 {
			want = io.EOF
		}
		if _, _, err := readFrame(strings.NewReader(frame[:size])); !errors.Is(err, want) {
			t.Errorf("%d of %d bytes: %v, want %v", size, len(frame), err, want)
		}
	}
	for at := range frame {
		spoilt := []byte(frame)
		spoilt[at] ^= 1
		if _, _, err := readFrame(bytes.NewReader(spoilt)); !errors.Is(err, errCut) {
			t.Errorf("a wrong bit in byte %d: %v", at, err)
		}
	}
}
