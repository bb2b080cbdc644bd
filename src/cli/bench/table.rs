//! The numbers, for people and for programs.

use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Value as Json, json};

use super::{ROUNDS, Row};

/// Prints the rows as a table with units.
pub(super) fn to_text(rows: &[Row]) -> String {
    if rows.is_empty() {
        return "nothing was measured".to_owned();
    }
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header(["what", "cost", "beside it", "ratio", "bar"]);
    for row in rows {
        let beside = row.beside.map_or_else(String::new, |beside| in_units(beside.ns));
        let ratio = row.beside.map_or_else(String::new, |beside| format!("{:.1}", beside.ratio));
        let bar = row.bar.map_or_else(String::new, |bar| format!("{bar:.1}"));
        table.add_row([row.id.clone(), in_units(row.ns), beside, ratio, bar]);
    }
    table.column_iter_mut().skip(1).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    format!(
        "{table}\n\n\
         `a -> b`: code of a works on a thing of b, in a loop that runs in a; beside it, the same loop on a thing of a, or\n\
         without the handles. The loop is included in both. The bar is the highest ratio that we hold ourselves to.\n\
         Medians of {ROUNDS} rounds, in which both are timed in turn; a start is measured once."
    )
}

/// Prints the rows as an array of objects.
pub(super) fn to_json(rows: &[Row]) -> String {
    let row = |row: &Row| {
        let (base, ratio) = row.beside.map(|beside| (beside.ns, beside.ratio)).unzip();
        json!({"id": row.id, "ns": row.ns, "base_ns": base, "ratio": ratio, "bar": row.bar})
    };
    format!("{:#}", rows.iter().map(row).collect::<Json>())
}

/// Prints a time in the unit that suits it.
fn in_units(ns: f64) -> String {
    match ns {
        ..1e3 => format!("{ns:.1} ns"),
        ..1e6 => format!("{:.2} us", ns / 1e3),
        ..1e9 => format!("{:.2} ms", ns / 1e6),
        _ => format!("{:.2} s", ns / 1e9),
    }
}
