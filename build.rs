//! Tells the linker and the runtime which Python this build is for.
//!
//! The dynamic loader looks for `libpython` in the system's folders only, and
//! would silently take another Python of the same minor version from there. So
//! the folder of the very library is written into everything that is linked.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    #[cfg(feature = "python")]
    python();
}

#[cfg(feature = "python")]
fn python() {
    pyo3_build_config::use_pyo3_cfgs();
    pyo3_build_config::add_libpython_rpath_link_args();
    let python = pyo3_build_config::get();
    println!("cargo:rustc-env=POLYTARGET_PYTHON_VERSION={}", python.version());
    println!("cargo:rustc-env=POLYTARGET_PYTHON={}", python.executable().unwrap_or_default());
    println!("cargo:rustc-env=POLYTARGET_PYTHON_LIBRARY={}", python.lib_dir().unwrap_or_default());
}
