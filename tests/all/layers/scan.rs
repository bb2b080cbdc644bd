//! Rust text to words, without comments and literals, and the paths among them.

/// A word or a sign of a program, and the line it is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) line: usize,
    pub(super) text: &'a str,
}

/// Returns the words and signs; `::` is one sign.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut line = 1;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (length, is_code) = piece(rest, first);
        let (text, after) = rest.split_at(length);
        if is_code {
            found.push(Token { line, text });
        }
        line += text.matches('\n').count();
        rest = after;
    }
    found
}

/// Returns the length of the next piece of text, and whether it is code.
fn piece(text: &str, first: char) -> (usize, bool) {
    if text.starts_with("//") {
        return (text.find('\n').unwrap_or(text.len()), false);
    }
    if text.starts_with("/*") {
        return (block_comment(text), false);
    }
    if let Some(length) = string(text).or_else(|| character(text)) {
        return (length, false);
    }
    if first.is_alphabetic() || first == '_' {
        return (text.find(|next: char| !next.is_alphanumeric() && next != '_').unwrap_or(text.len()), true);
    }
    if text.starts_with("::") {
        return (2, true);
    }
    (first.len_utf8(), !first.is_whitespace())
}

fn block_comment(text: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text.as_bytes()[at..];
        let step: isize = if rest.starts_with(b"/*") { 1 } else { -isize::from(rest.starts_with(b"*/")) };
        depth += step;
        at += if step == 0 { 1 } else { 2 };
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// Returns the length of the string that `text` begins with: `"…"`, `b"…"`, `c"…"`, `r#"…"#`.
fn string(text: &str) -> Option<usize> {
    let body = text.trim_start_matches(['b', 'c', 'r']);
    let prefix = &text[..text.len() - body.len()];
    if !["", "b", "c", "r", "br", "cr"].contains(&prefix) {
        return None;
    }
    if !prefix.ends_with('r') {
        return Some(prefix.len() + quoted(body, '"')?);
    }
    let fences = body.len() - body.trim_start_matches('#').len();
    let inner = body[fences..].strip_prefix('"')?;
    let end = format!("\"{}", &body[..fences]);
    let length = inner.find(&end).map_or(inner.len(), |at| at + end.len());
    Some(prefix.len() + fences + 1 + length)
}

/// Returns the length of a character such as `'x'` or `b'\n'`; a lifetime is none.
fn character(text: &str) -> Option<usize> {
    let body = text.strip_prefix('b').filter(|body| body.starts_with('\'')).unwrap_or(text);
    let mut inner = body.strip_prefix('\'')?.chars();
    let is_lifetime = inner.next()? != '\\' && inner.next()? != '\'';
    if is_lifetime { None } else { Some(text.len() - body.len() + quoted(body, '\'')?) }
}

/// Returns the length of what stands between two of these quotes, with them.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let inner = text.strip_prefix(quote)?;
    let mut escaped = false;
    for (at, next) in inner.char_indices() {
        match next {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if next == quote => return Some(at + 2),
            _ => {}
        }
    }
    Some(text.len())
}

/// A path of names such as `crate::object::Value`, and the line it begins on.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Path<'a> {
    pub(super) line: usize,
    pub(super) names: Vec<&'a str>,
}

/// Returns every path that begins with a name that `begins` accepts; a group in braces is several paths.
pub(super) fn paths<'a>(tokens: &[Token<'a>], begins: impl Fn(&str) -> bool) -> Vec<Path<'a>> {
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let is_inner = at > 0 && tokens[at - 1].text == "::";
        if !is_inner && begins(token.text) {
            follow(&tokens[at..], Vec::new(), &mut found);
        }
    }
    found
}

/// Follows one path to its end and returns how many tokens it took.
fn follow<'a>(tokens: &[Token<'a>], mut names: Vec<&'a str>, found: &mut Vec<Path<'a>>) -> usize {
    let Some(first) = tokens.first() else { return 0 };
    let mut at = 0;
    loop {
        match tokens.get(at) {
            Some(token) if token.text == "{" => return at + group(&tokens[at..], &names, found),
            Some(token) => names.push(token.text),
            None => break,
        }
        at += 1;
        if tokens.get(at).is_none_or(|token| token.text != "::") {
            break;
        }
        at += 1;
    }
    found.push(Path { line: first.line, names });
    at
}

/// Follows each path of a group and returns how many tokens the group took.
fn group<'a>(tokens: &[Token<'a>], names: &[&'a str], found: &mut Vec<Path<'a>>) -> usize {
    let mut at = 1;
    while let Some(token) = tokens.get(at) {
        match token.text {
            "}" => return at + 1,
            "," => at += 1,
            _ => at += follow(&tokens[at..], names.to_vec(), found).max(1),
        }
    }
    at
}

#[test]
fn comments_and_literals_are_no_code() {
    let text = r##"a // unsafe
/* crate /* nested */ host */ b "unsafe \" crate" 'c' b'\'' r#"un"safe"# &'d e"##;
    let found: Vec<_> = tokens(text).into_iter().map(|token| (token.line, token.text)).collect();
    assert_eq!(found, [(1, "a"), (2, "b"), (2, "&"), (2, "'"), (2, "d"), (2, "e")]);
}

#[test]
fn a_group_is_several_paths() {
    let text = "use crate::{object::{Value, text::Text}, host};";
    let found = paths(&tokens(text), |name| name == "crate");
    let names: Vec<_> = found.iter().map(|path| path.names.join("::")).collect();
    assert_eq!(names, ["crate::object::Value", "crate::object::text::Text", "crate::host"]);
}
