//! The names that have a meaning of their own at the head of a form.

/// A special form, of Scheme or of the dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    And,
    Begin,
    Case,
    CaseLambda,
    Cond,
    Def,
    Define,
    DefineRecord,
    DefineSyntax,
    DefineValues,
    Del,
    Delay,
    Do,
    Each,
    Guard,
    If,
    Lambda,
    Let,
    LetCc,
    LetStar,
    LetSyntax,
    LetValues,
    LetValuesStar,
    Letrec,
    Macro,
    Meta,
    Namespace,
    Opaque,
    Or,
    Parameterize,
    Placeholders,
    Quasiquote,
    Quote,
    Receive,
    Repl,
    Set,
    SetBang,
    SyntaxRules,
    Target,
    Test,
    Unless,
    Unquote,
    UnquoteSplicing,
    Var,
    When,
    While,
    WithHandler,
}

/// The names that have a meaning of their own, and which.
pub(super) const WORDS: &[(&str, Word)] = &[
    ("and", Word::And),
    ("begin", Word::Begin),
    ("case", Word::Case),
    ("case-lambda", Word::CaseLambda),
    ("cond", Word::Cond),
    ("def", Word::Def),
    ("define", Word::Define),
    ("define-record-type", Word::DefineRecord),
    ("define-syntax", Word::DefineSyntax),
    ("define-values", Word::DefineValues),
    ("del", Word::Del),
    ("delay", Word::Delay),
    ("delay-force", Word::Delay),
    ("make-lazy", Word::Delay),
    ("cons-stream", Word::Delay),
    ("stream-cons", Word::Delay),
    ("do", Word::Do),
    ("each", Word::Each),
    ("guard", Word::Guard),
    ("if", Word::If),
    ("lambda", Word::Lambda),
    ("λ", Word::Lambda),
    ("fn", Word::Lambda),
    ("=>", Word::Lambda),
    ("#", Word::Lambda),
    ("let", Word::Let),
    ("let/cc", Word::LetCc),
    ("let*", Word::LetStar),
    ("let-syntax", Word::LetSyntax),
    ("letrec-syntax", Word::LetSyntax),
    ("let-values", Word::LetValues),
    ("let*-values", Word::LetValuesStar),
    ("letrec", Word::Letrec),
    ("letrec*", Word::Letrec),
    ("macro", Word::Macro),
    ("meta", Word::Meta),
    ("namespace", Word::Namespace),
    ("require", Word::Opaque),
    ("require-builtin", Word::Opaque),
    ("provide", Word::Opaque),
    ("import-from", Word::Opaque),
    ("module", Word::Opaque),
    ("struct", Word::Opaque),
    ("define/contract", Word::Opaque),
    ("@doc", Word::Opaque),
    ("import", Word::Opaque),
    ("define-library", Word::Opaque),
    ("cond-expand", Word::Opaque),
    ("define-macro", Word::Opaque),
    ("defmacro", Word::Opaque),
    ("or", Word::Or),
    ("parameterize", Word::Parameterize),
    ("%placeholders", Word::Placeholders),
    ("quasiquote", Word::Quasiquote),
    ("quote", Word::Quote),
    ("receive", Word::Receive),
    ("repl>", Word::Repl),
    ("set", Word::Set),
    ("set!", Word::SetBang),
    ("syntax-rules", Word::SyntaxRules),
    ("target", Word::Target),
    ("assert", Word::Test),
    ("unless", Word::Unless),
    ("unquote", Word::Unquote),
    ("unquote-splicing", Word::UnquoteSplicing),
    ("var", Word::Var),
    ("const", Word::Var),
    ("when", Word::When),
    ("while", Word::While),
    ("with-handler", Word::WithHandler),
];

/// Lists the names of the special forms, of Scheme and of the dialect.
pub fn words() -> impl Iterator<Item = &'static str> {
    WORDS.iter().map(|(name, _)| *name).filter(|name| !name.starts_with('%'))
}

impl Word {
    /// Returns what a name means at the head of a form.
    pub(super) fn of(name: &str) -> Option<Self> {
        WORDS.iter().find(|(known, _)| *known == name).map(|(_, word)| *word)
    }

    /// Returns whether a form that begins so may define names.
    pub(super) fn defines(self) -> bool {
        use Word::{Begin, Def, Define, DefineRecord, DefineSyntax, DefineValues, Opaque, Var};
        matches!(self, Begin | Def | Define | DefineRecord | DefineSyntax | DefineValues | Opaque | Var)
    }

    /// Returns whether a program may give the name another meaning by defining it.
    ///
    /// The words of R7RS keep theirs; those of the dialect are ordinary enough
    /// that a Scheme program may have a variable of that name.
    pub(super) fn is_soft(self) -> bool {
        use Word::{
            Def, Each, Macro, Meta, Namespace, Opaque, Receive, Repl, Set, Target, Test, Var, While, WithHandler,
        };
        matches!(
            self,
            Def | Each
                | Macro
                | Meta
                | Namespace
                | Opaque
                | Receive
                | Repl
                | Set
                | Target
                | Test
                | Var
                | While
                | WithHandler
        )
    }
}
