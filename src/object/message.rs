//! The messages that an object answers, after GraalVM's interop library.

use std::any::Any;
use std::rc::Rc;

use bitflags::bitflags;

use super::{Ahead, Args, Buffer, Error, Fault, Lang, Name, Number, ObjectRef, Result, Text, Value};

bitflags! {
    /// What an object can do, as far as its owner can tell without side effects.
    ///
    /// Traits combine. A proxy is made to fit them: what is a `SEQUENCE` gets
    /// the methods of an array, what is `CALLABLE` can be called, and so on.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct Traits: u32 {
        /// Answers [`Object::call`].
        const CALLABLE = 1;
        /// Answers [`Object::construct`].
        const CONSTRUCTIBLE = 1 << 1;
        /// Has items at 0, 1, … below [`Object::len`], e.g. a list.
        const SEQUENCE = 1 << 2;
        /// Has items by key, e.g. a dict, a `Map` or a plain JavaScript object.
        const MAPPING = 1 << 3;
        /// Answers [`Object::iterate`].
        const ITERABLE = 1 << 4;
        /// Answers [`Object::next`].
        const ITERATOR = 1 << 5;
        /// Answers [`Object::bytes`] and, where its memory can be lent, [`Object::buffer`].
        const BUFFER = 1 << 6;
        /// Can be awaited.
        const AWAITABLE = 1 << 7;
        /// Answers [`Object::as_error`]: it is something that was or can be raised.
        const ERROR = 1 << 8;
        /// Its items by string and its members are two different things (a `dict`):
        /// who reads members of it sees the items first.
        const ITEMS_FIRST = 1 << 9;
        /// A function that wants to be told its receiver at each call (JavaScript's `this`).
        const TAKES_THIS = 1 << 10;
        /// A member that it lacks reads as nothing in its own language.
        const LENIENT = 1 << 11;
        /// Has each value at most once and answers [`Object::has_item`] by value, e.g. a set.
        const SET = 1 << 12;
        /// Has arithmetic of its own, which [`Object::operate`] answers.
        const NUMERIC = 1 << 13;
        /// A mapping whose entries are no members of it, e.g. a JavaScript `Map`: who has maps of its
        /// own uses it by the methods of those.
        const TABLE = 1 << 16;
        /// A suspended function, which [`Object::resume`] tells how to go on.
        const GENERATOR = 1 << 17;
        /// Answers [`Object::iterate_async`].
        const ASYNC_ITERABLE = 1 << 18;
        /// Its items stay what and where they are, e.g. a tuple.
        const IMMUTABLE = 1 << 19;
    }
}

/// How an object prints itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// For a reader of the text: Python's `str`, JavaScript's `String(x)`, Lisp's `display`.
    Plain,
    /// For a reader of the program: Python's `repr`, Lisp's `write`.
    Literal,
}

/// An operator that an object may answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named by its symbol in `symbol`")]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Negate,
}

impl Operator {
    /// The operators of two operands.
    pub const BINARY: [Self; 10] = [
        Self::Add,
        Self::Subtract,
        Self::Multiply,
        Self::Divide,
        Self::Remainder,
        Self::Power,
        Self::Less,
        Self::LessEqual,
        Self::Greater,
        Self::GreaterEqual,
    ];

    /// Returns how the operator is written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract | Self::Negate => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
            Self::Power => "**",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
        }
    }
}

/// How a generator is told to go on.
#[derive(Clone, Debug)]
pub enum Resume {
    /// The expression that it waits in has this value.
    Send(Value),
    /// That expression raises this.
    Throw(Value),
    /// It is to end there, with this result.
    Return(Value),
}

/// What a generator has done when it stops again.
#[derive(Clone, Debug)]
pub enum Step {
    /// It yielded this, and can go on.
    Yield(Value),
    /// It returned this, and is at its end.
    Return(Value),
}

/// A class of one language that derives from one of another: what it adds.
///
/// Each function takes the instance first.
#[derive(Clone, Debug)]
pub struct Derivation {
    /// The name of the new class.
    pub name: Text,
    /// Its methods.
    pub methods: Vec<(Name, Value)>,
    /// The functions that compute a property when it is read.
    pub getters: Vec<(Name, Value)>,
}

