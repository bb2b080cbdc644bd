//! Hy and Sibilant, which are not part of this project: a test installs them below `target/tmp` when it first needs
//! them. Where that cannot be done it says why and is skipped.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::{fs, process};

/// Where the two are: each in a folder that its language looks into.
pub(crate) struct Installed {
    python: PathBuf,
    data: PathBuf,
}

impl Installed {
    /// Returns what tells a program where both are.
    pub(crate) fn environment(&self) -> [(&'static str, &Path); 2] {
        [("PYTHONPATH", &self.python), ("XDG_DATA_HOME", &self.data)]
    }

    /// Returns the program, set up so that it finds both.
    pub(crate) fn program(&self) -> Command {
        let mut program = Command::new(env!("CARGO_BIN_EXE_polytarget"));
        program.envs(self.environment()).env("NO_COLOR", "1");
        program
    }

    /// Runs Python code, in a program of its own, and returns what that printed.
    #[track_caller]
    pub(crate) fn python(&self, code: &str) -> String {
        let ended = self.program().args(["-t", "py", "-e", code]).output().expect("the program starts");
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        String::from_utf8(ended.stdout).expect("it prints text")
    }
}

#[expect(clippy::print_stdout, reason = "whoever runs the tests is told why one did not")]
/// Returns where the two are, or `None`, and says why, where they cannot be had.
pub(crate) fn installed() -> Option<&'static Installed> {
    static INSTALLED: OnceLock<Result<Installed, String>> = OnceLock::new();
    match INSTALLED.get_or_init(install) {
        Ok(installed) => Some(installed),
        Err(reason) => {
            // The test harness shows it with `--nocapture`.
            println!("skipped: {reason}");
            None
        }
    }
}

fn install() -> Result<Installed, String> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guests");
    let (python, data) = (root.join("python"), root.join("data"));
    provide(&python, |folder| {
        let mut pip = Command::new("python3");
        pip.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--retries",
            "1",
            "--timeout",
            "20",
        ]);
        pip.arg("--target").arg(folder).arg("hy==1.3.1");
        pip
    })?;
    provide(&data, |folder| {
        let mut npm = Command::new("npm");
        npm.args(["install", "--silent", "--no-audit", "--no-fund", "--fetch-retries=1"]);
        npm.arg("--prefix").arg(folder.join("polytarget")).arg("sibilant@0.5.6");
        npm
    })?;
    Ok(Installed { python, data })
}

/// Fills a folder by a command, unless that was done before. Other processes may be doing the same.
fn provide(folder: &Path, command: impl FnOnce(&Path) -> Command) -> Result<(), String> {
    if folder.exists() {
        return Ok(());
    }
    let draft = folder.with_extension(process::id().to_string());
    let mut command = command(&draft);
    let told = format!("{command:?}");
    let outcome = fs::create_dir_all(&draft).and_then(|()| command.output());
    let outcome = outcome.map_err(|error| format!("{told}: {error}")).and_then(|ended| judge(&told, &ended));
    if outcome.is_ok() && fs::rename(&draft, folder).is_err() && !folder.exists() {
        return Err(format!("{} cannot be made", folder.display()));
    }
    // Where another process was faster, or the command failed halfway.
    drop(fs::remove_dir_all(&draft));
    outcome
}

fn judge(told: &str, ended: &Output) -> Result<(), String> {
    let said = String::from_utf8_lossy(&ended.stderr);
    if ended.status.success() { Ok(()) } else { Err(format!("{told}: {}", said.trim())) }
}
