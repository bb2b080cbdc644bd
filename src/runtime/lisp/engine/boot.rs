//! Starting an engine, and healing it after an abort.

use std::cell::{Cell, RefCell};
use std::fs;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use steel::parser::parser::SourceId;
use steel::parser::span::Span;
use steel::steel_vm::engine::Engine as Steel;
use steel::steel_vm::primitives::{ALL_MODULES, register_builtin_modules};
use steel::{SteelErr, SteelVal};

use super::entry::Entries;
use super::lend::Lending;
use super::{Engine, compile};
use crate::object::{Error, Fault, Lang, Result};
use crate::runtime::data_home;
use crate::runtime::guard::guarded;
use crate::runtime::lisp::dialect::Dialect;
use crate::runtime::lisp::session::Session;
use crate::runtime::lisp::{error, prelude, procedures};

/// Steel's own procedures that Rust code here calls.
const STOCK: &[&str] = &[
    "#%peek-char",
    "#%read-char",
    "#%struct-property-ref",
    "*",
    "+",
    "-",
    "/",
    "<",
    "<=",
    ">",
    ">=",
    "bytes->list",
    "list->bytes",
    "list->vector",
    "cons",
    "bytes-length",
    "bytes-ref",
    "bytes-set!",
    "eof-object",
    "eval",
    "eval-string",
    "expt",
    "hash",
    "hashset",
    "make-rectangular",
    "modulo",
    "stdin",
    "string->number",
    "vector-push!",
    "vector-set!",
];

/// How many symbols are kept at most. The names of arguments are few; other names may be made up.
const INTERNED: usize = 1024;

/// What is fetched from an engine once it has started.
pub(super) struct Parts {
    stock: FxHashMap<&'static str, SteelVal>,
    /// Makes a closure that calls a foreign callable, and the record that is applied.
    closure: SteelVal,
    callable: SteelVal,
    /// Steel's own `apply`.
    apply: SteelVal,
    tidy: SteelVal,
    /// Makes an object with members.
    object: SteelVal,
    /// What Lisp's own data answers `(.name data)` with.
    methods: FxHashMap<String, SteelVal>,
    evaluate: SteelVal,
    intern: SteelVal,
    interned: RefCell<FxHashMap<Box<str>, SteelVal>>,
    /// The number that Steel gave to `entry.scm`.
    border: SourceId,
}

/// Makes the user's data folder, where Steel has a folder of its own made when it starts.
///
/// Steel makes the last part of that path only, and complains on the process's own stderr where the
/// part before is missing, as it is for a new user.
fn make_data_folder() {
    // A folder that cannot be made is for Steel to complain about.
    let _complained_about = data_home().map(fs::create_dir_all);
}

impl Engine {
    /// Starts an engine.
    ///
    /// Steel's own start also builds a second engine, for macros that are
    /// procedures; without it, ours is ready in a sixth of the time.
    pub(in crate::runtime::lisp) fn start() -> Result<Rc<Self>> {
        guarded(Lang::Lisp, || {
            make_data_folder();
            let mut steel = Steel::new_raw_no_kernel();
            // Steel takes a variable that holds nothing for none, where its slot had another before: this is the first.
            steel.register_value("%nil", SteelVal::Void);
            register_builtin_modules(&mut steel, false);
            run(&mut steel, ALL_MODULES)?;
            run(&mut steel, steel::PRELUDE)?;
            let mut stock = FxHashMap::default();
            for name in STOCK {
                stock.insert(*name, extract(&steel, name)?);
            }
            let (transduce, apply) = (extract(&steel, "transduce")?, extract(&steel, "apply")?);
            for (name, procedure) in procedures::all().into_iter().chain(compile::procedures()) {
                steel.register_value(name, procedure);
            }
            let SourceId(before) = SourceId::fresh();
            run(&mut steel, prelude::ENTRY)?;
            let mut parts = Parts {
                closure: SteelVal::Void,
                callable: SteelVal::Void,
                tidy: SteelVal::Void,
                object: SteelVal::Void,
                methods: FxHashMap::default(),
                apply,
                stock,
                evaluate: extract(&steel, "%evaluate")?,
                intern: extract(&steel, "%intern")?,
                interned: RefCell::default(),
                border: SourceId(before + 1),
            };
            let entries = entries(&steel, transduce)?;
            for text in prelude::LIBRARY {
                run(&mut steel, text)?;
            }
            parts.closure = extract(&steel, "%closure")?;
            parts.callable = extract(&steel, "%make-callable")?;
            parts.tidy = extract(&steel, "%tidy")?;
            parts.object = extract(&steel, "object")?;
            parts.methods = methods(&steel)?;
            run(&mut steel, "(define %top #f)")?;
            run(&mut steel, "(%raw-call/cc (lambda (k) (set! %top k)))")?;
            let names = steel.readable_globals(0).into_iter().map(|name| name.resolve().to_owned());
            let globals = names.chain(prelude::introduced().map(str::to_owned)).collect();
            let macros = steel.in_scope_macros().keys().map(|name| name.resolve().to_owned()).collect();
            Ok(Rc::new(Self::with(steel, entries, parts, Session::new(&globals, macros))))
        })
    }

    fn with(steel: Steel, entries: Entries, parts: Parts, session: Session) -> Self {
        Self {
            controller: steel.get_thread_state_controller(),
            steel: RefCell::new(Some(steel)),
            entries,
            parts,
            lent: Lending::default(),
            depth: Cell::new(0),
            entry: Cell::new(0),
            abort: RefCell::default(),
            unhealed: Cell::new(false),
            tidied_at: Cell::new(0),
            stopped: Cell::new(false),
            store: super::Store::default(),
            proxies: crate::runtime::lisp::proxy::Proxies::default(),
            flight: error::Flight::default(),
            dynamic: crate::runtime::lisp::control::Dynamic::default(),
            sources: crate::runtime::lisp::sources::Sources::default(),
            dialect: Dialect::default(),
            session,
        }
    }

