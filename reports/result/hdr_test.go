package result

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/wxload/wxload/reports"
)

// someBuckets are those of random values, and the histogram of the same values.
func someBuckets(r *rand.Rand) ([]reports.Bucket, *hdrhistogram.Histogram) {
	h := hdrhistogram.New(hdrLowest, hdrHighest, hdrDigits)
	for range r.IntN(300) {
		v := 1 + r.Int64N(1<<r.IntN(31))
		_ = h.RecordValues(v, 1+r.Int64N(1<<r.IntN(20))) // within the bounds
	}
	_ = h.RecordValue(1 + r.Int64N(hdrHighest))
	var buckets []reports.Bucket
	for _, bar := range h.Distribution() {
		if bar.Count > 0 {
			buckets = append(buckets, reports.Bucket{Value: bar.From, Count: bar.Count})
		}
	}
	return buckets, h
}

func TestOtherToolsReadOurHistograms(t *testing.T) {
	encoder := newHDREncoder()
	for seed := range uint64(20) {
		buckets, want := someBuckets(rand.New(rand.NewPCG(seed, 1)))
		text, err := encoder.encode(buckets)
		if err != nil {
			t.Fatal(err)
		}
		got, err := hdrhistogram.Decode([]byte(base64.StdEncoding.EncodeToString(text)))
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if !got.Equals(want) {
			t.Fatalf("seed %d: hdrhistogram-go reads another histogram", seed)
		}
	}
}

func TestHistogramsOfOtherToolsAreRead(t *testing.T) {
	for seed := range uint64(20) {
		want, h := someBuckets(rand.New(rand.NewPCG(seed, 2)))
		text, err := h.Encode(hdrhistogram.V2CompressedEncodingCookieBase)
		if err != nil {
			t.Fatal(err)
		}
		plain, err := base64.StdEncoding.DecodeString(string(text))
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeHDR(plain)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d: %d buckets, want %d", seed, len(got), len(want))
		}
	}
}

func TestBucketsHaveTheirPlaces(t *testing.T) {
	for index := range bucketIndex(hdrHighest) + 1 {
		if got := bucketIndex(bucketValue(index)); got != index {
			t.Fatalf("bucket %d has the value %d, whose bucket is %d", index, bucketValue(index), got)
		}
	}
}

func TestWhatIsNoHistogramIsRefused(t *testing.T) {
	good, err := newHDREncoder().encode([]reports.Bucket{{Value: 10, Count: 3}})
	if err != nil {
		t.Fatal(err)
	}
	other, err := hdrhistogram.New(1, 1000, 2).Encode(hdrhistogram.V2CompressedEncodingCookieBase)
	if err != nil {
		t.Fatal(err)
	}
	coarse, err := base64.StdEncoding.DecodeString(string(other))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		"nothing":         nil,
		"a header":        good[:compressedHeader],
		"a part":          good[:len(good)-3],
		"another version": append([]byte{0, 0, 0, 0}, good[4:]...),
		"no zlib":         append(bytes.Clone(good[:compressedHeader]), "hello hello"...),
		"other bounds":    coarse,
	} {
		if _, err := decodeHDR(text); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func FuzzHistogramsOfFiles(f *testing.F) {
	encoder := newHDREncoder()
	for seed := range uint64(5) {
		buckets, _ := someBuckets(rand.New(rand.NewPCG(seed, 3)))
		text, err := encoder.encode(buckets)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(bytes.Clone(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		buckets, err := decodeHDR(text)
		if err != nil {
			return
		}
		s := reports.Samples{Buckets: buckets}
		if s.Check() != nil && len(buckets) > 0 {
			s.Min, s.Max = buckets[0].Value, buckets[len(buckets)-1].Value
			s.Sum = s.Count() * s.Min
			if s.Count() < 0 || s.Check() != nil {
				return // more samples than there can be
			}
		}
		again, err := newHDREncoder().encode(buckets)
		if err != nil {
			t.Fatal(err)
		}
		same, err := decodeHDR(again)
		if err != nil || !slices.Equal(same, buckets) {
			t.Errorf("%v became %v, %v", buckets, same, err)
		}
	})
}