/// An object of some language, as the others see it: a receiver of messages.
///
/// Every message has a default that refuses, naming the operation and the
/// type, so an implementation says only what its objects can do. A message may
/// run foreign code, which may come back in; hold no borrow across one.
///
/// A Rust type that implements this trait is visible in all four languages:
///
/// ```
/// use polytarget::{Name, Object, Result, Value};
///
/// struct Thermometer;
///
/// impl Object for Thermometer {
///     fn type_name(&self) -> String {
///         "Thermometer".to_owned()
///     }
///
///     fn get_member(&self, name: &Name) -> Result<Option<Value>> {
///         Ok((name.as_str() == Some("celsius")).then(|| Value::Float(21.5)))
///     }
/// }
/// ```
#[expect(unused_variables, reason = "a default refuses without looking at its arguments")]
#[expect(clippy::len_without_is_empty, reason = "a message for each question: `truth` tells what is empty")]
pub trait Object: Any {
    /// Returns the type's name as its own language spells it, e.g. `list` or `Array`.
    fn type_name(&self) -> String;

    /// Returns the language that owns the object.
    fn lang(&self) -> Lang {
        Lang::Rust
    }

    /// Returns the address of the native object: with [`Object::lang`], its identity.
    fn address(&self) -> usize {
        std::ptr::from_ref(self).cast::<()>().addr()
    }

    /// Returns what the object can do. It does not change during the object's life.
    fn traits(&self) -> Traits {
        Traits::empty()
    }

