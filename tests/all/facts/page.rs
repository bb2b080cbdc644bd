//! The table in `docs/kernel.md` is made of the rows.

use std::fmt::Write as _;
use std::{env, fs};

use super::{Row, Section, sections};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/kernel.md");

/// Between these lines the page is printed.
const BEGIN: &str = "<!-- facts: `cargo xtask bless` prints what follows, from tests/all/facts -->\n";
const END: &str = "<!-- end of facts -->\n";

#[test]
fn the_page_shows_the_rows() {
    let page = fs::read_to_string(PAGE).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("the page has the line where the table begins");
    let (table, after) = rest.split_once(END).expect("the page has the line where the table ends");
    let printed: String = sections().map(print).collect();
    if env::var("FACTS").is_ok_and(|word| word == "overwrite") {
        return fs::write(PAGE, format!("{before}{BEGIN}{printed}\n{END}{after}")).unwrap();
    }
    let mut lines = table.lines().zip(printed.lines());
    let differing = lines.find(|(old, new)| old != new).map_or("", |(_, new)| new);
    assert!(
        table.trim_end() == printed.trim_end(),
        "the table of facts in docs/kernel.md differs, first at: {differing}\n`FACTS=overwrite` or `cargo xtask bless` prints it anew"
    );
}

fn print(section: &Section) -> String {
    let mut text = format!("\n### {}\n\n", section.title);
    if section.needs_guests {
        text.push_str("Where Hy and Sibilant are installed:\n\n");
    }
    text.push_str("| What it shows | Typed | Answer |\n|---|---|---|\n");
    for (shows, inputs, answer) in section.rows {
        let inputs: Vec<String> = inputs.iter().flat_map(|input| input.lines()).map(code).collect();
        let answers: Vec<String> = answer.lines().map(code).collect();
        writeln!(text, "| {shows} | {} | {} |", inputs.join("<br>"), answers.join("<br>")).unwrap();
    }
    text
}

/// Writes a line as code in a cell of a table.
fn code(line: &str) -> String {
    let fence = if line.contains('`') { "``" } else { "`" };
    let space = if line.contains('`') { " " } else { "" };
    format!("{fence}{space}{}{space}{fence}", line.replace('|', "\\|"))
}

#[test]
fn a_line_is_a_cell() {
    let row: Row = ("it", &["`(a ,b)", "|x|"], "1");
    let section = Section { title: "T", needs_guests: false, uses_all: false, rows: Box::leak(Box::new([row])) };
    let expected =
        "\n### T\n\n| What it shows | Typed | Answer |\n|---|---|---|\n| it | `` `(a ,b) ``<br>`\\|x\\|` | `1` |\n";
    assert_eq!(print(&section), expected);
}
