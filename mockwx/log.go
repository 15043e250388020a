package mockwx

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// logCall writes one line about an answered call. Secrets of the query and the
// body stay out: appsecrets, codes, access tokens and session_keys.
func (s *Server) logCall(ctx context.Context, r Request, user string, status int, result string, took time.Duration) {
	level := slog.LevelInfo
	if status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	p := readParams(r)
	s.log.LogAttrs(ctx, level, "call",
		slog.String("method", r.Method), slog.String("path", cut(r.Path)), slog.Int("status", status),
		slog.String("result", result), slog.String("appid", cut(p.any("appid"))), slog.String("user", cut(user)),
		slog.String("code", mask(p.any("js_code"))), slog.String("access_token", mask(p.query("access_token"))),
		slog.Duration("took", took))
}

// mask shows enough of a secret to tell it from another, and no more.
func mask(secret string) string {
	if len(secret) < 16 {
		return cut("***"[:min(3, len(secret))])
	}
	return secret[:4] + "***"
}

// cut shortens a text of a stranger, so that it cannot fill the log.
func cut(text string) string {
	const most = 128
	if len(text) > most {
		return text[:most] + "…"
	}
	return text
}