    /// Reads a member, e.g. an attribute or a property; `None` when there is none of that name.
    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        Ok(None)
    }

    /// Writes a member.
    fn set_member(&self, name: &Name, value: Value) -> Result<()> {
        Err(self.refuse("write member"))
    }

    /// Deletes a member; `false` when there was none of that name.
    fn delete_member(&self, name: &Name) -> Result<bool> {
        Err(self.refuse("delete member"))
    }

    /// Returns whether there is a member of that name.
    fn has_member(&self, name: &Name) -> Result<bool> {
        Ok(self.get_member(name)?.is_some())
    }

    /// Lists the names of the members, as the owner's own listing has them (`dir`, `Object.keys`).
    fn members(&self) -> Result<Vec<Text>> {
        Ok(Vec::new())
    }

    /// Reads an item by index or key; `None` when there is none.
    fn get_item(&self, key: &Value) -> Result<Option<Value>> {
        Err(self.refuse("read item"))
    }

    /// Writes an item by index or key. A sequence takes its length as the index of a new last item.
    fn set_item(&self, key: &Value, value: Value) -> Result<()> {
        Err(self.refuse("write item"))
    }

    /// Deletes an item; `false` when there was none.
    fn delete_item(&self, key: &Value) -> Result<bool> {
        Err(self.refuse("delete item"))
    }

    /// Returns what the owner's membership test says: a key of a mapping, a value of a sequence or set.
    fn has_item(&self, key: &Value) -> Result<bool> {
        Err(self.refuse("test membership"))
    }

    /// Lists the keys of a mapping, in its order.
    fn keys(&self) -> Result<Vec<Value>> {
        Err(self.refuse("list keys"))
    }

    /// Returns the number of items.
    fn len(&self) -> Result<usize> {
        Err(self.refuse("length"))
    }

    /// Returns an object that answers [`Object::next`] for each item in turn.
    fn iterate(&self) -> Result<ObjectRef> {
        Err(self.refuse("iterate"))
    }

    /// Returns the next item, or `None` at the end.
    fn next(&self) -> Result<Option<Value>> {
        Err(self.refuse("next"))
    }

    /// Returns where an iterator puts what it has read ahead, if it does so: who takes items there has no need to ask.
    fn ahead(&self) -> Option<Rc<Ahead>> {
        None
    }

    /// Tells a [generator](Traits::GENERATOR) how to go on, and returns how far it got.
    fn resume(&self, how: Resume) -> Result<Step> {
        Err(self.refuse("resume"))
    }

    /// Returns an object whose member `next` returns an awaitable of an object with the members `done`
    /// and `value`, for each item in turn.
    fn iterate_async(&self) -> Result<ObjectRef> {
        Err(self.refuse("iterate asynchronously"))
    }

    /// Calls one of the two, once, when what the object [promises](Traits::AWAITABLE) is there, or has failed.
    fn settle(&self, resolve: &Value, reject: &Value) -> Result<()> {
        Err(self.refuse("await"))
    }

    /// Returns whether there is a way to [end its use](Object::dispose).
    fn is_disposable(&self) -> Result<bool> {
        Ok(false)
    }

    /// Ends the use of the object, as its owner does when a block is left. What is returned may have
    /// to be awaited.
    fn dispose(&self) -> Result<Value> {
        Err(self.refuse("dispose"))
    }

    /// Calls the object. Only one that [takes `this`](Traits::TAKES_THIS) looks at `this`.
    fn call(&self, this: Option<&Value>, args: &Args<'_>) -> Result<Value> {
        Err(self.refuse("call"))
    }

    /// Calls a method of the object with the object as its receiver.
    ///
    /// The default reads the member and calls it, which is right wherever reading binds the receiver.
    fn invoke(&self, name: &Name, args: &Args<'_>) -> Result<Value> {
        invoke_member(self, name, args)
    }

    /// Makes a new instance of the class that the object is.
    fn construct(&self, args: &Args<'_>) -> Result<Value> {
        Err(self.refuse("construct"))
    }

    /// Returns whether `value` is an instance of the class that the object is.
    fn is_instance(&self, value: &Value) -> Result<bool> {
        Err(self.refuse("test for an instance"))
    }

    /// Makes a class in the owner's language that derives from the class that the object is.
    fn derive(&self, class: &Derivation) -> Result<Value> {
        Err(self.refuse("derive a class"))
    }

    /// Reads a member of `receiver` as this class has it, whatever classes that derive from it say.
    fn inherited(&self, receiver: &Value, name: &Name) -> Result<Option<Value>> {
        Err(self.refuse("read an inherited member"))
    }

    /// Lists the names that [`Object::inherited`] answers.
    fn inherited_members(&self) -> Result<Vec<Text>> {
        Err(self.refuse("list inherited members"))
    }

    /// Returns the parameters of a callable as its owner writes them, e.g. `(a, b=2)`, where that is known.
    fn signature(&self) -> Result<Option<Text>> {
        Ok(None)
    }

    /// Returns whether a callable takes so many positional arguments; `None` where its owner cannot tell without calling it.
    fn takes(&self, _count: usize) -> Option<bool> {
        None
    }

    /// Returns what the object's owner has written down about it, where there is anything.
    fn doc(&self) -> Result<Option<Text>> {
        Ok(None)
    }

    /// Loads the module that the object is anew, and returns its namespace: the same one where its owner updates that.
    fn reload(&self) -> Result<ObjectRef> {
        Err(self.refuse("reload"))
    }

    /// Prints the object as its owner does.
    fn display(&self, form: Form) -> Result<Text> {
        Ok(format!("<{}>", self.describe()).into())
    }

    /// Returns whether the owner holds the object to be true.
    fn truth(&self) -> Result<bool> {
        Ok(true)
    }

    /// Returns whether the owner holds the object equal to `other`.
    fn equals(&self, other: &Value) -> Result<bool> {
        Ok(other.as_object().is_some_and(|other| (self.lang(), self.address()) == other.identity()))
    }

    /// Returns the owner's hash when it hashes by value, or `None` when it hashes by identity.
    ///
    /// An object that cannot be hashed (a Python list) is an error.
    fn hash(&self) -> Result<Option<i64>> {
        Ok(None)
    }

    /// Applies an operator; `reflected` means that the object stands on the right.
    fn operate(&self, operator: Operator, other: &Value, reflected: bool) -> Result<Value> {
        Err(self.refuse(operator.symbol()))
    }

    /// Returns the number that the object is, for languages that have its like; only one that is `NUMERIC` is asked.
    fn number(&self) -> Option<Number> {
        None
    }

    /// Lends the memory of the object: it stays where it is for as long as the buffer's lease is held.
    ///
    /// An owner that cannot promise that refuses, and answers [`Object::bytes`] only.
    fn buffer(&self) -> Result<Buffer> {
        Err(self.refuse("lend memory"))
    }

    /// Copies the bytes of a buffer, one item after the other.
    fn bytes(&self) -> Result<Vec<u8>> {
        match self.buffer() {
            Err(error) if matches!(error.fault(), Fault::Unsupported { .. }) => Err(self.refuse("read bytes")),
            buffer => Ok(buffer?.to_vec()),
        }
    }

    /// Returns the error that this object is, when it is one.
    fn as_error(&self) -> Option<Error> {
        None
    }

    /// Returns the owner's language and the type, e.g. `py list`.
    fn describe(&self) -> String {
        format!("{} {}", self.lang(), self.type_name())
    }

    /// Returns the error of an object that has no answer to `message`.
    fn refuse(&self, message: &'static str) -> Error {
        self.fault(Fault::Unsupported { message, object: self.describe() })
    }

    /// Returns an error of the object's language.
    fn fault(&self, fault: Fault) -> Error {
        Error::new(self.lang(), fault)
    }
}

/// Reads a member and calls it: what `invoke` does unless an object knows a shorter way.
pub(crate) fn invoke_member<T: Object + ?Sized>(object: &T, name: &Name, args: &Args<'_>) -> Result<Value> {
    match object.get_member(name)? {
        Some(Value::Object(method)) => (*method).call(None, args),
        Some(other) => Err(object.fault(Fault::Unsupported { message: "call", object: other.kind() })),
        None => Err(object.fault(Fault::NoMember { object: object.describe(), name: name.to_string() })),
    }
}
