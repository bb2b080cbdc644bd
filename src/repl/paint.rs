//! Color, where it is wanted.

use nu_ansi_term::{Color, Style};

use crate::object::Error;

/// Returns whether to color what goes to a terminal or not: <https://no-color.org> is honored.
pub(super) fn wanted(is_terminal: bool) -> bool {
    is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Returns the trace of an error and the error below it, as lines.
pub(super) fn report(error: &Error, colored: bool) -> String {
    if !colored {
        return format!("{}\n", error.report());
    }
    // What led to the error comes first, as in `Error::report`.
    let before = error.cause().map(|cause| format!("{}\nwhich led to\n\n", report(&cause, true)));
    let trace = error.trace().to_string();
    let message = Color::LightRed.bold().paint(error.to_string());
    format!("{}{}{message}\n", before.unwrap_or_default(), Style::new().dimmed().paint(trace))
}
