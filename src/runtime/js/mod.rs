//! JavaScript, by QuickJS.
//!
//! | Room         | What is in it here                                                |
//! |--------------|-------------------------------------------------------------------|
//! | `engine`     | the runtime, contexts, owned values, jobs, module loading         |
//! | `eval`       | cells and scripts; what a cell declares stays                     |
//! | `modules`    | where an `import` leads, also into other languages                |
//! | `convert`    | scalars both ways                                                 |
//! | `object`     | a JavaScript object as others see it                              |
//! | `proxy`      | an object of another language as JavaScript sees it               |
//! | `error`      | thrown values to errors and back; `stack` reads their frames      |
//! | `assist`     | is it complete; completions                                       |
//! | `prelude`    | loads `bindings/js/`                                              |

mod assist;
mod convert;
mod engine;
mod error;
mod eval;
mod modules;
mod object;
mod prelude;
mod proxy;
mod stack;

use std::path::Path;
use std::rc::Rc;

use crate::object::census::{self, Holding, Place};
use crate::object::{Graph, Lang, Name, ObjectRef, Result, Value, release};
use crate::runtime::{Completeness, Fact, Instance, Judge, Runtime, Source};

use engine::{Engine, Realm};

/// Starts the engine.
pub(crate) fn open() -> Result<Rc<dyn Runtime>> {
    let engine = Engine::start()?;
    census::set_whereabouts(Lang::Js, Some(whereabouts));
    Ok(Rc::new(JsRuntime { engine }))
}

/// Returns where the program is that runs.
fn whereabouts() -> Option<Place> {
    let realm = engine::current()?.any_realm()?;
    stack::place(&realm)
}

struct JsRuntime {
    engine: Rc<Engine>,
}

impl Runtime for JsRuntime {
    fn lang(&self) -> Lang {
        Lang::Js
    }

    fn facts(&self) -> Vec<Fact> {
        vec![Fact::new("engine", "QuickJS-ng"), Fact::new("version", Engine::version())]
    }

    fn start(&self) -> Result<Rc<dyn Instance>> {
        let realm = self.engine.new_realm()?;
        prelude::install(&realm)?;
        let names = eval::all_global_names(&realm)?;
        Ok(Rc::new(JsInstance { realm, builtin_names: names.into_iter().collect() }))
    }

    fn held(&self) -> usize {
        self.engine.proxy_count()
    }

    fn holdings(&self) -> Vec<Holding> {
        proxy::holdings(&self.engine)
    }

    fn judge(&self) -> Option<&dyn Judge> {
        Some(self)
    }

    fn shut_down(&self) {
        census::set_whereabouts(Lang::Js, None);
        self.engine.shut_down();
        release::point();
    }
}

impl Judge for JsRuntime {
    fn judge(&self, lang: Lang, survey: &mut dyn FnMut(&[usize]) -> Graph) -> Graph {
        self.engine.judge(lang, survey)
    }

    fn rehearse(&self, lang: Lang, survey: &mut dyn FnMut(&[usize]) -> Option<Graph>) -> Option<Vec<usize>> {
        self.engine.rehearse(lang, survey)
    }
}

/// A context with globals of its own.
struct JsInstance {
    realm: Rc<Realm>,
    builtin_names: rustc_hash::FxHashSet<String>,
}

impl JsInstance {
    /// Enters the context for something that is not an evaluation.
    fn visit<T>(&self, work: impl FnOnce(&Realm) -> Result<T>) -> Result<T> {
        self.realm.check_live()?;
        let entered = self.realm.engine().enter()?;
        let outcome = work(&self.realm);
        entered.leave();
        release::point();
        outcome
    }
}

impl Instance for JsInstance {
    fn lang(&self) -> Lang {
        Lang::Js
    }

    fn eval(&self, source: &Source<'_>) -> Result<Value> {
        eval::run(&self.realm, source)
    }

    fn global(&self, name: &Name) -> Result<Option<Value>> {
        self.visit(|realm| eval::global(realm, name))
    }

    fn set_global(&self, name: &Name, value: Value) -> Result<()> {
        self.visit(|realm| eval::set_global(realm, name, &value))
    }

    fn global_names(&self) -> Result<Vec<String>> {
        let mut names = self.visit(eval::all_global_names)?;
        names.retain(|name| !self.builtin_names.contains(name));
        Ok(names)
    }

    fn import(&self, module: &str, base: Option<&Path>) -> Result<ObjectRef> {
        self.visit(|realm| modules::namespace(realm, module, base))
    }

    fn set_arguments(&self, program: &str, arguments: &[String]) -> Result<()> {
        self.visit(|realm| eval::set_arguments(realm, program, arguments))
    }

    fn assess(&self, input: &str) -> Completeness {
        self.visit(|realm| Ok(assist::assess(realm, input))).unwrap_or(Completeness::Invalid)
    }

    fn complete(&self, input: &str) -> Vec<String> {
        self.visit(|realm| Ok(assist::complete(realm, input))).unwrap_or_default()
    }

    fn render(&self, value: &Value) -> Result<String> {
        self.visit(|realm| Ok(prelude::inspect(&convert::to_js(realm, value)?)))
    }

    fn stop(&self) {
        self.realm.stop();
        self.realm.engine().sweep();
        release::point();
    }
}
