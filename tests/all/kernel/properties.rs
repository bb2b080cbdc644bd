//! What holds for any text.

use polytarget::kernel::{Completeness, ErrorKind, completeness, read};
use proptest::prelude::*;

use super::model::Model;
use crate::support::border::program::reads_as_printed;

/// Texts made of what the reader looks for, so that they are not all refused at their first letter.
fn texts() -> impl Strategy<Value = String> {
    let parts = prop::sample::select(vec![
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "'",
        "`",
        ",",
        ",@",
        "@",
        "...@",
        "...",
        "#(",
        "#u8(",
        "#;",
        "#|",
        "|#",
        "#\\",
        "|",
        "\"",
        "\\",
        ";",
        "\n",
        " ",
        ":",
        "a",
        "a.b",
        "js:f",
        ".m",
        "1",
        "1.5",
        "-",
        "é",
        "#t",
        "nil",
        "#>",
        "#0",
        "quote",
        "unquote",
        "quasiquote",
        "#!",
        ".",
        "x",
    ]);
    prop_oneof![prop::collection::vec(parts, 0..24).prop_map(|parts| parts.concat()), "\\PC{0,20}"]
}

/// Programs of the words that mean something, in lists that are whole.
fn programs() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "x",
        "y",
        "car",
        "o.p",
        "js:f",
        "js.macros",
        "n.I",
        "n.I.x",
        "...x",
        ".m",
        "1",
        "\"s\"",
        "nil",
        "true",
        ":k",
        "'q",
        "if",
        "cond",
        "else",
        "=>",
        "let",
        "let*",
        "lambda",
        "fn",
        "def",
        "define",
        "var",
        "set",
        "set!",
        "each",
        "when",
        "begin",
        "do",
        "quote",
        "quasiquote",
        "unquote",
        "unquote-splicing",
        "macro",
        "meta",
        "namespace",
        "target",
        "js",
        "repl>",
        "case",
        "case-lambda",
        "define-syntax",
        "syntax-rules",
        "let-syntax",
        "...",
        "_",
        "define-values",
        "define-record-type",
        "guard",
        "parameterize",
        "while",
        "and",
        "or",
        "not",
        "+",
        "get",
        "object",
        "twice",
        "swap",
        "#0",
        ".",
        "receive",
        "let-values",
        "%placeholders",
        "let/cc",
        "~>",
        "@doc",
        "require",
    ]);
    words.prop_map(str::to_owned).prop_recursive(5, 40, 6, |inner| {
        (
            prop::collection::vec(inner, 0..6),
            prop::sample::select(vec!["( )", "[ ]", "{ }", "`( )", ",( )", "#( )", "'( )"]),
        )
            .prop_map(|(items, brackets)| {
                let (open, close) = brackets.split_once(' ').unwrap();
                format!("{open}{}{close}", items.join(" "))
            })
    })
}

const PRELUDE: &str =
    "(macro twice (x) `(list ,x ,x)) (define-syntax swap (syntax-rules () ((_ a b ...) (let ((t a)) (b ... t)))))
    (namespace n.I) (def x 1) (namespace user) ";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_read_or_refused_with_a_place_in_it(text in texts()) {
        match read(&text) {
            Ok(forms) => for form in forms {
                prop_assert!(text.get(form.span.start as usize..form.span.end as usize).is_some());
            },
            Err(error) => {
                let span = error.span();
                prop_assert!(text.get(span.start as usize..span.end as usize).is_some(), "{error:?}");
                prop_assert!(matches!(error.kind(), ErrorKind::Incomplete | ErrorKind::Unreadable));
                prop_assert!(!error.report(&text).is_empty());
            }
        }
    }

    #[test]
    fn lines_that_others_complete_are_not_refused(text in prop_oneof![texts(), programs().prop_map(|text| text.replace(' ', "\n"))]) {
        if read(&text).is_ok() {
            for (end, _) in text.match_indices('\n') {
                prop_assert_ne!(completeness(&text[..end]), Completeness::Invalid, "{:?}", &text[..end]);
                prop_assert_ne!(completeness(&text[..=end]), Completeness::Invalid, "{:?}", &text[..=end]);
            }
        }
    }

    #[test]
    fn what_is_printed_reads_as_the_same_forms(text in texts()) {
        if let Ok(forms) = read(&text) {
            let outcome = reads_as_printed(&forms);
            prop_assert!(outcome.is_ok(), "{outcome:?}");
        }
    }

    #[test]
    fn any_program_is_expanded_to_code_that_reads_or_refused(text in programs()) {
        let text = format!("{PRELUDE}{text}");
        match Model::new().expand(&text, true) {
            Ok(codes) => for code in codes {
                let again = read(&code.text);
                prop_assert!(again.is_ok(), "{}: {again:?}", code.text);
                for stretch in code.map.stretches() {
                    prop_assert!(text.is_char_boundary(stretch.text as usize), "{}", code.text);
                    prop_assert!(code.text.is_char_boundary(stretch.code as usize), "{}", code.text);
                }
                prop_assert!(code.map.original(code.text.len()) <= text.len());
            },
            Err(error) => {
                let span = error.span();
                prop_assert!(span.is_known(), "{error:?}");
                prop_assert!(text.get(span.start as usize..span.end as usize).is_some(), "{error:?}");
                prop_assert!(!error.report(&text).is_empty());
            }
        }
    }

    #[test]
    fn any_text_is_expanded_or_refused(text in texts()) {
        let _refused = Model::new().expand(&text, true).is_err();
    }
}
