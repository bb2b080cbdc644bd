//! Which Python the user means: the interpreter whose packages can be imported.
//!
//! The activated environment comes first (`VIRTUAL_ENV`, then `CONDA_PREFIX`),
//! then `python3` on the path. Asking an interpreter for its version would cost
//! a process, so it is read from the files around it. One of another version
//! than the library in this process cannot lend its packages; then the
//! interpreter that this program was built for stands in, and the
//! [advice](Environment::advice) says so.

use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The version that this program was built for, e.g. `3.11`.
pub(super) const VERSION: &str = env!("POLYTARGET_PYTHON_VERSION");

/// The interpreter that this program was built for; empty when the build did not ask one.
const BUILT_FOR: &str = env!("POLYTARGET_PYTHON");

/// An interpreter whose packages are to be seen.
#[derive(Clone, Debug)]
pub(crate) struct Environment {
    /// The interpreter's path; `None` leaves the choice to the library.
    pub(crate) executable: Option<PathBuf>,
    /// How it was found, e.g. `virtual environment`.
    pub(crate) kind: &'static str,
    /// What is wrong with the environment that the user chose, and what to do.
    pub(crate) advice: Option<String>,
}

/// Finds the interpreter that the user means.
pub(super) fn choose() -> Environment {
    let (kind, wish) = wish();
    let advice = match wish {
        Some(executable) if is_program(&executable) => match version(&executable) {
            Some(found) if found != VERSION => Some(format!(
                "{} is Python {found}, but polytarget was built for {VERSION}, so its packages cannot be used; \
                 make the environment with Python {VERSION}, or build polytarget with PYO3_PYTHON set to that one",
                executable.display()
            )),
            _ => return Environment { executable: Some(executable), kind, advice: None },
        },
        Some(executable) if kind != "path" => {
            Some(format!("there is no interpreter at {}; make the environment anew", executable.display()))
        }
        _ => None,
    };
    let executable = Some(PathBuf::from(BUILT_FOR)).filter(|path| path.exists());
    Environment { executable, kind: "built for", advice }
}

fn wish() -> (&'static str, Option<PathBuf>) {
    let activated = |variable| env::var_os(variable).map(|folder| Path::new(&folder).join("bin/python"));
    if let Some(python) = activated("VIRTUAL_ENV") {
        ("virtual environment", Some(python))
    } else if let Some(python) = activated("CONDA_PREFIX") {
        ("conda", Some(python))
    } else {
        ("path", on_path().map(|python| pyenv_choice(&python).unwrap_or(python)))
    }
}

fn on_path() -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join("python3")).find(|python| python.is_file())
}

/// Returns what pyenv would start in place of its own script, after the files that pyenv reads.
fn pyenv_choice(shim: &Path) -> Option<PathBuf> {
    let root = shim.parent().filter(|folder| folder.file_name() == Some(OsStr::new("shims")))?.parent()?;
    let chosen = env::var("PYENV_VERSION").ok().or_else(|| {
        let here = env::current_dir().ok()?;
        let mut places = here.ancestors().map(|folder| folder.join(".python-version"));
        places.find_map(|file| fs::read_to_string(file).ok()).or_else(|| fs::read_to_string(root.join("version")).ok())
    })?;
    let first = chosen.split([':', '\n', ' ']).find(|name| !name.is_empty())?.trim();
    Some(root.join("versions").join(first).join("bin/python3")).filter(|python| python.is_file())
}

/// Returns whether the file is an executable and not a script that would start another one.
fn is_program(path: &Path) -> bool {
    let mut start = [0; 2];
    File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && &start != b"#!"
}

/// Returns the interpreter's version as `3.11`, as far as the files around it tell.
fn version(executable: &Path) -> Option<String> {
    let prefix = executable.parent()?.parent()?;
    if let Ok(settings) = fs::read_to_string(prefix.join("pyvenv.cfg")) {
        let entries = settings.lines().filter_map(|line| line.split_once('='));
        let mut versions = entries.filter(|(key, _)| matches!(key.trim(), "version" | "version_info"));
        return versions.next().map(|(_, version)| major_minor(version.trim()));
    }
    let real = fs::canonicalize(executable).ok()?;
    let name = real.file_name()?.to_str()?.strip_prefix("python")?;
    if name.contains('.') {
        return Some(major_minor(name));
    }
    let prefix = real.parent()?.parent()?;
    let has_library = ["lib", "lib64"].iter().any(|lib| prefix.join(lib).join(format!("python{VERSION}")).is_dir());
    has_library.then(|| VERSION.to_owned())
}

fn major_minor(version: &str) -> String {
    version.split('.').take(2).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patch_release_does_not_matter() {
        assert_eq!(major_minor("3.11.7"), "3.11");
        assert_eq!(major_minor("3.13"), "3.13");
    }

    #[test]
    fn a_script_is_no_interpreter() {
        let script = env::temp_dir().join("polytarget-shim");
        fs::write(&script, "#!/bin/sh\n").unwrap();
        assert!(!is_program(&script));
        assert!(is_program(&env::current_exe().unwrap()));
    }
}
