//! What Rhai owns, as the other languages see it.

use std::rc::Rc;

use rhai::{Dynamic, FnPtr};

use super::convert::{self, from_value, locked, to_value};
use super::engine::State;
use super::live::{self, Live};
use super::{callable, container, equality, function, iterate, native};
use crate::object::{Args, Buffer, Fault, Form, Lang, Name, Object, ObjectRef, Operator, Result, Text, Traits, Value};

/// An array, map or blob in its cell, a function, or any other value that is no scalar.
pub(super) struct RhaiObject {
    state: Rc<State>,
    native: Native,
    traits: Traits,
    address: usize,
}

enum Native {
    Cell(Dynamic),
    Function(FnPtr),
    Plain(Dynamic),
}

impl RhaiObject {
    /// Makes a handle to what is in a cell.
    pub(super) fn cell(state: &Rc<State>, cell: Dynamic) -> Result<ObjectRef> {
        let address = convert::address(&cell).ok_or_else(locked)?;
        Ok(Self::make(state, container_traits(&cell), address, Native::Cell(cell)))
    }

    /// Makes a handle to what a reference refers to.
    pub(super) fn of_live(state: &Rc<State>, live: &Live) -> ObjectRef {
        let cell = live.place().clone();
        Self::make(state, container_traits(&cell), live.address(), Native::Cell(cell))
    }

    /// Makes a handle to a function.
    pub(super) fn function(state: &Rc<State>, pointer: FnPtr) -> ObjectRef {
        let traits = Traits::CALLABLE | Traits::CONSTRUCTIBLE | Traits::TAKES_THIS;
        let address = function_address(state, &pointer);
        Self::make(state, traits, address, Native::Function(pointer))
    }

    /// Makes a handle to a value that Rhai copies, e.g. a timestamp or a range.
    pub(super) fn plain(state: &Rc<State>, value: Dynamic) -> ObjectRef {
        let traits = if iterate::range(&value).is_some() {
            Traits::SEQUENCE | Traits::ITERABLE
        } else if value.is_timestamp() {
            Traits::NUMERIC
        } else {
            Traits::empty()
        };
        Self::make(state, traits, 0, Native::Plain(value))
    }

    fn make(state: &Rc<State>, traits: Traits, address: usize, native: Native) -> ObjectRef {
        ObjectRef::new(Self { state: state.clone(), native, traits, address })
    }

    /// Returns the native value when `state` is the instance that owns it.
    pub(super) fn native(&self, state: &Rc<State>) -> Option<Dynamic> {
        if !Rc::ptr_eq(&self.state, state) {
            return None;
        }
        Some(match &self.native {
            Native::Cell(cell) => self.reference(cell),
            Native::Function(pointer) => Dynamic::from(pointer.clone()),
            Native::Plain(value) => value.clone(),
        })
    }

    fn out(&self, value: Option<Dynamic>) -> Result<Option<Value>> {
        value.map(|value| to_value(&self.state, value)).transpose()
    }

    /// Runs a message on the cell of a container.
    fn on_cell<R>(&self, message: &'static str, work: impl FnOnce(&Dynamic) -> Result<R>) -> Result<R> {
        match &self.native {
            Native::Cell(cell) => self.state.receive(|| work(cell)),
            _ => Err(self.refuse(message)),
        }
    }

    /// Returns the reference that a script sees.
    fn reference(&self, cell: &Dynamic) -> Dynamic {
        Dynamic::from(Live::at(cell.clone(), self.address))
    }

    /// Returns the value as a Rhai function takes it.
    fn argument(&self) -> Dynamic {
        match &self.native {
            Native::Cell(cell) | Native::Plain(cell) => cell.clone(),
            Native::Function(pointer) => Dynamic::from(pointer.clone()),
        }
    }

    /// Calls one of Rhai's own functions on an array or blob.
    fn apply_to_cell(&self, name: &str, cell: &Dynamic, args: &Args<'_>) -> Result<Value> {
        let natives = args.positional.iter().map(|arg| from_value(&self.state, arg.clone()));
        let mut natives = natives.collect::<Result<Vec<_>>>()?;
        let mut receiver = self.reference(cell);
        let mut args: Vec<&mut Dynamic> = std::iter::once(&mut receiver).chain(&mut natives).collect();
        let result = self.state.enter(|| live::invoke_outside(&self.state, name, &mut args))?;
        to_value(&self.state, result)
    }

    /// Adds a container of another language, item by item. To apply an operator to the whole would have
    /// its owner ask back.
    fn add_foreign(&self, operator: Operator, other: &ObjectRef, reflected: bool) -> Result<Value> {
        let both = self.traits & other.traits();
        if operator != Operator::Add || !both.intersects(Traits::SEQUENCE | Traits::MAPPING) {
            return Err(self.refuse(operator.symbol()));
        }
        let mut other = native::copy_of_items(&self.state, other)?;
        let mut one = self.argument().flatten();
        if reflected {
            self.apply("+", &mut [&mut other, &mut one])
        } else {
            self.apply("+", &mut [&mut one, &mut other])
        }
    }

