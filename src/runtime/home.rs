//! Where the user's own files are.

use std::env;
use std::path::PathBuf;

/// Returns the folder for data of programs, as the XDG base directory specification has it; `None` where nobody has a home.
pub fn data_home() -> Option<PathBuf> {
    let named = env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    named.or_else(|| Some(env::home_dir()?.join(".local/share")))
}
