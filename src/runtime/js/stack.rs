//! The frames of JavaScript that an error leaves, read from its `stack`.
//!
//! An error object's stack lists every call of JavaScript that was under way
//! when it was made, also those on the far side of other languages. The calls
//! that are still under way when the error leaves belong to a later border.

use super::engine::{Local, Realm};
use super::modules::file_of;
use crate::object::census::Place;
use crate::object::{Frame, Lang, Trace};
use crate::runtime::source_line;

/// QuickJS lists no more calls than this, whatever `Error.stackTraceLimit` says.
const LIMIT: usize = 64;

/// Files of this name are our own prelude, whose frames are nobody's business.
pub(super) const INTERNAL: &str = "polytarget:";

/// What QuickJS calls the text that `JSON.parse` is given.
const JSON_TEXT: &str = "<input>";

/// Returns the frames that an error leaves with this border, innermost first, given the lines of its stack.
pub(super) fn frames_left(realm: &Realm, known: &[String]) -> Vec<Frame> {
    let passed = passed(known, &current(realm));
    known[..passed].iter().filter_map(|line| frame(line)).collect()
}

/// Returns whether a trace has all inner frames that it keeps, while at least as many outer ones are to come.
///
/// Runaway recursion passes thousands of borders, whose frames would be left out in the end.
pub(super) fn is_midway(realm: &Realm, trace: &Trace) -> bool {
    realm.engine().depth() > Trace::KEPT && trace.frames().nth(Trace::KEPT - 1).is_some()
}

/// Returns the lines of an error object's stack, innermost first.
pub(super) fn lines(thrown: &Local<'_>) -> Vec<String> {
    let Ok(parts) = thrown.realm().parts() else { return Vec::new() };
    let stack = thrown.peek(parts.keys.stack).filter(Local::is_string).and_then(|stack| stack.to_lossy());
    stack.map(|stack| stack.lines().map(str::to_owned).collect()).unwrap_or_default()
}

/// Returns the lines that QuickJS itself has of an error object's stack, innermost first.
pub(super) fn own_lines(thrown: &Local<'_>) -> Vec<String> {
    let own = own(thrown).filter(Local::is_string).and_then(|stack| stack.to_lossy());
    own.map(|stack| stack.lines().map(str::to_owned).collect()).unwrap_or_default()
}

/// Returns the stack that QuickJS itself has of an error object, where there is room to ask for it.
pub(super) fn own<'r>(thrown: &Local<'r>) -> Option<Local<'r>> {
    // An error that says why it cannot be had would be made of its own stack, and so on.
    thrown.realm().stack_getter().ok()?.ask(thrown)
}

/// Puts the calls of other languages, innermost first, before the lines of a stack.
pub(super) fn joined<'a>(frames: impl Iterator<Item = &'a Frame>, own: &str) -> String {
    let lines = frames.map(|frame| {
        let function = if frame.function.is_empty() { format!("<{}>", frame.lang) } else { frame.function.clone() };
        let column = frame.column.map(|column| format!(":{column}")).unwrap_or_default();
        format!("    at {function} ({}:{}{column})\n", frame.file, frame.line)
    });
    lines.collect::<String>() + own
}

/// Returns the lines for the calls that are under way.
pub(super) fn current(realm: &Realm) -> Vec<String> {
    // One that was just made carries nothing of other languages.
    own_lines(&realm.new_stack())
}

/// Returns where the innermost call of a program is.
pub(super) fn place(realm: &Realm) -> Option<Place> {
    let innermost = current(realm).iter().find_map(|line| frame(line))?;
    Some(Place { file: innermost.file, line: innermost.line })
}

/// Returns how many of an error's lines are calls that have ended, given those that are under way.
pub(super) fn passed(known: &[String], current: &[String]) -> usize {
    if known.len() < LIMIT {
        return known.len().saturating_sub(current.len());
    }
    // The error's lines are cut off. What is under way continues to their end, and each call of it stands at
    // the same place as when the error was made.
    (1..known.len()).find(|passed| current.starts_with(&known[*passed..])).unwrap_or(known.len())
}

/// Reads one line, e.g. `    at area (shapes.mjs:3:12)`; `None` for code without a place.
fn frame(line: &str) -> Option<Frame> {
    let line = line.trim().strip_prefix("at ")?;
    let (function, place) = match line.rsplit_once(" (") {
        Some((function, place)) => (function, place.strip_suffix(')')?),
        None => ("", line),
    };
    let mut parts = place.rsplitn(3, ':');
    let column = parts.next()?.parse().ok()?;
    let row = parts.next()?.parse().ok()?;
    let file = file_of(parts.next()?);
    if file.starts_with(INTERNAL) || file == JSON_TEXT {
        return None;
    }
    let function = if function.starts_with("<eval") || function == "<module>" { "" } else { function };
    Some(Frame {
        lang: Lang::Js,
        function: function.to_owned(),
        file: file.to_owned(),
        line: row,
        column: Some(column),
        source: source_line(file),
    })
}

#[cfg(test)]
mod tests {
    use super::{frame, passed};

    #[test]
    fn lines_are_read() {
        let read = |line: &str| frame(line).map(|frame| (frame.function, frame.file, frame.line, frame.column));
        let place = |function: &str, file: &str| Some((function.to_owned(), file.to_owned(), 3, Some(12)));
        assert_eq!(read("    at area (a b/shapes.mjs:3:12)"), place("area", "a b/shapes.mjs"));
        assert_eq!(read("    at <eval> (<js 1>:3:12)"), place("", "<js 1>"));
        // A syntax error names its place only.
        assert_eq!(read("    at <js 1>:3:12"), place("", "<js 1>"));
        assert_eq!(read("    at map (native)"), None);
        assert_eq!(read("    at log (polytarget:console.js:3:12)"), None);
    }

    #[test]
    fn calls_under_way_are_left_to_a_later_border() {
        let stack = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        assert_eq!(passed(&stack(&["c", "b", "a"]), &stack(&["b", "a"])), 1);
        assert_eq!(passed(&stack(&["c", "b", "a"]), &[]), 3);
        // A stack that is cut off shows nothing of what is under way far below.
        assert_eq!(passed(&stack(&["c"; 64]), &[]), 64);
        assert_eq!(passed(&stack(&["c"; 64]), &stack(&["a"])), 64);
        let mut deep = vec!["c"];
        deep.extend(["b", "a"].iter().cycle().take(63));
        assert_eq!(passed(&stack(&deep), &stack(&deep[1..])), 1);
    }
}
