//! Forms as Steel's data, for macros, and data as forms.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use steel::SteelVal;

use crate::kernel::{Bracket, Form, Kind, Symbol};
use crate::object::Result;
use crate::runtime::lisp::engine::{Engine, held};

/// The lists that were made of forms. One that comes back is that form again, with all its places.
#[derive(Default)]
pub(super) struct Made(Vec<(SteelVal, Form)>);

impl Made {
    /// Makes data of a form.
    pub(super) fn data(&mut self, engine: &Rc<Engine>, form: &Form) -> Result<SteelVal> {
        Ok(match &form.kind {
            Kind::Symbol(name) | Kind::Keyword(name) => symbol(*name),
            Kind::String(text) => SteelVal::StringV((**text).into()),
            Kind::Number(digits) => match digits.parse() {
                Ok(number) => SteelVal::IntV(number),
                Err(_) => engine.apply("string->number", &mut [SteelVal::StringV((**digits).into())])?,
            },
            Kind::Char(character) => SteelVal::CharV(*character),
            Kind::Bool(truth) => SteelVal::BoolV(*truth),
            Kind::Nil => SteelVal::Void,
            Kind::Kept(number) => kept(engine, *number),
            Kind::Vector(items) => {
                let items = self.all(engine, items)?;
                engine.apply("list->vector", &mut [SteelVal::ListV(items.into())])?
            }
            Kind::Bytes(items) => {
                let items = self.all(engine, items)?;
                engine.apply("list->bytes", &mut [SteelVal::ListV(items.into())])?
            }
            Kind::List(bracket, items) => {
                let data = self.list(engine, form, *bracket, items)?;
                self.0.push((data.clone(), form.clone()));
                data
            }
        })
    }

    fn all(&mut self, engine: &Rc<Engine>, forms: &[Form]) -> Result<Vec<SteelVal>> {
        forms.iter().map(|form| self.data(engine, form)).collect()
    }

    fn list(&mut self, engine: &Rc<Engine>, form: &Form, bracket: Bracket, items: &[Form]) -> Result<SteelVal> {
        if let Some((before, last)) = form.as_dotted() {
            let mut data = self.data(engine, last)?;
            for item in before.iter().rev() {
                data = engine.apply("cons", &mut [self.data(engine, item)?, data])?;
            }
            return Ok(data);
        }
        let tag = bracket.tag().map(|tag| symbol(Symbol::new(tag)));
        let items = self.all(engine, items)?;
        Ok(SteelVal::ListV(tag.into_iter().chain(items).collect::<Vec<_>>().into()))
    }

    /// Makes a form of data.
    pub(super) fn form(&self, engine: &Rc<Engine>, data: &SteelVal) -> Form {
        let kind = match data {
            SteelVal::SymbolV(name) if name.len() > 1 && (name.starts_with(':') || name.starts_with("#:")) => {
                Kind::Keyword(Symbol::new(name))
            }
            SteelVal::SymbolV(name) => Kind::Symbol(Symbol::new(name)),
            SteelVal::StringV(text) => Kind::String(text.as_str().into()),
            SteelVal::CharV(character) => Kind::Char(*character),
            SteelVal::BoolV(truth) => Kind::Bool(*truth),
            SteelVal::Void => Kind::Nil,
            SteelVal::IntV(number) => Kind::Number(number.to_string().into()),
            SteelVal::ListV(list) => {
                let same = |(made, _): &&(SteelVal, Form)| matches!(made, SteelVal::ListV(made) if made.ptr_eq(list));
                // The empty list is one for all places where it was written.
                let known = self.0.iter().find(same).filter(|_| !list.is_empty());
                return known.map_or_else(
                    || Form::list(list.iter().map(|item| self.form(engine, item)).collect()),
                    |(_, form)| form.clone(),
                );
            }
            SteelVal::Pair(_) => return self.dotted(engine, data),
            SteelVal::VectorV(items) => {
                Kind::Vector(items.iter().map(|item| self.form(engine, item)).collect::<Vec<_>>().into())
            }
            number if crate::runtime::lisp::number::is_number(number) => {
                Kind::Number(crate::runtime::lisp::print::literal(number).into())
            }
            other => {
                let mut kept = engine.dialect.kept.borrow_mut();
                kept.push(held(other.clone()));
                Kind::Kept(kept.len() as u64 - 1)
            }
        };
        Form::new(kind)
    }

    fn dotted(&self, engine: &Rc<Engine>, data: &SteelVal) -> Form {
        let (mut items, mut rest) = (Vec::new(), data.clone());
        while let SteelVal::Pair(pair) = &rest {
            items.push(self.form(engine, &pair.car()));
            let next = pair.cdr();
            rest = next;
        }
        items.extend([Form::symbol("."), self.form(engine, &rest)]);
        Form::list(items)
    }
}

/// Returns a value that was kept for code that cannot spell it.
pub(super) fn kept(engine: &Rc<Engine>, number: u64) -> SteelVal {
    let kept = engine.dialect.kept.borrow();
    usize::try_from(number).ok().and_then(|place| kept.get(place)).map_or(SteelVal::Void, |held| held.value().clone())
}

/// Returns the datum that a symbol is; always the same one, on this thread.
pub(super) fn symbol(name: Symbol) -> SteelVal {
    thread_local! { static DATA: RefCell<FxHashMap<Symbol, SteelVal>> = RefCell::default(); }
    let data = || SteelVal::SymbolV(name.as_str().into());
    DATA.with_borrow_mut(|known| known.entry(name).or_insert_with(data).clone())
}
