//! The document in `tests/documents/shell.md`: as a whole, and each of its blocks in a process of its own.

use std::fs;
use std::path::{Path, PathBuf};

use polytarget::document::Document;

use crate::guests::installed::{Installed, installed};

fn document() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents/shell.md")
}

/// Runs a document, and returns what it prints.
#[track_caller]
fn run(installed: &Installed, document: &Path) -> String {
    let ended = installed.program().arg("run").arg(document).output().expect("the program starts");
    assert!(ended.status.success(), "{}:\n{}", document.display(), String::from_utf8_lossy(&ended.stderr));
    String::from_utf8(ended.stdout).expect("it prints text")
}

/// Returns the blocks that run, each with what is written to come of it.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    for block in Document::parse(text).blocks {
        match (block.language() == "output", blocks.last_mut()) {
            (true, Some((_, output))) => output.push_str(&block.text),
            _ => blocks.push((format!("```{}\n{}```\n", block.info, block.text), String::new())),
        }
    }
    blocks
}

#[test]
fn all_of_it_runs_and_each_block_alone() {
    let Some(installed) = installed() else { return };
    let text = fs::read_to_string(document()).unwrap();
    let blocks = blocks(&text);
    assert_eq!(blocks.len(), 9);
    let whole: String = blocks.iter().map(|(_, output)| output.as_str()).collect();
    assert_eq!(run(installed, &document()), whole);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shell");
    fs::create_dir_all(&folder).unwrap();
    for (number, (block, output)) in blocks.iter().enumerate() {
        let alone = folder.join(format!("{number}.md"));
        fs::write(&alone, block).unwrap();
        assert_eq!(run(installed, &alone), *output, "{}", alone.display());
    }
}
