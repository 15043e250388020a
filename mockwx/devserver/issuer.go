package devserver

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// issuer makes the values of tokens, no two alike.
type issuer struct {
	options *Options
	issued  int
	refresh int    // refresh tokens issued
	tickets int    // tickets issued
	key     []byte // made when first needed
}

// next makes the next token, for a user.
func (i *issuer) next(now time.Time, openid string) string {
	i.issued++
	switch {
	case i.options.Token != nil:
		return i.options.Token(i.issued)
	case i.options.Tokens == Opaque:
		sum := i.hash("token", i.issued)
		return base64.RawURLEncoding.EncodeToString(sum[:24])
	}
	return i.jwt(now, openid)
}

// nextRefresh makes the next refresh token, which says nothing.
func (i *issuer) nextRefresh() string {
	i.refresh++
	if i.options.RefreshToken != nil {
		return i.options.RefreshToken(i.refresh)
	}
	sum := i.hash("refresh", i.refresh)
	return base64.RawURLEncoding.EncodeToString(sum[:24])
}

// nextTicket makes the next ticket.
func (i *issuer) nextTicket() string {
	i.tickets++
	if i.options.Ticket != nil {
		return i.options.Ticket(i.tickets)
	}
	sum := i.hash("ticket", i.tickets)
	return base64.RawURLEncoding.EncodeToString(sum[:24])
}

// jwt makes a signed token. The claim jti tells apart those that a user gets
// within one second. The claim exp informs the client only; the token table,
// which can also revoke, decides.
func (i *issuer) jwt(now time.Time, openid string) string {
	if i.key == nil {
		i.key = i.options.Key
	}
	if i.key == nil {
		sum := i.hash("key", 0)
		i.key = sum[:]
	}
	id := i.hash("jti", i.issued)
	claims := jwt.RegisteredClaims{
		Subject:  openid,
		IssuedAt: jwt.NewNumericDate(now),
		ID:       base64.RawURLEncoding.EncodeToString(id[:12]),
	}
	if i.options.TTL > 0 {
		claims.ExpiresAt = jwt.NewNumericDate(now.Add(i.options.TTL))
	}
	signed, err := jwt.NewWithClaims(jwt.SigningMethodHS256, claims).SignedString(i.key)
	if err != nil {
		panic("devserver: signing a token: " + err.Error()) // a []byte key and string claims cannot fail
	}
	return signed
}

// hash derives bytes from the seed and the boot id.
func (i *issuer) hash(purpose string, n int) [sha256.Size]byte {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, 64), i.options.Seed)
	b = append(append(b, purpose...), 0)
	b = append(append(b, i.options.Boot...), 0)
	return sha256.Sum256(strconv.AppendInt(b, int64(n), 10))
}
