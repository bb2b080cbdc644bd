//! What a block says after its fence.

use crate::object::near;

/// What else a block's language may be called than the target that runs it is.
///
/// A block of `sibilant` is code for the kernel, whose dialect that is.
const ALIASES: [(&str, &str); 6] = [
    ("sibilant", "lisp"),
    ("kernel", "lisp"),
    ("python", "py"),
    ("python3", "py"),
    ("javascript", "js"),
    ("mjs", "js"),
];

/// The keys, each with the values it takes; any, where there are none.
const KEYS: [(&str, &[&str]); 6] = [
    ("run", &["yes", "no"]),
    ("expect", &["error"]),
    ("session", &[]),
    ("show", &["code", "output", "both", "none"]),
    ("file", &[]),
    ("name", &[]),
];

/// The words that stand alone.
const FLAGS: [&str; 1] = ["meta"];

/// How a block is to be run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// It is only to be read (`run=no`).
    pub is_shown_only: bool,
    /// It is run when something is built, and never else (`meta`).
    pub is_for_builds: bool,
    /// It must fail (`expect=error`).
    pub fails: bool,
    /// It has instances of its own, which it shares with the blocks that name the same (`session=ID`).
    pub session: Option<String>,
}

/// What a block says is not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct WrongInfo(String);

/// Returns the target that a language is another name of.
pub(super) fn alias(language: &str) -> Option<&'static str> {
    ALIASES.into_iter().find(|(alias, _)| *alias == language).map(|(_, target)| target)
}

impl Options {
    pub(super) fn parse<'a>(words: impl Iterator<Item = &'a str>) -> Result<Self, WrongInfo> {
        let mut options = Self::default();
        for word in words {
            let (key, value) = checked(word)?;
            match (key, value) {
                ("run", value) => options.is_shown_only = value == "no",
                ("expect", _) => options.fails = true,
                ("session", id) => options.session = Some(id.to_owned()),
                ("meta", _) => options.is_for_builds = true,
                // The others are for those who print documents or write files.
                _ => {}
            }
        }
        Ok(options)
    }
}

/// Cuts `key=value` in two, if there is such a key and it takes that value.
fn checked(word: &str) -> Result<(&str, &str), WrongInfo> {
    let Some((key, value)) = word.split_once('=') else {
        return match word {
            flag if FLAGS.contains(&flag) => Ok((flag, "")),
            key if KEYS.iter().any(|(known, _)| *known == key) => Err(without_value(key)),
            word => Err(unknown(word)),
        };
    };
    let Some((_, values)) = KEYS.iter().find(|(known, _)| *known == key) else { return Err(unknown(key)) };
    if value.is_empty() {
        return Err(without_value(key));
    }
    if !values.is_empty() && !values.contains(&value) {
        return Err(WrongInfo(format!("`{key}` is one of {}, not `{value}`", values.join(", "))));
    }
    Ok((key, value))
}

fn without_value(key: &str) -> WrongInfo {
    WrongInfo(format!("`{key}=` lacks its value"))
}

fn unknown(word: &str) -> WrongInfo {
    let known: Vec<&str> = KEYS.iter().map(|(key, _)| *key).chain(FLAGS).collect();
    let hint = near::did_you_mean(word, &known);
    WrongInfo(format!("a block has no `{word}`; after its language stand {}{hint}", known.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::Options;

    #[track_caller]
    fn check_refused(info: &str, message: &str) {
        assert_eq!(Options::parse(info.split_whitespace()).unwrap_err().to_string(), message);
    }

    #[test]
    fn keys_say_how_a_block_is_run() {
        let options = Options::parse("run=no session=a expect=error file=a/b.py show=both".split_whitespace()).unwrap();
        let expected =
            Options { is_shown_only: true, is_for_builds: false, fails: true, session: Some("a".to_owned()) };
        assert_eq!(options, expected);
        assert_eq!(Options::parse("run=yes".split_whitespace()).unwrap(), Options::default());
        assert!(Options::parse("meta".split_whitespace()).unwrap().is_for_builds);
    }

    #[test]
    fn what_is_not_understood_is_refused_with_what_would_be() {
        let all = "after its language stand run, expect, session, show, file, name, meta";
        check_refused("sesion=a", &format!("a block has no `sesion`; {all}; did you mean `session`?"));
        check_refused("{.cls}", &format!("a block has no `{{.cls}}`; {all}"));
        check_refused("run", "`run=` lacks its value");
        check_refused("run=never", "`run` is one of yes, no, not `never`");
        check_refused("session=", "`session=` lacks its value");
    }
}
