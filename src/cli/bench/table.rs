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
        let base = row.base_ns.map_or_else(String::new, in_units);
        let ratio = row.ratio().map_or_else(String::new, |ratio| format!("{ratio:.1}"));
        let bar = row.bar.map_or_else(String::new, |bar| format!("{bar:.1}"));
        table.add_row([row.id.clone(), in_units(row.ns), base, ratio, bar]);
    }
    table.column_iter_mut().skip(1).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    format!(
        "{table}\n\n\
         `a -> b`: code of a works on a thing of b, in a loop that runs in a; beside it, the same loop on a thing of a, or\n\
         without the handles. The loop is included in both. The bar is the highest ratio that we hold ourselves to.\n\
         Medians of {ROUNDS} rounds; a start is measured once."
    )
}

/// Prints the rows as an array of objects.
pub(super) fn to_json(rows: &[Row]) -> String {
    let row =
        |row: &Row| json!({"id": row.id, "ns": row.ns, "base_ns": row.base_ns, "ratio": row.ratio(), "bar": row.bar});
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
