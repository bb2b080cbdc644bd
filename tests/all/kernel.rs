//! The dialect of the kernel: what a text is read as, and what it is expanded to.

mod engine;
mod expansion;
mod machine;
mod mistakes;
mod model;
mod programs;
mod properties;
mod reader;

use polytarget::kernel::{Form, Kind};

/// Writes a form with every list spelled out, so that its structure shows.
fn dump(form: &Form) -> String {
    let all = |items: &[Form]| items.iter().map(dump).collect::<Vec<_>>().join(" ");
    match &form.kind {
        Kind::List(bracket, items) => {
            let (open, close) = bracket.pair();
            format!("{open}{}{close}", all(items))
        }
        Kind::Vector(items) => format!("#({})", all(items)),
        Kind::Bytes(items) => format!("#u8({})", all(items)),
        _ => form.to_string(),
    }
}

/// Writes forms with every list spelled out.
fn dump_all(forms: &[Form]) -> String {
    forms.iter().map(dump).collect::<Vec<_>>().join(" ")
}
