//! `targets`: what can be switched to.

use serde_json::{Value as Json, json};

use super::status::Status;
use crate::host::Host;
use crate::repl;
use crate::session::KERNEL;

/// Lists the targets of this program, one a line.
pub(super) fn run(host: &Host, json: bool) -> Status {
    let names = host.targets();
    if json {
        let list: Json = names.iter().map(|name| to_json(host, name)).collect();
        repl::show(&format!("{list:#}"));
    } else {
        let width = names.iter().map(String::len).max().unwrap_or_default();
        let lines: Vec<String> = names.iter().map(|name| to_line(host, name, width)).collect();
        repl::show(&lines.join("\n"));
    }
    Status::DONE
}

fn to_line(host: &Host, name: &str, width: usize) -> String {
    let extensions = host.target_extensions(name).iter().map(|extension| format!(".{extension}"));
    let extensions = extensions.collect::<Vec<_>>().join(" ");
    format!("{name:<width$}  {:<10}  {extensions}", host.target_title(name)).trim_end().to_owned()
}

fn to_json(host: &Host, name: &str) -> Json {
    json!({
        "target": name,
        "language": host.target_title(name),
        "extensions": host.target_extensions(name),
        "kernel": name == KERNEL,
    })
}
