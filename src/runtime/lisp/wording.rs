//! What Steel says went wrong, in words for those who have never heard of Steel.

/// Returns the message of a call with a wrong number of arguments. `callee` is what was called, as far as the place tells.
pub(super) fn arity(message: &str, callee: Option<&str>) -> Option<String> {
    let (who, rest) = message.trim_start_matches("tco: ").split_once(" expected ")?;
    let (expected, got) = rest.split_once(" arguments, ")?;
    let got: usize = got.strip_prefix("found ").or_else(|| got.strip_prefix("got "))?.parse().ok()?;
    let (least, count) = expected.strip_prefix("at least ").map_or(("", expected), |count| ("at least ", count));
    let count: usize = count.parse().ok()?;
    let who = match (who, callee) {
        ("function", Some(callee)) => format!("`{callee}`"),
        ("function", None) => "the procedure".to_owned(),
        (who, _) => format!("`{who}`"),
    };
    Some(format!("{who} takes {least}{}, here {}", arguments(count), are(got)))
}

/// Returns `1 argument`, `2 arguments`.
fn arguments(count: usize) -> String {
    if count == 1 { "1 argument".to_owned() } else { format!("{count} arguments") }
}

/// Returns `is 1`, `are 2`.
fn are(count: usize) -> String {
    if count == 1 { "is 1".to_owned() } else { format!("are {count}") }
}

/// Returns the message of a macro that was given a wrong number of forms.
pub(super) fn forms(name: &str, takes: usize, has_rest: bool, got: usize) -> String {
    let least = if has_rest { "at least " } else { "" };
    let takes = if takes == 1 { "1 form".to_owned() } else { format!("{takes} forms") };
    format!("the macro `{name}` takes {least}{takes}, here {}", are(got))
}

/// How Steel refuses to call an object.
pub(super) const CALLED_STRUCT: &str = "Attempted to call struct as a function";

/// Returns the message of a call of what is no procedure. `callee` is what was called, as far as the place tells.
pub(super) fn not_callable(message: &str, callee: Option<&str>) -> Option<String> {
    if message.contains(CALLED_STRUCT) {
        return Some(format!(
            "{} cannot be called",
            callee.map_or("an object".to_owned(), |callee| format!("`{callee}`"))
        ));
    }
    let (before, value) = message.split_once(": ")?;
    if !before.contains("not a procedure") {
        return None;
    }
    let value = value.trim();
    Some(match callee.filter(|callee| *callee != value) {
        Some(callee) => format!("`{callee}` is {value}, which cannot be called"),
        None => format!("{value} cannot be called"),
    })
}

#[cfg(test)]
mod tests {
    use super::{arity, not_callable};

    #[test]
    fn who_takes_how_many_is_told() {
        let said = |message, callee| arity(message, callee).unwrap_or_default();
        assert_eq!(said("function expected 2 arguments, found 1", Some("add")), "`add` takes 2 arguments, here is 1");
        assert_eq!(
            said("function expected at least 1 arguments, found 0", None),
            "the procedure takes at least 1 argument, here are 0"
        );
        assert_eq!(said("car expected 1 arguments, got 2", Some("car")), "`car` takes 1 argument, here are 2");
        assert_eq!(arity("car expected a list or pair, found: 5", None), None);
    }

    #[test]
    fn what_cannot_be_called_is_told() {
        let message = "Application not a procedure or function type not supported: 5";
        assert_eq!(not_callable(message, Some("x")).as_deref(), Some("`x` is 5, which cannot be called"));
        assert_eq!(not_callable(message, None).as_deref(), Some("5 cannot be called"));
        assert_eq!(not_callable("car: no", None), None);
    }
}
