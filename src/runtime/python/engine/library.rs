//! The `libpython` that the dynamic loader gave this process.

use std::ffi::{CStr, OsStr};
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::ptr;

use pyo3::ffi;

/// The folder of the library that this program was built for; empty when the build did not know.
const BUILT_FOR: &str = env!("POLYTARGET_PYTHON_LIBRARY");

/// Returns the file that Python's code was loaded from.
pub(crate) fn file() -> Option<PathBuf> {
    let symbol = ffi::Py_GetVersion as *const libc::c_void;
    let mut info = libc::Dl_info {
        dli_fname: ptr::null(),
        dli_fbase: ptr::null_mut(),
        dli_sname: ptr::null(),
        dli_saddr: ptr::null_mut(),
    };
    // SAFETY: `dladdr` only writes `info`, which outlives the call.
    let found = unsafe { libc::dladdr(symbol, &raw mut info) } != 0 && !info.dli_fname.is_null();
    // SAFETY: a name that `dladdr` reports is NUL-terminated and lives as long as the library is loaded;
    // the bytes are copied at once.
    found.then(|| PathBuf::from(OsStr::from_bytes(unsafe { CStr::from_ptr(info.dli_fname) }.to_bytes())))
}

/// Lets extension modules such as NumPy's find Python's symbols, wherever this code itself was loaded from.
pub(super) fn make_symbols_global() {
    use std::os::unix::ffi::OsStringExt;
    let Some(name) = file().and_then(|file| std::ffi::CString::new(file.into_os_string().into_vec()).ok()) else {
        return;
    };
    // SAFETY: the name is NUL-terminated. With `RTLD_NOLOAD` nothing new is loaded: the flag of the
    // library that is there is raised, or nothing happens when Python is linked into the program itself.
    unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_NOW | libc::RTLD_GLOBAL | libc::RTLD_NOLOAD) };
}

/// Returns the version of the library that was loaded, e.g. `3.11.7`.
pub(crate) fn version() -> &'static str {
    // SAFETY: the function returns a static NUL-terminated text and needs no interpreter.
    let text = unsafe { CStr::from_ptr(ffi::Py_GetVersion()) };
    text.to_str().ok().and_then(|text| text.split(' ').next()).unwrap_or_default()
}

/// Says what is wrong when the loader found another library than the one this program was built for.
pub(crate) fn advice() -> Option<String> {
    let loaded = file()?;
    let folder = loaded.canonicalize().ok()?.parent()?.to_owned();
    let expected = PathBuf::from(BUILT_FOR);
    let same = BUILT_FOR.is_empty() || expected.canonicalize().is_ok_and(|expected| expected == folder);
    (!same && loaded.extension().is_some()).then(|| {
        format!(
            "built for the library in {BUILT_FOR}, but the loader found {}; unset LD_LIBRARY_PATH, or build again",
            loaded.display()
        )
    })
}

/// Returns what a failed start reports.
pub(super) fn status_message(status: &ffi::PyStatus) -> String {
    if status.err_msg.is_null() {
        return format!("it asked to exit with status {}", status.exitcode);
    }
    // SAFETY: the message of a status is a static NUL-terminated text.
    unsafe { CStr::from_ptr(status.err_msg) }.to_string_lossy().into_owned()
}
