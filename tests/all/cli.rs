//! The command line keeps to its transcripts.

/// Every file in `tests/cli/` says what some words on the command line print, and with which status they end.
#[test]
fn transcripts() {
    trycmd::TestCases::new()
        .env("NO_COLOR", "1")
        .env("TERM", "dumb")
        .case("tests/cli/*.trycmd")
        .case("tests/cli/*.toml")
        .case("tests/cli/*.md");
}
