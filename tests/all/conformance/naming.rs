//! How one language names another: evaluating, globals, modules, and the table that all share.

use std::path::Path;
use std::{env, fs};

use polytarget::{Host, Lang, Source};

use super::row::{Row, Written, check, gives};
use super::samples::{LIST, TARGET};
use crate::support::kit::{Check, Provider, expect};

pub(super) const ROWS: &[Row] = &[
    gives(
        "evaluate by name",
        "3",
        &[TARGET, SUM],
        ["return polytarget.eval(o, p)", "return polytarget.eval(o, p)", "eval_in(o, p)", "(eval-in o p)"],
    ),
    gives(
        "evaluate in the language's object",
        "3",
        &[TARGET, SUM],
        [
            "return getattr(polytarget, o).eval(p)",
            "return polytarget[o].eval(p)",
            "polytarget[o].eval(p)",
            "(invoke (get polytarget o) 'eval p)",
        ],
    ),
    gives(
        "globals",
        "42 43",
        &[TARGET, DEFINE, READ],
        [
            "polytarget.eval(o, p)\nthere = getattr(polytarget, o)\nbefore = there.kit_answer\nthere.kit_answer = 43\nreturn f'{before} {polytarget.eval(o, q)}'",
            "polytarget.eval(o, p); const there = polytarget[o]; const before = there.kit_answer; there.kit_answer = 43; return `${before} ${polytarget.eval(o, q)}`",
            "eval_in(o, p); let there = polytarget[o].globals; let before = there.kit_answer; there.kit_answer = 43; `${before} ${eval_in(o, q)}`",
            "(eval-in o p) (let* ([there (get polytarget o)] [before (get there 'kit_answer)]) (set there 'kit_answer 43) (string-append (to-string before) \" \" (to-string (eval-in o q))))",
        ],
    ),
    check("modules", modules),
    gives(
        "the shared table",
        "true",
        &[LIST],
        [
            "polytarget.refs['kit'] = o\nfound = polytarget.refs.kit is o and polytarget.refs['kit'] is o\ndel polytarget.refs['kit']\nreturn found and 'kit' not in polytarget.refs",
            "polytarget.refs.kit = o; const found = polytarget.refs['kit'] === o && polytarget.refs.kit === o; delete polytarget.refs.kit; return found && !('kit' in polytarget.refs)",
            "refs.kit = o; let found = is_same(refs.kit, o) && is_same(refs[\"kit\"], o); refs.remove(\"kit\"); found && !(\"kit\" in refs)",
            "(set refs 'kit o) (let ([found (and (eq? (get refs 'kit) o) (eq? refs.kit o))]) (del refs 'kit) (and found (not (has? refs 'kit))))",
        ],
    ),
    check("what one shares the other finds", |host, user, owner| {
        owner.eval(
            host,
            [
                "polytarget.refs['kit'] = add",
                "polytarget.refs.kit = add; 0",
                "refs.kit = Fn(\"add\");",
                "(set refs 'kit add)",
            ][owner.lang().index()],
        )?;
        let code = ["polytarget.refs.kit(2, 3)", "polytarget.refs.kit(2, 3)", "refs.kit.call(2, 3)", "(refs.kit 2 3)"];
        let sum = user.eval(host, code[user.lang().index()])?;
        host.refs().delete_item(&"kit".into())?;
        expect("its sum", &sum, "Int(5)")
    }),
];

/// Texts in the owner's language, as strings of it.
const SUM: Written = ["'1 + 2'", "'1 + 2'", "\"1 + 2\"", "\"(+ 1 2)\""];
const DEFINE: Written =
    ["'kit_answer = 42'", "'var kit_answer = 42'", "\"let kit_answer = 42;\"", "\"(define kit_answer 42)\""];
const READ: Written = ["'kit_answer'", "'kit_answer'", "\"kit_answer\"", "\"kit_answer\""];

/// What the owner's modules say: a function and a number.
const MODULE: Written = [
    "def area(r):\n    return 2 * r\nside = 4\n",
    "export function area(r) { return 2 * r }\nexport const side = 4;\n",
    "fn area(r) { 2 * r }\nexport const side = 4;\n",
    "(define (area r) (* 2 r))\n(define side 4)\n(provide area side)\n",
];

fn modules(host: &Host, user: &Provider, owner: &Provider) -> Check {
    let folder = env::temp_dir().join(format!("polytarget-kit-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let extension = owner.lang().extensions().last().ok_or("no extension")?;
    let file = folder.join(format!("kit_{}_{}.{extension}", user.lang(), owner.lang()));
    fs::write(&file, MODULE[owner.lang().index()])?;
    let outcome = host.run_in(user.instance(), &Source::cell(&import(user.lang(), owner.lang(), &file)));
    fs::remove_file(&file)?;
    expect("area of the side", &outcome.map_err(|error| error.report())?, "Int(8)")
}

/// Code that imports a module of another language and uses a function and a number of it.
fn import(user: Lang, owner: Lang, file: &Path) -> String {
    let specifier = format!("{owner}:{}", file.display());
    match user {
        Lang::Py => format!("m = polytarget.import_('{specifier}')\nm.area(m.side)"),
        Lang::Js => format!("import {{ area, side }} from \"{specifier}\"; area(side)"),
        Lang::Rhai => format!("import \"{specifier}\" as m; m::area(m::side)"),
        _ => format!("(import-from \"{specifier}\" [area side]) (area side)"),
    }
}