    fn apply(&self, name: &str, args: &mut [&mut Dynamic]) -> Result<Value> {
        let result = self.state.enter(|| self.state.call_native(name, args))?;
        to_value(&self.state, result)
    }
}

fn container_traits(cell: &Dynamic) -> Traits {
    let traits = container::look(cell, |inner| {
        if inner.is_map() {
            Traits::MAPPING | Traits::ITERABLE | Traits::LENIENT | Traits::NUMERIC
        } else if inner.is_blob() {
            Traits::BUFFER | Traits::SEQUENCE | Traits::ITERABLE
        } else {
            Traits::SEQUENCE | Traits::ITERABLE | Traits::NUMERIC
        }
    });
    traits.unwrap_or(Traits::SEQUENCE | Traits::ITERABLE)
}

/// Returns what two pointers to one function with one set of captured variables have in common.
///
/// Nothing has to be kept for it: the handle keeps alive all that it is made of.
fn function_address(state: &State, pointer: &FnPtr) -> usize {
    let Some(name) = state.library.name(pointer.fn_name()) else { return 0 };
    let mut address = name.as_str().as_ptr().addr();
    for captured in pointer.curry() {
        match convert::address(captured).filter(|_| captured.is_shared()) {
            Some(cell) => address = address.rotate_left(7) ^ cell,
            // A curried scalar has no identity, so the pointer has its own.
            None => return 0,
        }
    }
    address
}

impl Object for RhaiObject {
    fn type_name(&self) -> String {
        let name = match &self.native {
            Native::Cell(cell) => container::look(cell, Dynamic::type_name).unwrap_or("array"),
            Native::Function(_) => "Fn",
            Native::Plain(value) => value.type_name(),
        };
        self.state.engine.map_type_name(name).to_owned()
    }

    fn lang(&self) -> Lang {
        Lang::Rhai
    }

    fn address(&self) -> usize {
        match self.address {
            0 => std::ptr::from_ref(self).addr(),
            address => address,
        }
    }

    fn traits(&self) -> Traits {
        self.traits
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        let Some(word) = name.as_str() else { return Ok(None) };
        match &self.native {
            Native::Cell(cell) if self.traits.contains(Traits::MAPPING) => {
                self.state.receive(|| self.out(container::member(cell, word)?))
            }
            Native::Function(pointer) if word == "name" => Ok(Some(pointer.fn_name().into())),
            Native::Cell(_) | Native::Function(_) => Ok(None),
            Native::Plain(value) if value.is_timestamp() && word == "elapsed" => {
                self.apply("get$elapsed", &mut [&mut value.clone()]).map(Some)
            }
            Native::Plain(value) => Ok(iterate::range(value).and_then(|range| match word {
                "start" => Some(Value::Int(range.start)),
                "end" => Some(Value::Int(range.end)),
                _ => None,
            })),
        }
    }

    fn set_member(&self, name: &Name, value: Value) -> Result<()> {
        if !self.traits.contains(Traits::MAPPING) {
            return Err(self.refuse("write member"));
        }
        self.set_item(&Value::Text(name.text().clone()), value)
    }

    fn delete_member(&self, name: &Name) -> Result<bool> {
        if !self.traits.contains(Traits::MAPPING) {
            return Err(self.refuse("delete member"));
        }
        self.delete_item(&Value::Text(name.text().clone()))
    }

