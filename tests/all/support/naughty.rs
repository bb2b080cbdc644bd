//! Strings that have broken programs: one or more of each kind.

/// Kinds, and strings of each kind. All are UTF-8; those that are not are in [`SURROGATES`].
pub(crate) const STRINGS: &[(&str, &[&str])] = &[
    (
        "empty and blank",
        &["", " ", "\t", "\n", "\r\n", "\u{b}\u{c}\u{1c}\u{85}", "\u{a0}\u{2003}\u{3000}", "\u{2028}\u{2029}"],
    ),
    ("NUL and controls", &["\0", "a\0b", "\0\0a", "\u{1}\u{7f}\u{80}\u{9f}", "\u{1b}[31mred\u{1b}[0m", "\u{7}\u{8}"]),
    (
        "words of the languages",
        &["None", "null", "undefined", "nil", "void", "true", "False", "#t", "NaN", "self", "this"],
    ),
    ("reserved words", &["if", "class", "def", "fn", "let", "lambda", "import", "await", "new", "delete", "define"]),
    (
        "numbers that are text",
        &["0", "-1", "1e309", "0x1F", "0b1", "1_000", "9007199254740993", "1/2", "+.5", "∞", "१२३", "½"],
    ),
    (
        "names that objects have",
        &["length", "size", "constructor", "toString", "valueOf", "prototype", "then", "next", "hasOwnProperty"],
    ),
    (
        "names that Python has",
        &["__class__", "__dict__", "__init__", "__getattr__", "__del__", "__name__", "mro", "keys", "items"],
    ),
    ("names that the border has", &["polytarget", "refs", "py", "js", "eval", "globals", "_native", "value", "lang"]),
    (
        "quotes and escapes",
        &["'", "\"", "`", "\\", "'''", "\"\"\"", "\\\\\"", "\\u0041", "\\x", "${x}", "%s%n", "{0}", "{{}}", "#{x}"],
    ),
    ("brackets", &["(", ")", "[[", "}}", "(((((((((", "())(", "<!--", "*/", "#|", "|#", ";;", "//", "#;", "#\\"]),
    ("beyond Latin-1", &["é", "e\u{301}", "漢字かな交じり文", "Ω≈ç√∫˜µ≤≥÷", "ДЂЃЄ", "ﬃ", "ẞßſ", "İi̇ıI", "ǅ"]),
    ("beyond the plane", &["😀", "👩‍👩‍👧‍👦", "🏳️‍🌈🇩🇪", "𝒜𝔅ℂ", "𠜎𠜱", "\u{10ffff}", "a😀b😀c"]),
    ("right to left", &["שלום", "مرحبا 123 abc", "\u{202e}evil\u{202c}", "\u{2066}x\u{2069}"]),
    ("marks without end", &["Z̵̡̢a̸l̷g̴o̶ ḩ̷e̵ ̶c̸o̷m̴e̸s̷", "a\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}\u{307}", "ก็็็็็็็็"]),
    (
        "no characters",
        &[
            "\u{feff}",
            "\u{feff}a",
            "\u{200b}\u{200c}\u{200d}\u{2060}",
            "\u{fffe}\u{ffff}",
            "\u{fffd}",
            "\u{e000}",
            "\u{ad}",
        ],
    ),
    (
        "other people's languages",
        &[
            "'; DROP TABLE t; --",
            "<script>1</script>",
            "$(touch x)",
            "`id`",
            "; ls",
            "| cat",
            "../../etc/passwd",
            "%00",
            "file:///x",
        ],
    ),
    ("paths and addresses", &["C:\\", "CON", "aux.txt", "a/b", "./a", "~", "py:math", "js:", ":x", "http://[::1]:0/"]),
    ("patterns", &["(a+)+$", "[^]", ".*", "\\1", "(?", "^$"]),
];

/// Units of UTF-16 that are no characters: halves of a pair, alone or in the wrong order.
pub(crate) const SURROGATES: &[&[u16]] =
    &[&[0xd800], &[0xdfff], &[0x61, 0xdbff], &[0xdc00, 0xd800], &[0xd83d, 0x20, 0xde00], &[0xd83d, 0xd83d, 0xde00]];
