//! How many instructions the hot paths take: a figure that other work on the machine does not move.
//!
//! Each workload of `benches/counts/` is run for some turns and for twice as
//! many under callgrind; the difference is what the turns cost, without the
//! start. It is compared with the baseline in `benches/counts.toml`, which
//! holds for one machine's Python and compiler: bless it where you compare.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Run, expect_success};
use crate::{cargo, root};

/// How far a count may be from its baseline, as a part of it.
const TOLERANCE: f64 = 0.03;

/// How many turns are counted.
const TURNS: u32 = 10_000;

/// How many turns are counted of what takes long.
const FEW_TURNS: u32 = 500;

type Counts = BTreeMap<String, u64>;

/// Counts, and compares with the baseline.
pub(crate) fn check(run: &mut Run) {
    let Some(counts) = measure(run) else { return };
    run.step("compare", || {
        let text = fs::read_to_string(baseline()).map_err(|error| {
            format!("{} cannot be read: {error}; `cargo xtask count --bless` writes it", baseline().display())
        })?;
        compare(&counts, &read(&text))
    });
}

/// Counts, and writes the baseline.
pub(crate) fn bless(run: &mut Run) {
    let Some(counts) = measure(run) else { return };
    run.step("bless", || fs::write(baseline(), write(&counts)).map_err(|error| error.to_string()));
}

fn baseline() -> PathBuf {
    Path::new(root()).join("benches/counts.toml")
}

fn measure(run: &mut Run) -> Option<Counts> {
    let valgrind = || match Command::new("valgrind").arg("--version").output() {
        Ok(output) if output.status.success() => Ok(()),
        _ => Err("valgrind is needed to count instructions; on Debian: apt-get install valgrind".to_owned()),
    };
    if !run.step("valgrind", valgrind) {
        return None;
    }
    // One profile, for a count says nothing of a program that was compiled in another way.
    if !run.command("build", &mut cargo(&["build", "--release", "--bin", "polytarget"])) {
        return None;
    }
    let mut counts = Counts::new();
    let counted = run.step("count", || {
        for workload in workloads()? {
            let name = workload.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let takes_long = ["raise", "cold"].iter().any(|long| name.starts_with(long));
            let count = per_turn(&workload, if takes_long { FEW_TURNS } else { TURNS })?;
            println!("{name:<16} {count:>8} instructions a turn");
            counts.insert(name, count);
        }
        Ok(())
    });
    counted.then_some(counts)
}

fn workloads() -> Result<Vec<PathBuf>, String> {
    let folder = Path::new(root()).join("benches/counts");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    Ok(files)
}

fn per_turn(workload: &Path, turns: u32) -> Result<u64, String> {
    let (once, twice) = (total(workload, turns)?, total(workload, turns * 2)?);
    Ok(twice.saturating_sub(once) / u64::from(turns))
}

/// Returns how many instructions a whole run takes.
fn total(workload: &Path, turns: u32) -> Result<u64, String> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| Path::new(root()).join("target"), PathBuf::from);
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    command.arg(target.join("release/polytarget")).arg("run").arg(workload).arg(turns.to_string());
    // The same order in every table of Python's, run after run.
    command.env("PYTHONHASHSEED", "0").current_dir(root());
    let output = command.output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    expect_success(&command, output.status).map_err(|reason| format!("{reason}\n{said}"))?;
    collected(&said).ok_or_else(|| format!("callgrind does not say what it collected:\n{said}"))
}

/// Reads `==123== Collected : 456`.
fn collected(said: &str) -> Option<u64> {
    let (_, number) = said.lines().find_map(|line| line.split_once("Collected :"))?;
    number.trim().parse().ok()
}

fn compare(counts: &Counts, baseline: &Counts) -> Result<(), String> {
    let mut wrong = Vec::new();
    for (name, count) in counts {
        match baseline.get(name) {
            None => wrong.push(format!("{name} is not in the baseline")),
            Some(before) if !is_near(*count, *before) => wrong.push(format!("{name}: {before} before, {count} now")),
            Some(_) => {}
        }
    }
    let gone = baseline.keys().filter(|name| !counts.contains_key(*name));
    wrong.extend(gone.map(|name| format!("{name} is in the baseline only")));
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("{}\nIf that is meant, `cargo xtask count --bless` takes it.", wrong.join("\n")))
}

#[expect(clippy::cast_precision_loss, reason = "counts of a turn are far below 2^53")]
fn is_near(count: u64, before: u64) -> bool {
    (count as f64 - before as f64).abs() <= before as f64 * TOLERANCE
}

fn write(counts: &Counts) -> String {
    let heading = "# Instructions a turn, by `cargo xtask count`. Written by `cargo xtask count --bless`.\n";
    counts.iter().fold(heading.to_owned(), |text, (name, count)| format!("{text}{name} = {count}\n"))
}

fn read(text: &str) -> Counts {
    let entry = |line: &str| {
        let (name, count) = line.split_once('=')?;
        Some((name.trim().to_owned(), count.trim().parse().ok()?))
    };
    text.lines().filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(entries: &[(&str, u64)]) -> Counts {
        entries.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
    }

    #[test]
    fn a_baseline_is_read_as_it_was_written() {
        let written = counts(&[("call-js-py", 1200), ("call-py-js", 900)]);
        assert_eq!(read(&write(&written)), written);
    }

    #[test]
    fn what_differs_by_more_than_the_tolerance_is_named() {
        let before = counts(&[("a", 1000), ("b", 1000), ("gone", 1)]);
        let said = compare(&counts(&[("a", 1030), ("b", 969), ("new", 1)]), &before).unwrap_err();
        assert!(!said.contains("a: 1000"), "{said}");
        for expected in ["b: 1000 before, 969 now", "new is not in the baseline", "gone is in the baseline only"] {
            assert!(said.contains(expected), "{said}");
        }
        assert_eq!(compare(&before, &before), Ok(()));
    }

    #[test]
    fn the_sum_is_found_in_what_callgrind_says() {
        assert_eq!(collected("==7== Events    : Ir\n==7== Collected : 1234\n"), Some(1234));
    }
}
