//! `targets`: what can be switched to.

use serde_json::{Value as Json, json};

use super::KERNEL;
use super::status::Status;
use crate::host::Host;
use crate::object::Lang;
use crate::repl;

/// Lists the targets of this program, one a line.
pub(super) fn run(host: &Host, json: bool) -> Status {
    let langs = host.langs();
    if json {
        let list: Json = langs.into_iter().map(to_json).collect();
        repl::show(&format!("{list:#}"));
    } else {
        let lines: Vec<String> = langs.into_iter().map(to_line).collect();
        repl::show(&lines.join("\n"));
    }
    Status::DONE
}

fn to_line(lang: Lang) -> String {
    let extensions: Vec<String> = lang.extensions().iter().map(|extension| format!(".{extension}")).collect();
    format!("{:<4}  {:<10}  {}", lang.name(), lang.title(), extensions.join(" "))
}

fn to_json(lang: Lang) -> Json {
    json!({
        "target": lang.name(),
        "language": lang.title(),
        "extensions": lang.extensions(),
        "kernel": lang == KERNEL,
    })
}
