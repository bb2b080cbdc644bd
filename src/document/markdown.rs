//! Where the blocks are: what `CommonMark` calls fenced code.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::Block;

pub(super) fn blocks(text: &str) -> Vec<Block> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    let mut lines = Lines::new(text);
    for (event, range) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let (line, is_closed) = (lines.number_at(range.start), is_closed(&text[range]));
                open = Some(Block { info: info.trim().to_owned(), text: String::new(), line, is_closed });
            }
            Event::Text(part) => {
                if let Some(block) = &mut open {
                    block.text.push_str(&part);
                }
            }
            Event::End(TagEnd::CodeBlock) => blocks.extend(open.take().map(with_line_feeds)),
            _ => {}
        }
    }
    blocks
}

/// Ends all lines as the languages expect it.
fn with_line_feeds(block: Block) -> Block {
    let text = if block.text.contains('\r') { block.text.replace("\r\n", "\n") } else { block.text };
    Block { text, ..block }
}

/// Returns whether a fenced block, given from fence to fence, has the second one.
fn is_closed(block: &str) -> bool {
    let mut lines = block.lines();
    let Some((first, mark)) = lines.next().and_then(|line| Some((line, line.chars().next()?))) else { return false };
    let length = first.chars().take_while(|&part| part == mark).count();
    lines.last().is_some_and(|last| {
        let bare = last.trim_end().trim_start_matches([' ', '\t', '>']);
        bare.chars().count() >= length && bare.chars().all(|part| part == mark)
    })
}

/// The numbers of lines, for places that come in order.
struct Lines<'a> {
    text: &'a str,
    seen: usize,
    number: usize,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, seen: 0, number: 1 }
    }

    fn number_at(&mut self, place: usize) -> usize {
        self.number += self.text[self.seen..place].matches('\n').count();
        self.seen = place;
        self.number
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::blocks;

    proptest! {
        /// Whatever is around a block, its lines are those of the text from the line on that it names.
        #[test]
        fn the_lines_of_a_block_are_where_it_says(
            parts in prop::collection::vec(
                prop::sample::select(vec!["```", "~~~~", "> ", "- ", "1. ", "  ", "\n", "\n", "\r\n", "x", "py", "\t"]),
                0..60,
            )
        ) {
            let text = parts.concat();
            let lines: Vec<&str> = text.lines().collect();
            for block in blocks(&text) {
                for (line, there) in block.text.lines().zip(&lines[block.first_line() - 1..]) {
                    prop_assert!(there.ends_with(line.trim_start()), "{line:?} is not in {there:?} of {text:?}");
                }
            }
        }
    }

    /// Prints the blocks of a text: line, info, text, and whether one has no end.
    fn told(text: &str) -> Vec<String> {
        let tell = |block: &super::Block| {
            let end = if block.is_closed { "" } else { " without end" };
            format!("{} {:?} {:?}{end}", block.line, block.info, block.text)
        };
        blocks(text).iter().map(tell).collect()
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(told(text), expected, "{text:?}");
    }

    #[test]
    fn a_block_is_what_a_fence_holds() {
        check(
            "one\n\n```py  run=no \nx\n\ny\n```\ntwo\n~~~\nz\n~~~\n",
            &[r#"3 "py  run=no" "x\n\ny\n""#, r#"9 "" "z\n""#],
        );
        check("", &[]);
        check("no fence\n\n    py indented\n\n`py inline`\n", &[]);
        check("```py\n```\n", &[r#"1 "py" """#]);
        check("<!--\n```py\nx\n```\n-->\n", &[]);
    }

    #[test]
    fn a_longer_fence_holds_shorter_ones() {
        check("````md\n```py\nx\n```\n````\n", &[r#"1 "md" "```py\nx\n```\n""#]);
        check("~~~md\n```py\nx\n```\n~~~\n", &[r#"1 "md" "```py\nx\n```\n""#]);
    }

    #[test]
    fn what_stands_before_the_lines_is_left_out() {
        check("- item\n\n  ```py\n  if x:\n      y\n  ```\n", &[r#"3 "py" "if x:\n    y\n""#]);
        check("> ```py\n> if x:\n>     y\n>\n> z\n> ```\n", &[r#"1 "py" "if x:\n    y\n\nz\n""#]);
        check("  ```py\n  if x:\n      y\n  ```\n", &[r#"1 "py" "if x:\n    y\n""#]);
        check("1. > - ```py\n   >   x\n   >   ```\n", &[r#"1 "py" "x\n""#]);
    }

    #[test]
    fn a_fence_that_nobody_closes_is_told() {
        check("```py\nx\n", &[r#"1 "py" "x\n" without end"#]);
        check("```py", &[r#"1 "py" "" without end"#]);
        check("```py\n", &[r#"1 "py" "" without end"#]);
        check("````py\nx\n```\n", &[r#"1 "py" "x\n```\n" without end"#]);
        check("```py\nx\n~~~\n", &[r#"1 "py" "x\n~~~\n" without end"#]);
        check("> ```py\n> x\n\nafter\n", &[r#"1 "py" "x\n" without end"#]);
        check("- ```py\n  x\nafter\n", &[r#"1 "py" "x\n" without end"#]);
    }

    #[test]
    fn the_ends_of_lines_and_of_the_text_are_of_any_kind() {
        check("a\r\n\r\n```py\r\nx\r\ny\r\n```\r\n", &[r#"3 "py" "x\ny\n""#]);
        check("\u{feff}```py\nx\n```", &[r#"1 "py" "x\n""#]);
        check("```py\nx\n```", &[r#"1 "py" "x\n""#]);
    }
}
