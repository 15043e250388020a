package locust

import (
	"strings"
	"testing"

	"github.com/vmihailenco/msgpack/v5"
)

func TestWhatIsNoMessageIsRefused(t *testing.T) {
	for name, of := range map[string]any{"a text": "stop", "two parts": []any{"stop", nil}, "a number as its type": []any{1, nil, "host_1"}} {
		text, err := msgpack.Marshal(of)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := decode(text); err == nil || !strings.Contains(err.Error(), "a message that is none") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (message{Type: typeAck}).into(&ackData{}); err == nil {
		t.Error("no data is read as some")
	}
}

// A master's message has whatever its command line has, which is not looked at.
func FuzzMessages(f *testing.F) {
	for _, m := range []message{{typeSpawn, spawn(1, 5, "a"), "host_1"}, {typeAck, map[string]any{"index": 1}, "host_1"}, {typeStop, nil, "host_1"}} {
		text, err := encode(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := decode(text)
		if err != nil {
			return
		}
		var spawn spawnData
		_ = m.into(&spawn)
		var ack ackData
		_ = m.into(&ack)
		var have haveData
		_ = m.into(&have)
	})
}
