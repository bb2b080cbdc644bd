//! Loops that do nothing with their items.
//!
//! Rhai asks the iterator of a loop with an empty body for all items and looks at none of them, so it passes
//! over an error that comes in place of one. Here such a loop gets a `continue`, and so
//! a body. It is written into the text where the body has nothing: a place later in the text stays what it is.

use rhai::{AST, ASTNode, LexError, Position, Span, Stmt, Token};

use super::engine::State;

/// What stands for `continue` in a text; in any other place it is no token of Rhai.
const MARK: char = '\u{1}';

/// Gives a compiled text's loops bodies where they have none.
pub(super) fn fill(state: &State, ast: AST, text: &str) -> AST {
    if !text.contains("for") || text.contains(MARK) {
        return ast;
    }
    let mut bodies = Vec::new();
    ast.walk(&mut |path| {
        if let Some(ASTNode::Stmt(Stmt::For(parts, _))) = path.last()
            && parts.2.body.is_empty()
        {
            bodies.push(parts.2.body.span());
        }
        true
    });
    if bodies.is_empty() {
        return ast;
    }
    let marked = marked(text, bodies).and_then(|text| state.engine.compile(text).ok());
    marked.map_or(ast, |marked| state.optimize(marked))
}

/// Returns the token that the mark stands for.
pub(super) fn map_token(token: Token) -> Token {
    match &token {
        Token::LexError(error) if matches!(&**error, LexError::UnexpectedInput(text) if text.starts_with(MARK)) => {
            Token::Continue
        }
        _ => token,
    }
}

/// Writes the mark into the empty bodies.
fn marked(text: &str, mut bodies: Vec<Span>) -> Option<String> {
    let mut characters: Vec<char> = text.chars().collect();
    let lines: Vec<usize> =
        std::iter::once(0).chain((1..).zip(&characters).filter(|(_, c)| **c == '\n').map(|(at, _)| at)).collect();
    let index = |at: Position| Some(lines.get(at.line()?.checked_sub(1)?)? + at.position()?.checked_sub(1)?);
    // From the last one on: what is inserted moves only what has been dealt with.
    bodies.sort_by_key(|span| std::cmp::Reverse(span.start()));
    for span in bodies {
        let (start, end) = (index(span.start())?, index(span.end())?);
        if (characters.get(start), characters.get(end)) != (Some(&'{'), Some(&'}')) || end <= start {
            return None;
        }
        // Whatever was written there, the optimizer found that it does nothing.
        for character in characters[start + 1..end].iter_mut().filter(|character| **character != '\n') {
            *character = ' ';
        }
        match start.checked_sub(1).filter(|before| characters[*before] == ' ') {
            _ if end > start + 1 && characters[start + 1] == ' ' => characters[start + 1] = MARK,
            Some(before) => (characters[before], characters[start]) = ('{', MARK),
            None => characters.insert(start + 1, MARK),
        }
    }
    Some(characters.into_iter().collect())
}