    /// Applies one of Steel's own procedures, which calls nothing of ours.
    pub(in crate::runtime::lisp) fn apply(self: &Rc<Self>, name: &str, arguments: &mut [SteelVal]) -> Result<SteelVal> {
        self.apply_native(self.stock(name), arguments)
    }

    /// Returns one of Steel's own procedures.
    pub(super) fn stock(&self, name: &str) -> &SteelVal {
        self.parts.stock.get(name).unwrap_or(&SteelVal::Void)
    }

    fn apply_native(self: &Rc<Self>, procedure: &SteelVal, arguments: &mut [SteelVal]) -> Result<SteelVal> {
        let outcome = match procedure {
            SteelVal::FuncV(procedure) => procedure(arguments),
            SteelVal::MutFunc(procedure) => procedure(arguments),
            SteelVal::BoxedFunction(procedure) => procedure.func()(arguments),
            other => return Err(Error::new(Lang::Lisp, Fault::Bug(format!("Steel's {other} is no plain procedure")))),
        };
        outcome.map_err(|raised| error::leave(self, &raised))
    }

    /// Makes the record that stands for a foreign callable.
    pub(in crate::runtime::lisp) fn make_callable(
        self: &Rc<Self>,
        procedure: SteelVal,
        callee: SteelVal,
    ) -> Result<SteelVal> {
        self.apply_native(&self.parts.callable, &mut [procedure, callee])
    }

    /// Returns the procedure that uses up the places of dead cells.
    pub(in crate::runtime::lisp) fn tidier(&self) -> &SteelVal {
        &self.parts.tidy
    }

    /// Makes an object with members, which has none yet.
    pub(in crate::runtime::lisp) fn make_object(self: &Rc<Self>) -> Result<SteelVal> {
        self.call(self.parts.object.clone(), [])
    }

    /// Returns the method of this name that Lisp's own data has.
    pub(in crate::runtime::lisp) fn method(&self, name: &str) -> Option<SteelVal> {
        self.parts.methods.get(name).cloned()
    }

    /// Lists the names of those methods.
    pub(in crate::runtime::lisp) fn method_names(&self) -> impl Iterator<Item = &str> {
        self.parts.methods.keys().map(String::as_str)
    }

    /// Returns Steel's own `apply`.
    pub(in crate::runtime::lisp) fn stock_apply(&self) -> &SteelVal {
        &self.parts.apply
    }

    /// Makes a closure that calls a foreign callable.
    pub(in crate::runtime::lisp) fn make_closure(self: &Rc<Self>, callee: SteelVal) -> Result<SteelVal> {
        self.call(self.parts.closure.clone(), [callee])
    }

    /// Makes the symbol that a program would get by writing the name. Steel compares keywords by identity.
    ///
    /// Only Lisp code can ask for one, so those that were asked for are kept.
    pub(in crate::runtime::lisp) fn intern(self: &Rc<Self>, name: &str) -> Result<SteelVal> {
        if let Some(known) = self.parts.interned.borrow().get(name) {
            return Ok(known.clone());
        }
        let symbol = self.call(self.parts.intern.clone(), [SteelVal::StringV(name.into())])?;
        let mut interned = self.parts.interned.borrow_mut();
        if interned.len() >= INTERNED {
            interned.clear();
        }
        interned.insert(name.into(), symbol.clone());
        Ok(symbol)
    }

    /// Returns the procedure that evaluates a text at the top level.
    pub(in crate::runtime::lisp) fn evaluate(&self) -> SteelVal {
        self.parts.evaluate.clone()
    }

    /// Returns whether a span is in the code that makes entries.
    pub(in crate::runtime::lisp) fn is_border(&self, span: &Span) -> bool {
        span.source_id() == Some(self.parts.border)
    }
}

/// Throws away what an abort has left on the stacks, by a continuation taken when there was nothing on them.
///
/// The continuation is the raw one: it belongs to no entry.
pub(super) fn heal(steel: &mut Steel) {
    // It ends by replacing the whole state, so there is nothing that it could fail at but an interrupt.
    let _interrupted = steel.run("(%top 1)");
}

fn run(steel: &mut Steel, text: &'static str) -> Result<()> {
    steel.run(text).map(drop).map_err(|error| broken(&error))
}

fn extract(steel: &Steel, name: &str) -> Result<SteelVal> {
    steel.extract_value(name).map_err(|error| broken(&error))
}

fn methods(steel: &Steel) -> Result<FxHashMap<String, SteelVal>> {
    let SteelVal::HashMapV(table) = extract(steel, "%methods")? else { return Ok(FxHashMap::default()) };
    let named = |(name, procedure): (&SteelVal, &SteelVal)| match name {
        SteelVal::SymbolV(name) => Some((name.to_string(), procedure.clone())),
        _ => None,
    };
    Ok(table.iter().filter_map(named).collect())
}

fn entries(steel: &Steel, transduce: SteelVal) -> Result<Entries> {
    let four = |kind: &str| -> Result<[SteelVal; 4]> {
        let named = |form: &str| extract(steel, &format!("%{kind}-{form}"));
        Ok([named("0")?, named("1")?, named("2")?, named("n")?])
    };
    Ok(Entries { transduce, once: extract(steel, "%once")?, reducers: four("reducer")?, thunks: four("thunk")? })
}

fn broken(error: &SteelErr) -> Error {
    Error::new(Lang::Lisp, Fault::NoRuntime { lang: Lang::Lisp, reason: error.to_string() })
}
