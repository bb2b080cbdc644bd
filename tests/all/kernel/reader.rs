//! Text to forms, errors with their places, and whether a text is complete.

use polytarget::kernel::{Completeness, Kind, completeness, line_and_column, read};

use super::dump_all;

/// Reads each text and compares its forms, every list spelled out; an error begins with `!`.
#[track_caller]
fn check(table: &[(&str, &str)]) {
    for (text, expected) in table {
        let found = match read(text) {
            Ok(forms) => dump_all(&forms),
            Err(error) => format!("! {}", error.report(text)),
        };
        assert_eq!(&found, expected, "{text}");
    }
}

#[test]
fn lists_keep_their_brackets() {
    check(&[
        ("", ""),
        ("a b", "a b"),
        ("(a [b {c d}] ())", "(a [b {c d}] ())"),
        ("#(1 (2)) #u8(1 255)", "#(1 (2)) #u8(1 255)"),
        ("(a . b)", "(a . b)"),
        ("( a\n\t b )c", "(a b) c"),
    ]);
}

#[test]
fn prefixes_are_lists() {
    check(&[
        ("'x '(a b)", "(quote x) (quote (a b))"),
        ("`(a ,b ,@c)", "(quasiquote (a (unquote b) (unquote-splicing c)))"),
        ("`(a @b ...@c)", "(quasiquote (a (unquote b) (unquote-splicing c)))"),
        ("`(a ,(b ,c) ,d)", "(quasiquote (a (unquote (b c)) (unquote d)))"),
        ("``(a ,(b ,c))", "(quasiquote (quasiquote (a (unquote (b (unquote c))))))"),
        ("`(a , b ,)", "(quasiquote (a b))"),
        ("`(...@(f x) ,'y ',z)", "(quasiquote ((unquote-splicing (f x)) (unquote (quote y)) (quote (unquote z))))"),
        ("`x ,y", "(quasiquote x) y"),
        ("''x", "(quote (quote x))"),
        ("#>(+ #0 #1) #->(f #0)", "(%placeholders (+ #0 #1)) (%placeholders (f #0))"),
    ]);
}

#[test]
fn commas_and_colons_are_white_space() {
    check(&[
        ("[1, 2]", "[1 2]"),
        ("(f,a,@b)", "(f a |@b|)"),
        ("1,000", "1 000"),
        ("{a: 1, b: 2}", "{a 1 b 2}"),
        ("{\"a\": 1, \"b\":2 c : 3}", "{\"a\" 1 \"b\" 2 c 3}"),
        ("(var a: 1)", "(var a 1)"),
        (":a (f :key 1) #:k", ":a (f :key 1) #:k"),
        ("a:b js:print js/print", "a:b js:print js/print"),
        ("(x :)", "(x)"),
    ]);
}

#[test]
fn words() {
    check(&[
        ("true false nil null #t #f #true #false", "true false nil nil true false true false"),
        ("@x a@b ... ...x ...@x", "|@x| a@b ... ...x |...@x|"),
        (
            "cache.repl .send *runtimes* => repl> ->x set! # #%prim.car",
            "cache.repl .send *runtimes* => repl> ->x set! # #%prim.car",
        ),
        ("|a b| |true| || |a\\|b|", "|a b| |true| || |a\\|b|"),
        ("λ größe", "λ größe"),
        // One colon at the end is white space.
        (":a :a: :a:: ::a #:a:", ":a :a :a:: ::a #:a"),
        ("a'b", "a (quote b)"),
    ]);
}

/// Tells of each word what kind of form it is.
#[track_caller]
fn check_kinds(expected: &str, words: &[&str]) {
    for word in words {
        let forms = read(word).unwrap();
        let [form] = forms.as_slice() else { panic!("{word}: {forms:?}") };
        let kind = match &form.kind {
            Kind::Number(text) => {
                assert_eq!(&**text, *word);
                "number"
            }
            Kind::Symbol(_) => "symbol",
            _ => "other",
        };
        assert_eq!(kind, expected, "{word}");
    }
}

#[test]
fn numbers_are_those_of_steel() {
    let integers = ["0", "-1", "+5", "007", "123456789012345678901234567890", "#xFF", "#b-101", "#o17", "#d9"];
    let reals = ["1.5", "-1.", ".5", "-.5", "1e3", "1.5E-3", "1/2", "-3/4", "+inf.0", "-inf.0", "+nan.0"];
    check_kinds("number", &integers);
    check_kinds("number", &reals);
    check_kinds("number", &["+i", "-i", "1+2i", "1.5e3-2.5e-1i", "+2i", "1@2", "1/2+3/4i"]);
    check_kinds(
        "symbol",
        &["+", "-", "...", ".", "1+", "-x", "+x", "1x", "1.2.3", "1/", "/2", "-e5", "1e", "i", "1+2"],
    );
}

