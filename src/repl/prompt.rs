//! The words before the cursor: which language listens.

use std::borrow::Cow;

use reedline::{Prompt, PromptEditMode, PromptHistorySearch};

use crate::object::Lang;

/// The prompt of a target: `repl> ` for the kernel, `(py)> ` for the others.
pub(super) struct TargetPrompt {
    text: String,
    /// As wide as the text, so that the lines of one input begin in one column.
    continuation: String,
}

impl TargetPrompt {
    pub(super) fn new(target: Lang) -> Self {
        let text = match target {
            Lang::Lisp => "repl> ".to_owned(),
            other => format!("({other})> "),
        };
        let continuation = format!("{} ", ".".repeat(text.len() - 1));
        Self { text, continuation }
    }
}

impl Prompt for TargetPrompt {
    fn render_prompt_left(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.text)
    }

    fn render_prompt_right(&self) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_indicator(&self, _mode: PromptEditMode) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_multiline_indicator(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.continuation)
    }

    fn render_prompt_history_search_indicator(&self, search: PromptHistorySearch) -> Cow<'_, str> {
        Cow::Owned(format!("(search: {}) ", search.term))
    }
}

#[cfg(test)]
mod tests {
    use super::TargetPrompt;
    use crate::object::Lang;

    #[test]
    fn lines_of_one_input_begin_in_one_column() {
        let prompts = Lang::ALL.map(TargetPrompt::new);
        assert_eq!(prompts.each_ref().map(|prompt| &*prompt.text), ["(py)> ", "(js)> ", "(rhai)> ", "repl> "]);
        assert!(prompts.iter().all(|prompt| prompt.text.len() == prompt.continuation.len()));
    }
}
