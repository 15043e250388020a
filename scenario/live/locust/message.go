package locust

import (
	"errors"
	"fmt"

	"github.com/vmihailenco/msgpack/v5"
)

// message is what a worker sends and gets.
type message struct {
	Type string
	Data any // of a message that came: a msgpack.RawMessage
	Node string
}

// The types of messages.
const (
	typeReady     = "client_ready"
	typeAck       = "ack"
	typeSpawn     = "spawn"
	typeSpawning  = "spawning"
	typeSpawned   = "spawning_complete"
	typeHeartbeat = "heartbeat"
	typeStats     = "stats"
	typeException = "exception"
	typeStop      = "stop"
	typeStopped   = "client_stopped"
	typeQuit      = "quit"
	typeReconnect = "reconnect"
	typeResult    = "wxload_result"
	typeHave      = "wxload_have"
	typeUnknown   = "wxload_unknown"
)

// foreign is the version of a worker that is not Locust's own.
const foreign = -1

// ackData tells a worker its number.
type ackData struct {
	Index *int `msgpack:"index"` // nil from masters before 2.10.3
}

// spawnData says how many clients there shall be.
type spawnData struct {
	Timestamp float64        `msgpack:"timestamp"` // of two, the older one is void
	Users     map[string]int `msgpack:"user_classes_count"`
	Options   struct {
		Run string `msgpack:"wxload_run"` // of the locustfile of wxload; empty with others
	} `msgpack:"parsed_options"`
}

// total is the number of users of all classes.
func (d *spawnData) total() int {
	sum := 0
	for _, n := range d.Users {
		sum += n
	}
	return sum
}

// usersData says how many clients there are.
type usersData struct {
	Classes map[string]int `msgpack:"user_classes_count"`
	Count   int            `msgpack:"user_count"`
}

// heartbeatData tells that a worker lives.
type heartbeatData struct {
	State  string  `msgpack:"state"`
	CPU    float64 `msgpack:"current_cpu_usage"`    // percent of all processors
	Memory uint64  `msgpack:"current_memory_usage"` // bytes
}

// exceptionData is something that a person should see on the master's page.
type exceptionData struct {
	Message   string `msgpack:"msg"`
	Traceback string `msgpack:"traceback"`
}

// partData is a part of a result.
type partData struct {
	Run    string `msgpack:"run"`
	Offset int64  `msgpack:"offset"`
	Data   []byte `msgpack:"data"`
	Last   bool   `msgpack:"last"` // the result is whole with it
}

// haveData is how much of a result the master has.
type haveData struct {
	Run   string `msgpack:"run"`
	Bytes int64  `msgpack:"bytes"`
}

// encode is a message's bytes.
func encode(m message) ([]byte, error) {
	text, err := msgpack.Marshal([]any{m.Type, m.Data, m.Node})
	if err != nil {
		return nil, fmt.Errorf("message %s: %w", m.Type, err)
	}
	return text, nil
}

// decode reads a message, whose data stays encoded.
func decode(text []byte) (m message, err error) {
	var parts []msgpack.RawMessage
	if err = msgpack.Unmarshal(text, &parts); err == nil && len(parts) != 3 {
		err = fmt.Errorf("it has %d parts", len(parts))
	}
	if err == nil {
		err = errors.Join(msgpack.Unmarshal(parts[0], &m.Type), msgpack.Unmarshal(parts[2], &m.Node))
	}
	if err != nil {
		return message{}, fmt.Errorf("a message that is none: %w", err)
	}
	m.Data = parts[1]
	return m, nil
}

// into reads a message's data.
func (m message) into(data any) error {
	raw, _ := m.Data.(msgpack.RawMessage)
	if len(raw) == 0 {
		return fmt.Errorf("message %s has no data", m.Type)
	}
	if err := msgpack.Unmarshal(raw, data); err != nil {
		return fmt.Errorf("message %s: %w", m.Type, err)
	}
	return nil
}
