package keyindex_test

import (
	"fmt"

	"github.com/wxload/wxload/mockwx/keyindex"
)

// Answers of a backend that give a session_key away, and one that does not. A mock
// with mockwx.Options.Keys adds every key that a backend gets.
func ExampleIndex_Search() {
	keys := keyindex.New(0)
	keys.Add("tiihtNczf5v6AKRyjwEUhQ==")
	fmt.Printf("%q\n", keys.Search([]byte(`{"session":"tiihtNczf5v6AKRyjwEUhQ=="}`)))
	fmt.Printf("%q\n", keys.Search([]byte(`{"session":"b628a1b4d7337f9bfa00a4728f011485"}`)))
	fmt.Printf("%q\n", keys.Search([]byte(`{"token":"t1"}`)))
	// Output:
	// "base64"
	// "hex"
	// ""
}
