//! What holds for any text.

use polytarget::kernel::{ErrorKind, read};
use proptest::prelude::*;

use super::dump_all;

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
    fn what_is_printed_reads_as_the_same_forms(text in texts()) {
        if let Ok(forms) = read(&text) {
            let printed: Vec<String> = forms.iter().map(ToString::to_string).collect();
            let printed = printed.join(" ");
            let again = read(&printed);
            prop_assert!(again.is_ok(), "{printed}: {again:?}");
            prop_assert_eq!(dump_all(&again.unwrap_or_default()), dump_all(&forms), "{}", printed);
        }
    }
}
