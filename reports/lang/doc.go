// Package lang says what wxload tells people in the reader's language.
//
// All of wxload is written in English, and so is everything that programs read: JSON,
// JUnit, ids, keys. Where a text reaches a person, the writer has [Words.Say] say it. The
// English text was made with a format, such as "%d of %s failed: %s", by then; Say finds
// that format in the catalogue, takes the arguments out of the text and puts them into the
// translated format. An error therefore needs no translation until it is printed, whatever
// made it: wxload, the standard library or a parser. So do texts that come from a file,
// such as the notes of a stored report.
//
// # What is said and what is not
//
// Arguments are data and stay as they are: names, paths, addresses, ids. The translation
// says which are texts themselves, by %w in the place of %s, as in "cannot read %s: %w". A
// list such as "a, b or c", whose parts are names or texts, is %l. A text that is part of a
// sentence, such as "login #1", has the flag "#, phrase" above it; %p takes only such, so
// that "the answer to %s" does not take the rest of a sentence. A %s that is a number is
// written %d.
// Texts that are joined by lines, semicolons, commas or colons are said if each part of
// them is known. Before a colon, and beside a text in brackets, a part that is not known is
// a name; the colon stays as it is behind a place in a file ("shop.yaml:3:5: "). Where a
// text can be read in several ways, the one that leaves the least of it as data is taken; a
// test makes each text with samples and sees that it is not taken for another. A format of
// fewer than 4 letters fits numbers and known texts alone. Whatever is not known stays
// English as a whole; an error of another program stays as it is behind the text that it is
// wrapped in.
//
// # To add a text
//
// Write it in English where it is made, and its translation in a catalogue under zh/: a
// file of gettext's form, with the format of the code as msgid. Flags and widths of
// verbs are left out ("%-6.1f" is "%f"), %v is %s, and so is a part of a concatenation
// that is not constant. Another order of the arguments is written "%[2]s". A test
// finds texts without a translation, and translations whose verbs differ. GLOSSARY.md
// has the words.
package lang
