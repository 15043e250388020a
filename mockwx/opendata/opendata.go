// Package opendata seals and opens what a device of WeChat sends a backend (开放数据),
// and signs it. It is AES-128-CBC with PKCS#7 padding; the key is the session_key.
package opendata

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
)

// Open opens what wx.getUserInfo or getPhoneNumber sealed: the JSON text
// inside. All three are base64 texts. An error means that the data was changed
// or sealed with another session_key. (Of wrong keys one in about 256 passes for
// the right one and gives bytes that are no JSON.)
func Open(sessionKey, encryptedData, iv string) ([]byte, error) {
	block, vector, err := sealing(sessionKey, iv)
	if err != nil {
		return nil, err
	}
	data, err := base64.StdEncoding.DecodeString(encryptedData)
	if err != nil {
		return nil, fmt.Errorf("encryptedData: %w", err)
	}
	if len(data) == 0 || len(data)%aes.BlockSize != 0 {
		return nil, fmt.Errorf("encryptedData: %d bytes are not whole blocks of %d", len(data), aes.BlockSize)
	}
	cipher.NewCBCDecrypter(block, vector).CryptBlocks(data, data)
	n := int(data[len(data)-1])
	if n == 0 || n > aes.BlockSize || !bytes.HasSuffix(data, padding(n)) {
		return nil, errors.New("encryptedData: not sealed with this session_key and iv")
	}
	return data[:len(data)-n], nil
}

// Signature is what wx.getUserInfo gives beside rawData.
//
// WeChat: hex SHA-1 of rawData followed by the base64 text of the session_key.
func Signature(rawData, sessionKey string) string {
	sum := sha1.Sum([]byte(rawData + sessionKey))
	return hex.EncodeToString(sum[:])
}

// Seal is the reverse of [Open]. It fails for a key or an iv that is not 16 bytes in
// base64.
func Seal(sessionKey, iv string, text []byte) (encryptedData string, err error) {
	block, vector, err := sealing(sessionKey, iv)
	if err != nil {
		return "", err
	}
	data := append(bytes.Clone(text), padding(aes.BlockSize-len(text)%aes.BlockSize)...)
	cipher.NewCBCEncrypter(block, vector).CryptBlocks(data, data)
	return base64.StdEncoding.EncodeToString(data), nil
}

// sealing decodes key and iv.
func sealing(sessionKey, iv string) (cipher.Block, []byte, error) {
	key, err := base64.StdEncoding.DecodeString(sessionKey)
	if err != nil || len(key) != 16 {
		return nil, nil, errors.New("session_key: not 16 bytes in base64")
	}
	vector, err := base64.StdEncoding.DecodeString(iv)
	if err != nil || len(vector) != aes.BlockSize {
		return nil, nil, errors.New("iv: not 16 bytes in base64")
	}
	block, err := aes.NewCipher(key)
	return block, vector, err
}

func padding(n int) []byte { return bytes.Repeat([]byte{byte(n)}, n) }
