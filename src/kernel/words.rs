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

impl Word {
    /// Returns what a name means at the head of a form.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name {
            "and" => Self::And,
            "begin" => Self::Begin,
            "case" => Self::Case,
            "case-lambda" => Self::CaseLambda,
            "cond" => Self::Cond,
            "def" => Self::Def,
            "define" => Self::Define,
            "define-record-type" => Self::DefineRecord,
            "define-syntax" => Self::DefineSyntax,
            "define-values" => Self::DefineValues,
            "delay" | "delay-force" | "make-lazy" | "cons-stream" | "stream-cons" => Self::Delay,
            "do" => Self::Do,
            "each" => Self::Each,
            "guard" => Self::Guard,
            "if" => Self::If,
            "lambda" | "λ" | "fn" | "=>" | "#" => Self::Lambda,
            "let" => Self::Let,
            "let/cc" => Self::LetCc,
            "let*" => Self::LetStar,
            "let-syntax" | "letrec-syntax" => Self::LetSyntax,
            "let-values" => Self::LetValues,
            "let*-values" => Self::LetValuesStar,
            "letrec" | "letrec*" => Self::Letrec,
            "macro" => Self::Macro,
            "meta" => Self::Meta,
            "namespace" => Self::Namespace,
            "require" | "require-builtin" | "provide" | "import-from" | "module" | "struct" | "define/contract"
            | "@doc" | "import" | "define-library" | "cond-expand" | "define-macro" | "defmacro" => Self::Opaque,
            "or" => Self::Or,
            "parameterize" => Self::Parameterize,
            "%placeholders" => Self::Placeholders,
            "quasiquote" => Self::Quasiquote,
            "quote" => Self::Quote,
            "receive" => Self::Receive,
            "repl>" => Self::Repl,
            "set" => Self::Set,
            "set!" => Self::SetBang,
            "syntax-rules" => Self::SyntaxRules,
            "target" => Self::Target,
            "assert" => Self::Test,
            "unless" => Self::Unless,
            "unquote" => Self::Unquote,
            "unquote-splicing" => Self::UnquoteSplicing,
            "var" | "const" => Self::Var,
            "when" => Self::When,
            "while" => Self::While,
            "with-handler" => Self::WithHandler,
            _ => return None,
        })
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
