package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// TestTheChineseDocumentsSayTheSame holds each README beside its twin: the same
// headings, tables, commands, outputs, scenarios and links in the same order. Only
// words are left to the writers.
func TestTheChineseDocumentsSayTheSame(t *testing.T) {
	english, chinese := documents(t)
	for _, d := range english {
		twin := d.twin(chinese)
		if twin == nil {
			if filepath.Base(d.path) == "README.md" {
				t.Errorf("%s has no twin", d.path)
			}
			continue
		}
		if en, zh := headings(d), headings(twin); !slices.Equal(en, zh) {
			t.Errorf("%s: headings of the levels\n%v\nits twin's\n%v", d.path, en, zh)
		}
		if en, zh := targets(d), targets(twin); !slices.Equal(en, zh) {
			t.Errorf("%s leads to\n%q\nits twin to\n%q", d.path, en, zh)
		}
		compareBlocks(t, d, twin)
	}
}

// headings are the levels of the headings.
func headings(d *document) (levels []int) {
	for _, h := range headingLines(d) {
		levels = append(levels, strings.Index(h, " "))
	}
	return levels
}

func headingLines(d *document) (lines []string) {
	for i, line := range d.lines {
		if strings.HasPrefix(line, "#") && !d.fenced(i) {
			lines = append(lines, line)
		}
	}
	return lines
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// links are what a document leads to.
func links(d *document) (all []string) {
	for _, found := range link.FindAllStringSubmatch(strings.Join(d.lines, "\n"), -1) {
		all = append(all, found[1])
	}
	return all
}

// targets are the files and sites that both languages lead to, sorted: sentences
// have them in different orders. The way to the other language is none of them.
func targets(d *document) (all []string) {
	inEnglish := func(path string) string { return strings.Replace(path, ".zh-CN.md", ".md", 1) }
	own := filepath.Base(inEnglish(d.path))
	for _, to := range links(d) {
		path, _, _ := strings.Cut(to, "#")
		if path = inEnglish(path); path != own && path != "" {
			all = append(all, path)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func compareBlocks(t *testing.T, d, twin *document) {
	t.Helper()
	if len(d.blocks) != len(twin.blocks) {
		t.Errorf("%s has %d fences and tables, its twin %d", d.path, len(d.blocks), len(twin.blocks))
		return
	}
	for i := range d.blocks {
		en, zh := &d.blocks[i], &twin.blocks[i]
		switch {
		case en.lang != zh.lang || !slices.Equal(en.note, zh.note):
			t.Errorf("%s:%d: %q %q, in its twin (line %d) %q %q", d.path, en.first, en.lang, en.note, zh.first, zh.lang, zh.note)
		case en.lang == "table":
			compareTables(t, d, en, zh)
		case !slices.Equal(plain(en), plain(zh)):
			t.Errorf("%s:%d: its twin (line %d) has another text", d.path, en.first, zh.first)
		}
	}
}

// plain are the lines of a fence without the words of a language: comments, and
// what is said of lines that are left out.
func plain(b *block) []string {
	comment := regexp.MustCompile(`\s*# .*`)
	var lines []string
	for _, line := range b.lines {
		if isElision(line) {
			line = "[…]"
		}
		if b.lang == "yaml" {
			line = comment.ReplaceAllString(line, "")
		}
		lines = append(lines, line)
	}
	return lines
}

var code = regexp.MustCompile("`[^`]+`")

// compareTables compares the first cells, where they are code, and whatever cells
// are nothing but code.
func compareTables(t *testing.T, d *document, en, zh *block) {
	t.Helper()
	rows, others := en.rows(), zh.rows()
	if len(rows) != len(others) {
		t.Errorf("%s:%d: %d rows, in its twin %d", d.path, en.first, len(rows), len(others))
		return
	}
	for i := range rows {
		if len(rows[i]) != len(others[i]) {
			t.Errorf("%s:%d: row %d: %d cells, in its twin %d", d.path, en.first, i+1, len(rows[i]), len(others[i]))
			continue
		}
		for j, cell := range rows[i] {
			words := strings.IndexFunc(code.ReplaceAllString(cell, ""), unicode.IsLetter) >= 0
			if (j == 0 || !words) && !slices.Equal(code.FindAllString(cell, -1), code.FindAllString(others[i][j], -1)) {
				t.Errorf("%s:%d: row %d has %q, its twin %q", d.path, en.first, i+1, cell, others[i][j])
			}
		}
	}
}

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	english, chinese := documents(t)
	for _, d := range append(english, chinese...) {
		for _, to := range links(d) {
			path, anchor, _ := strings.Cut(to, "#")
			if strings.Contains(to, "://") {
				continue
			}
			file := filepath.Join(repository, filepath.Dir(filepath.FromSlash(d.path)), filepath.FromSlash(path))
			if path == "" {
				file = filepath.Join(repository, filepath.FromSlash(d.path))
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s: %s: %v", d.path, to, err)
				continue
			}
			if zh := strings.TrimSuffix(file, ".md") + ".zh-CN.md"; isChinese(d.path) && !isChinese(file) && path != filepath.Base(strings.Replace(d.path, ".zh-CN", "", 1)) {
				if _, err := os.Stat(zh); err == nil {
					t.Errorf("%s leads to %s, which there is in Chinese", d.path, to)
				}
			}
			if anchor != "" && !slices.Contains(anchors(readDocument(t, file)), anchor) {
				t.Errorf("%s: %s: no such heading", d.path, to)
			}
		}
	}
}

// anchors are those that code hosts give to headings.
func anchors(d *document) (all []string) {
	for _, h := range headingLines(d) {
		title := strings.TrimSpace(strings.TrimLeft(h, "#"))
		all = append(all, strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r):
				return unicode.ToLower(r)
			}
			return -1
		}, title))
	}
	return all
}

// TestTheChineseIsOfOneWording finds words in whose place the others are used.
func TestTheChineseIsOfOneWording(t *testing.T) {
	_, chinese := documents(t)
	for word, instead := range map[string]string{
		"应答": "响应", "替身": "模拟后端", "模拟微信": "mock 微信", "证书机构": "CA 证书", "并发位": "并发名额", "没完没了": "无限循环",
		"压你": "对…做压测", "走了另一条路": "与当时不一致", "没有时间的小世界": "不涉及具体时间的小模型", "| 文本 |": "字符串",
	} {
		for _, d := range chinese {
			if i := slices.IndexFunc(d.lines, func(line string) bool { return strings.Contains(line, word) }); i >= 0 {
				t.Errorf("%s:%d: %s, want %s", d.path, i+1, word, instead)
			}
		}
	}
}
