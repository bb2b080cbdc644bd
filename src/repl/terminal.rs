//! The terminal's side: the line editor and its history.

use std::io;
use std::path::PathBuf;

use directories::ProjectDirs;
use nu_ansi_term::{Color, Style};
use reedline::{
    ColumnarMenu, Completer, CompletionResult, DefaultHinter, EditCommand, Emacs, FileBackedHistory, KeyCode,
    KeyModifiers, MenuBuilder, Reedline, ReedlineEvent, ReedlineMenu, Signal, Span, Suggestion, ValidationResult,
    Validator, default_emacs_keybindings,
};

use super::paint;
use super::prompt::TargetPrompt;
use super::question::{Answer, Asker};
use crate::runtime::Completeness;

/// How many inputs the history keeps.
const REMEMBERED: usize = 10_000;

const MENU: &str = "completions";

/// Reads inputs and has them run, until Ctrl-D or the end of the session.
///
/// # Errors
/// When the terminal cannot be read.
pub(super) fn converse(asker: &Asker, first: &str) -> io::Result<()> {
    let mut editor = editor(asker);
    let mut prompt = TargetPrompt::new(first);
    loop {
        match editor.read_line(&prompt)? {
            Signal::Success(input) => match asker.submit(input) {
                Answer::Next(next) => prompt = TargetPrompt::new(&next),
                Answer::Over => return Ok(()),
            },
            Signal::CtrlD => return Ok(()),
            // Ctrl-C has cleared the line; the other signals are not bound to any key.
            _ => {}
        }
    }
}

fn editor(asker: &Asker) -> Reedline {
    let mut keys = default_emacs_keybindings();
    let complete = vec![ReedlineEvent::Menu(MENU.to_owned()), ReedlineEvent::MenuNext];
    keys.add_binding(KeyModifiers::NONE, KeyCode::Tab, ReedlineEvent::UntilFound(complete));
    let newline = ReedlineEvent::Edit(vec![EditCommand::InsertNewline]);
    keys.add_binding(KeyModifiers::ALT, KeyCode::Enter, newline);

    let colored = paint::wanted(true);
    let editor = Reedline::create()
        .with_edit_mode(Box::new(Emacs::new(keys)))
        .with_validator(Box::new(Wholeness(asker.clone())))
        .with_completer(Box::new(Names(asker.clone())))
        .with_menu(ReedlineMenu::EngineCompleter(Box::new(ColumnarMenu::default().with_name(MENU))))
        .with_quick_completions(true)
        .with_partial_completions(true)
        .with_ansi_colors(colored)
        .use_bracketed_paste(true);
    let editor = if colored {
        editor.with_hinter(Box::new(DefaultHinter::default().with_style(Style::new().fg(Color::DarkGray))))
    } else {
        // Without color a hint cannot be told from what was typed.
        editor
    };
    // A history that cannot be kept is no reason not to talk.
    match history_file().and_then(|path| FileBackedHistory::with_file(REMEMBERED, path).ok()) {
        Some(history) => editor.with_history(Box::new(history)),
        None => editor,
    }
}

/// Returns where the inputs of earlier sessions are: in the user's data folder.
fn history_file() -> Option<PathBuf> {
    Some(ProjectDirs::from("", "", "polytarget")?.data_dir().join("history.txt"))
}

/// Asks the current language whether the input is whole.
struct Wholeness(Asker);

impl Validator for Wholeness {
    fn validate(&self, input: &str) -> ValidationResult {
        match self.0.assess(input) {
            Completeness::Incomplete => ValidationResult::Incomplete,
            // What no line can mend is run, so that the language says what is wrong.
            Completeness::Complete | Completeness::Invalid => ValidationResult::Complete,
        }
    }
}

/// Asks the current language for the names that may stand at the cursor.
struct Names(Asker);

impl Completer for Names {
    fn complete(&mut self, line: &str, position: usize) -> CompletionResult {
        let input = &line[..position];
        let names = self.0.complete(input).into_iter();
        CompletionResult::fresh(names.map(|name| suggestion(input, name)).collect::<Vec<_>>())
    }
}

/// Makes a suggestion that replaces as much of the input's end as the name begins with.
fn suggestion(input: &str, name: String) -> Suggestion {
    let begun = name.char_indices().map(|(at, _)| at).chain([name.len()]).rev();
    let typed = begun.into_iter().find(|&length| input.ends_with(&name[..length])).unwrap_or_default();
    let span = Span::new(input.len() - typed, input.len());
    Suggestion { value: name, span, ..Suggestion::default() }
}

#[cfg(test)]
mod tests {
    use super::suggestion;

    #[test]
    fn a_suggestion_replaces_what_was_typed_of_it() {
        let start = |input: &str, name: &str| suggestion(input, name.to_owned()).span.start;
        assert_eq!(start("os.pa", "path"), 3);
        assert_eq!(start("os.pa", "os.path"), 0);
        assert_eq!(start("os.", "path"), 3);
        assert_eq!(start("x = pri", "print"), 4);
    }
}
