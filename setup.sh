#!/bin/sh
# Installs what a bare Debian lacks to build PolyTarget: a C compiler, and Python
# with its shared library and NumPy, which an example uses. Says nothing when nothing is missing. Without the
# right to install, it prints the command that somebody else can run.
set -eu

fail() {
    echo "setup.sh: $*" >&2
    exit 1
}

command -v cargo >/dev/null || fail "there is no cargo on PATH; install Rust from https://rustup.rs"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Whether a C program can be built and linked with these libraries.
links() {
    echo 'int main(void) { return 0; }' | cc -x c - -o "$scratch/program" "$@" 2>/dev/null
}

# The interpreter that the build looks at: the one that is named, or that of the active environment.
python() {
    "${PYO3_PYTHON:-${VIRTUAL_ENV:+$VIRTUAL_ENV/bin/}python3}" "$@"
}

variable() {
    python -c "import sysconfig; print(sysconfig.get_config_var('$1'))"
}

links_python() {
    links "-L$(variable LIBDIR)" "-lpython$(variable LDVERSION)"
}

# Whether the interpreter is the system's own, for which packages are installed with apt.
is_system() {
    [ "$(python -c 'import sys; print(sys.prefix)')" = /usr ]
}

has_numpy() {
    python -c 'import numpy' 2>/dev/null
}

packages() {
    links || echo gcc libc6-dev
    if ! python --version >/dev/null 2>&1; then
        echo python3 libpython3-dev python3-numpy
        certificates
        return
    fi
    if is_system; then
        has_numpy || echo python3-numpy
    fi
    if [ "$(python -c 'import sys; print(sys.base_prefix)')" = /usr ]; then
        # Another Python than the system's has to bring its own library.
        links_python || echo libpython3-dev
    fi
    certificates
}

certificates() {
    [ -n "${SSL_CERT_FILE:-}" ] || [ -e /etc/ssl/certs/ca-certificates.crt ] || echo ca-certificates
}

install() {
    command="apt-get update && apt-get install -y --no-install-recommends $*"
    command -v apt-get >/dev/null || fail "install what your system calls these packages of Debian: $*"
    if [ "$(id -u)" = 0 ]; then
        sudo=
    elif command -v sudo >/dev/null; then
        sudo=sudo
    else
        fail "as root, run: $command"
    fi
    echo "setup.sh: installing $*"
    DEBIAN_FRONTEND=noninteractive $sudo sh -ec "$command" >"$scratch/log" 2>&1 || {
        cat "$scratch/log" >&2
        fail "could not install: $*"
    }
}

missing=$(packages | tr '\n' ' ')
# One word is one package.
# shellcheck disable=SC2086
[ -z "$missing" ] || install $missing

links || fail "cc cannot build a program"
if [ "$(variable Py_ENABLE_SHARED)" != 1 ]; then
    fail "$(python -c 'import sys; print(sys.executable)') was built without a shared library." \
        "Put another python3 first on PATH or name it in PYO3_PYTHON," \
        "e.g. PYO3_PYTHON=/usr/bin/python3, or rebuild this one with --enable-shared."
fi
links_python || fail "no library to link with in $(variable LIBDIR): libpython$(variable LDVERSION)"

# All but one example works without it, so this is no reason to fail.
has_numpy || python -m pip install --quiet --disable-pip-version-check --root-user-action=ignore numpy ||
    echo "setup.sh: NumPy could not be installed, which examples/numpy needs:" \
        "$(python -c 'import sys; print(sys.executable)') -m pip install numpy" >&2
