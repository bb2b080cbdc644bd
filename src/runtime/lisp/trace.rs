//! The Lisp frames that an error left.
//!
//! Steel's trace is a list of spans, outermost first. That of the innermost
//! frame is exact; for the others Steel looks the caller's position up in the
//! callee, so they tell which function it was and not where in it. And the list
//! goes on through entries further out, down to the first: what belongs to this
//! entry ends at the code that made it.

use steel::SteelErr;
use steel::parser::span::Span;

use super::engine::Engine;
use super::prelude;
use crate::object::{Error, Frame, Lang, SourceLine, Trace};

/// Returns the frames between where an error was raised and the innermost entry, innermost first.
pub(super) fn frames(engine: &Engine, error: &SteelErr) -> Vec<Frame> {
    let piece = |span: &Span| engine.sources.get(span.source_id()?);
    let inner = error.span().and_then(|span| Some(piece(&span)?.frames(span.start() as usize)));
    let mut frames: Vec<Frame> = inner.unwrap_or_default();
    let calls = match error.stack_trace() {
        Some(trace) => trace.trace(),
        None => &[],
    };
    let outer = calls.iter().rev().skip(1).map(|call| *call.span());
    let outer = outer.take_while(|span| span.is_none_or(|span| !engine.is_border(&span)));
    // A runaway recursion has millions of frames; a trace keeps no more than this anyway.
    let mut known: Vec<Span> = outer.flatten().collect();
    if known.len() > 2 * Trace::KEPT {
        known.drain(Trace::KEPT..known.len() - Trace::KEPT);
    }
    frames.extend(known.iter().filter_map(|span| Some(piece(span)?.frame(span.start() as usize))));
    frames
}

/// Returns the name at the place of an error: what was called there.
pub(super) fn callee(engine: &Engine, error: &SteelErr) -> Option<String> {
    let span = error.span()?;
    engine.sources.get(span.source_id()?)?.name_at(span.start() as usize..span.end() as usize)
}

/// Leaves out what our own code of the dialect has in a trace: nobody has written or called it by that name.
pub(super) fn hide_prelude(error: &Error) {
    let (prelude, _) = prelude::KERNEL;
    let mut trace = error.trace().clone();
    if trace.retain(|frame| frame.file != prelude) {
        error.set_trace(trace);
    }
}

/// Makes sure that an error which a procedure let out tells of Lisp.
///
/// Steel knows no place in the body of a `let`; then all that is known is that a procedure was left.
pub(super) fn note_procedure(error: &Error) {
    if error.is_uncatchable() {
        return;
    }
    let told = error.trace().frames().next_back().is_some_and(|frame| frame.lang == Lang::Lisp);
    if !told {
        let (function, file) = ("a procedure".to_owned(), "<lisp>".to_owned());
        error.pass([Frame { lang: Lang::Lisp, function, file, line: 0, column: None, source: SourceLine::Unknown }]);
    }
}