    fn members(&self) -> Result<Vec<Text>> {
        match &self.native {
            Native::Cell(cell) if self.traits.contains(Traits::MAPPING) => {
                self.state.receive(|| Ok(container::keys(cell)?.into_iter().map(Text::from).collect()))
            }
            Native::Function(_) => Ok(vec!["name".into()]),
            Native::Cell(_) | Native::Plain(_) => Ok(Vec::new()),
        }
    }

    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        if let (Native::Plain(value), Some(index)) = (&self.native, key.as_int()) {
            let range = iterate::range(value).ok_or_else(|| self.refuse("read item"))?;
            return Ok(range.start.checked_add(index).filter(|at| index >= 0 && *at < range.end).map(Value::Int));
        }
        self.on_cell("read item", |cell| self.out(container::item(cell, &from_value(&self.state, key.clone())?)?))
    }

    fn set_item(&self, key: &Value, value: Value) -> Result<()> {
        self.on_cell("write item", |cell| {
            let (key, value) = (from_value(&self.state, key.clone())?, from_value(&self.state, value)?);
            container::set(cell, &key, value)
        })
    }

    fn delete_item(&self, key: &Value) -> Result<bool> {
        self.on_cell("delete item", |cell| {
            Ok(container::remove(cell, &from_value(&self.state, key.clone())?)?.is_some())
        })
    }

    fn has_item(&self, key: &Value) -> Result<bool> {
        let mut key = from_value(&self.state, key.clone())?;
        let mut receiver = self.argument();
        if self.traits.contains(Traits::MAPPING) && !key.is_string() {
            return Ok(false);
        }
        Ok(self.apply("contains", &mut [&mut receiver, &mut key])?.as_bool().unwrap_or(false))
    }

    fn keys(&self) -> Result<Vec<Value>> {
        self.on_cell("list keys", |cell| Ok(container::keys(cell)?.into_iter().map(Value::from).collect()))
    }

    fn len(&self) -> Result<usize> {
        if let Some(range) = iterate::range(&self.argument()) {
            return Ok(usize::try_from(range.end.saturating_sub(range.start)).unwrap_or(0));
        }
        self.on_cell("length", container::len)
    }

    fn iterate(&self) -> Result<ObjectRef> {
        if let Some(range) = iterate::range(&self.argument()) {
            return Ok(iterate::values(Lang::Rhai, range.map(Value::Int)));
        }
        if self.traits.contains(Traits::MAPPING) {
            return Ok(iterate::values(Lang::Rhai, self.keys()?.into_iter()));
        }
        self.on_cell("iterate", |cell| Ok(iterate::items(&self.state, cell)))
    }

    fn call(&self, this: Option<&Value>, args: &Args<'_>) -> Result<Value> {
        match &self.native {
            Native::Function(pointer) => function::call(&self.state, pointer, this, args),
            _ => Err(self.refuse("call")),
        }
    }

    /// Calls a function in a map with the map as its receiver, or one of Rhai's own on an array.
    fn invoke(&self, name: &Name, args: &Args<'_>) -> Result<Value> {
        let word = name.as_str().unwrap_or_default();
        if let Native::Cell(cell) = &self.native {
            if !self.traits.contains(Traits::MAPPING) {
                return self.apply_to_cell(word, cell, args);
            }
            if let Some(pointer) = live::member_function(cell, word) {
                let this = callable::foreign(&pointer).is_none().then(|| self.reference(cell));
                return function::call_on(&self.state, &pointer, this, args);
            }
        }
        match self.get_member(name)? {
            Some(Value::Object(method)) => method.call(args.positional),
            Some(other) => Err(self.fault(Fault::Unsupported { message: "call", object: other.kind() })),
            None => Err(self.fault(Fault::NoMember { object: self.describe(), name: name.to_string() })),
        }
    }

    fn construct(&self, args: &Args<'_>) -> Result<Value> {
        self.call(None, args)
    }

    fn signature(&self) -> Result<Option<Text>> {
        let Native::Function(pointer) = &self.native else { return Ok(None) };
        let captured = pointer.curry().len();
        let parameters = self.state.library.parameters(pointer.fn_name());
        Ok(parameters.map(|all| format!("({})", all.get(captured..).unwrap_or_default().join(", ")).into()))
    }

    fn display(&self, form: Form) -> Result<Text> {
        self.state.receive(|| Ok(convert::display(&self.state, &self.argument(), form).into()))
    }

    fn truth(&self) -> Result<bool> {
        match &self.native {
            Native::Cell(_) => Ok(self.len()? > 0),
            _ => Ok(true),
        }
    }

    fn equals(&self, other: &Value) -> Result<bool> {
        if other.as_object().is_some_and(|other| (Lang::Rhai, self.address()) == other.identity()) {
            return Ok(true);
        }
        if let Some(foreign) = other.as_object().filter(|other| convert::home(&self.state, other).is_none()) {
            return equality::containers(self, &**foreign);
        }
        let (mut one, mut other) = (self.argument(), from_value(&self.state, other.clone())?);
        let answer = self.apply("==", &mut [&mut one, &mut other])?;
        Ok(answer.as_bool().unwrap_or(false))
    }

    fn hash(&self) -> Result<Option<i64>> {
        match &self.native {
            Native::Cell(_) => Err(self.refuse("hash")),
            _ => Ok(None),
        }
    }

    fn operate(&self, operator: Operator, other: &Value, reflected: bool) -> Result<Value> {
        if let Some(foreign) = other.as_object().filter(|other| convert::home(&self.state, other).is_none()) {
            return self.add_foreign(operator, foreign, reflected);
        }
        let (mut one, mut other) = (self.argument().flatten(), from_value(&self.state, other.clone())?);
        match operator {
            Operator::Negate => self.apply("-", &mut [&mut one]),
            operator if reflected => self.apply(operator.symbol(), &mut [&mut other, &mut one]),
            operator => self.apply(operator.symbol(), &mut [&mut one, &mut other]),
        }
    }

    /// A blob moves when it grows, and no script can be kept from that.
    fn buffer(&self) -> Result<Buffer> {
        if !self.traits.contains(Traits::BUFFER) {
            return Err(self.refuse("lend memory"));
        }
        let reason = "a blob of Rhai moves when it grows, so its memory cannot be shared; copy its bytes";
        Err(self.fault(Fault::Buffer(reason.to_owned())))
    }

    fn bytes(&self) -> Result<Vec<u8>> {
        self.on_cell("read bytes", |cell| {
            let bytes = container::look(cell, |inner| inner.as_blob_ref().ok().map(|blob| blob.clone()))?;
            bytes.ok_or_else(|| self.refuse("read bytes"))
        })
    }
}
