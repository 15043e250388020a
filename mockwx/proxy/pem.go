package proxy

import (
	"encoding/pem"
	"errors"
	"os"
)

// writeNew writes a PEM file that only its owner can read and that must not exist
// yet.
func writeNew(file, kind string, der []byte) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return errors.Join(pem.Encode(f, &pem.Block{Type: kind, Bytes: der}), f.Close())
}
