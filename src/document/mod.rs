//! Markdown documents that are programs: prose with blocks of code in it.
//!
//! A [`Document`] is a text cut into the [`Block`]s that its fences hold; what
//! is between them is for people. Each block says after its fence what it is:
//! a language, then keys and values, as in `` ```py session=other ``. This room reads and
//! checks; who runs the blocks is further up.
//!
//! | You want to                           | Read           |
//! |---------------------------------------|----------------|
//! | know where a block begins and ends    | `markdown.rs`  |
//! | add a key, or a name for a target     | `info.rs`      |
//!
//! Invariant: lines count from the first line of the document, so that an error
//! in a block points into the document.

mod info;
mod markdown;

pub use info::{Options, WrongInfo};

/// The blocks of a Markdown text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// In the order in which they stand.
    pub blocks: Vec<Block>,
}

/// What one fence holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What stands after the opening fence.
    pub info: String,
    /// The text, without what a list or a quotation around the block puts before its lines.
    pub text: String,
    /// The line of the opening fence, from 1. The text begins on the next one.
    pub line: usize,
    /// Whether there is a closing fence.
    pub is_closed: bool,
}

impl Document {
    /// Reads a Markdown text. There is none that cannot be read.
    pub fn parse(text: &str) -> Self {
        Self { blocks: markdown::blocks(text) }
    }
}

impl Block {
    /// Returns the language that the block says it is in, in small letters; empty when it says nothing.
    pub fn language(&self) -> String {
        self.words().0.unwrap_or_default().to_lowercase()
    }

    /// Returns the target that the block's language is another name of.
    pub fn alias(&self) -> Option<&'static str> {
        info::alias(&self.language())
    }

    /// Returns what the block says about how it is to be run.
    ///
    /// # Errors
    /// When it says what nobody understands, with the nearest thing that would be understood.
    pub fn options(&self) -> Result<Options, WrongInfo> {
        Options::parse(self.words().1)
    }

    /// Returns the language, if there is one, and the words after it. No language has a `=` in its name.
    fn words(&self) -> (Option<&str>, impl Iterator<Item = &str>) {
        let mut words = self.info.split_whitespace().peekable();
        (words.next_if(|word| !word.contains('=')), words)
    }

    /// Returns the line of the document on which the text begins.
    pub fn first_line(&self) -> usize {
        self.line + 1
    }
}