#[test]
fn strings_and_characters() {
    check(&[
        (
            r#""a\tb\n\"\\" "two
lines""#,
            "\"a\tb\n\\\"\\\\\" \"two\nlines\"",
        ),
        (
            r#""\x3bb;\u{3bb}\0" "a \
            b""#,
            "\"λλ\\0\" \"a b\"",
        ),
        ("#\\a #\\( #\\space #\\x3bb #\\; #\\λ #\\nul", "#\\a #\\( #\\space #\\λ #\\; #\\λ #\\x0"),
        (r#""\d""#, "! 1:2: `\\d` means nothing in a string; a backslash itself is `\\\\`"),
        (r#""\x3bb""#, "! 1:2: a character is written by its number as `\\x3bb;` or `\\u{3bb}`"),
        ("#\\nothing", "! 1:1: no character is called `#\\nothing`"),
    ]);
}

#[test]
fn comments() {
    check(&[
        ("#!/usr/bin/env polytarget\na", "a"),
        ("#! only", ""),
        ("a ; b\nc", "a c"),
        ("a #| b #| c |# d |# e", "a e"),
        ("(a #;(b c) d) #;e", "(a d)"),
        ("#; #; a b c", "c"),
        ("'#;a b", "(quote b)"),
        ("`(a #;,b ,c)", "(quasiquote (a (unquote c)))"),
    ]);
}

#[test]
fn what_cannot_be_read_is_told_with_both_places() {
    check(&[
        ("(a\n  [b\n c)", "! 3:3: `)` at 3:3 closes `[` opened at 2:3\n  `]` would close it"),
        ("(def f (a)\n  (g a\n\n ]", "! 4:2: `]` at 4:2 closes `(` opened at 2:3\n  `)` would close it"),
        ("(a))", "! 1:4: `)` at 1:4 closes nothing"),
        ("#(1 2]", "! 1:6: `]` at 1:6 closes `#(` opened at 1:1\n  `)` would close it"),
        ("(a\n(b", "! 2:1: `(` opened at 2:1 is never closed"),
        ("(f \"abc", "! 1:4: the string that begins at 1:4 has no end"),
        (
            "(def f (x)\n  (g x)\n\n(f 1)",
            "! 1:1: `(` opened at 1:1 is never closed\n  line 4 begins as if nothing were open: is a bracket missing before it?",
        ),
        (
            "(f \"abc)\n\n(g \"d\")",
            "! 3:6: the string that begins at 3:6 has no end\n  the string before it goes on from 1:4 to line 3: is a `\"` missing there?",
        ),
        ("|abc", "! 1:1: the name that begins at 1:1 has no end"),
        ("a #| b", "! 1:3: the comment that begins at 1:3 has no end"),
        ("(a ')", "! 1:4: nothing follows `'` at 1:4"),
        ("`(a ,@#;)", "! 1:7: nothing follows `#;` at 1:7"),
        ("'", "! 1:1: nothing follows `'` at 1:1"),
        ("#what", "! 1:1: `#what` is nothing that can be read"),
        ("ä )", "! 1:3: `)` at 1:3 closes nothing"),
    ]);
}

#[test]
fn complete_or_not() {
    use Completeness::{Complete, Incomplete, Invalid};
    let table = [
        ("", Complete),
        ("(+ 1 2)", Complete),
        ("; (", Complete),
        ("\"(\"", Complete),
        ("(+ 1 2", Incomplete),
        ("{a: [1", Incomplete),
        ("\"abc", Incomplete),
        ("\"abc\\", Incomplete),
        ("#| abc", Incomplete),
        ("'", Incomplete),
        ("`(a ,@", Incomplete),
        ("#;", Incomplete),
        ("#\\", Incomplete),
        (")", Invalid),
        ("(a [b)", Invalid),
        ("(')", Invalid),
        ("(\"\\q", Invalid),
    ];
    for (text, expected) in table {
        assert_eq!(completeness(text), expected, "{text}");
    }
}

#[test]
fn every_form_knows_its_place() {
    let text = "(ab\n 'cd \"é\" [ef])";
    let forms = read(text).unwrap();
    let items = forms[0].as_list().unwrap();
    let written: Vec<&str> = items.iter().map(|item| &text[item.span.start as usize..item.span.end as usize]).collect();
    assert_eq!(written, ["ab", "'cd", "\"é\"", "[ef]"]);
    assert_eq!(line_and_column(text, items[3].span.start as usize), (2, 10));
}

#[test]
fn brackets_nest_as_deep_as_memory_allows() {
    const DEEP: usize = 100_000;
    let text = format!("{}{}", "(".repeat(DEEP), ")".repeat(DEEP));
    let forms = read(&text).unwrap();
    assert_eq!(forms[0].to_string(), text);
    drop(forms);
    let quoted = format!("{}x", "'".repeat(DEEP));
    assert_eq!(read(&quoted).unwrap()[0].to_string(), quoted);
    assert_eq!(completeness(&"[".repeat(DEEP)), Completeness::Incomplete);
}
