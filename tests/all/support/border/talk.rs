//! Messages to a list or a map, sent by any language, against a model in Rust.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use arbitrary::{Arbitrary, Result, Unstructured};
use polytarget::{Lang, Value, function};

use super::{Case, Kits, Outcome, Scalar, lang};

/// Who owns the container, what it is, and what it is told by whom.
#[derive(Clone, Debug)]
pub(crate) struct Talk {
    owner: Lang,
    messages: Messages,
}

#[derive(Clone, Debug)]
enum Messages {
    ToList(Vec<(Lang, ToList)>),
    ToMap(Vec<(Lang, ToMap)>),
}

/// A message to a list; a place counts from 0, modulo the length.
#[derive(Clone, Debug, Arbitrary)]
enum ToList {
    Get(u8),
    Set(u8, Scalar),
    Append(Scalar),
    Delete(u8),
    Length,
    Iterate,
    Contains(Scalar),
    Equals,
}

/// A message to a map, with the number of a key in [`KEYS`].
#[derive(Clone, Debug, Arbitrary)]
enum ToMap {
    Get(u8),
    Set(u8, Scalar),
    Delete(u8),
    Length,
    Keys,
}

/// Keys; `0` is none of them, because JavaScript does not tell it from the number.
const KEYS: [&str; 11] = ["a", "b", "", "-1", "length", "constructor", "toString", "keys", "if", "é😀", "a\0b"];

impl<'a> Arbitrary<'a> for Talk {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        let owner = lang(bytes)?;
        let count = bytes.int_in_range(1..=24)?;
        let messages = if bytes.arbitrary()? {
            Messages::ToList((0..count).map(|_| Ok((lang(bytes)?, bytes.arbitrary()?))).collect::<Result<_>>()?)
        } else {
            Messages::ToMap((0..count).map(|_| Ok((lang(bytes)?, bytes.arbitrary()?))).collect::<Result<_>>()?)
        };
        Ok(Self { owner, messages })
    }
}

impl Case for Talk {
    fn check(&self, kits: &Kits<'_>) -> Outcome {
        match &self.messages {
            Messages::ToList(messages) => {
                let mut list = List { kits, real: kits.call(self.owner, "new_list", &[])?, model: Vec::new() };
                for (number, (sender, message)) in messages.iter().enumerate() {
                    let told = list.tell(*sender, message);
                    told.map_err(|why| format!("message {number}, {message:?} by {sender}: {why}"))?;
                }
                Lang::ALL.into_iter().try_for_each(|lang| list.compare(lang))
            }
            Messages::ToMap(messages) => {
                let real = kits.call(self.owner, "new_map", &[])?;
                let mut map = Map { kits, real, model: BTreeMap::new() };
                for (number, (sender, message)) in messages.iter().enumerate() {
                    let told = map.tell(*sender, message);
                    told.map_err(|why| format!("message {number}, {message:?} by {sender}: {why}"))?;
                }
                Lang::ALL.into_iter().try_for_each(|lang| map.compare(lang))
            }
        }
    }
}

fn expect(what: &str, came: &str, wanted: &str) -> Outcome {
    if came == wanted { Ok(()) } else { Err(format!("{what}: {came}, not {wanted}")) }
}

fn length(count: usize) -> String {
    format!("Int({count})")
}

struct List<'a> {
    kits: &'a Kits<'a>,
    real: Value,
    model: Vec<Scalar>,
}

impl List<'_> {
    fn place(&self, place: u8) -> Option<(usize, Value)> {
        let place = usize::from(place).checked_rem(self.model.len())?;
        Some((place, Value::Int(i64::try_from(place).ok()?)))
    }

    fn tell(&mut self, sender: Lang, message: &ToList) -> Outcome {
        let (kits, real) = (self.kits, self.real.clone());
        match message {
            ToList::Get(place) => {
                let Some((place, index)) = self.place(*place) else { return Ok(()) };
                let came = kits.call(sender, "get_item", &[&real, &index])?;
                expect("item", &format!("{came:?}"), &self.model[place].form())
            }
            ToList::Set(place, scalar) => {
                let Some((place, index)) = self.place(*place) else { return Ok(()) };
                self.model[place] = scalar.clone();
                kits.call(sender, "set_item", &[&real, &index, &scalar.to_value()]).map(drop)
            }
            ToList::Append(scalar) => {
                self.model.push(scalar.clone());
                kits.call(sender, "append", &[&real, &scalar.to_value()]).map(drop)
            }
            ToList::Delete(place) => {
                let Some((place, index)) = self.place(*place) else { return Ok(()) };
                self.model.remove(place);
                kits.call(sender, "remove_at", &[&real, &index]).map(drop)
            }
            ToList::Length => {
                let came = kits.call(sender, "length", &[&real])?;
                expect("length", &format!("{came:?}"), &length(self.model.len()))
            }
            ToList::Iterate => self.compare(sender),
            ToList::Contains(scalar) => self.contains(sender, scalar),
            ToList::Equals => {
                let came = kits.call(sender, "equal", &[&real, &real])?;
                expect("equal to itself", &format!("{came:?}"), "Bool(true)")
            }
        }
    }

    /// What is in it is found. What is not may be equal all the same, e.g. `1` and `True` of Python.
    fn contains(&self, sender: Lang, scalar: &Scalar) -> Outcome {
        let known = self.model.iter().any(|item| item.form() == scalar.form());
        let is_number = matches!(scalar, Scalar::Int(_) | Scalar::Text(_));
        if !known || !is_number {
            return Ok(());
        }
        let came = self.kits.call(sender, "has_item", &[&self.real, &scalar.to_value()])?;
        expect("contains", &format!("{came:?}"), "Bool(true)")
    }

    /// A language's own iteration gives what the model has.
    fn compare(&self, sender: Lang) -> Outcome {
        let seen = Rc::new(RefCell::new(Vec::new()));
        let sink = seen.clone();
        let visitor = function("visitor", move |args| {
            sink.borrow_mut().push(format!("{:?}", args.get(0)));
            Ok(Value::Nothing)
        });
        self.kits.call(sender, "visit", &[&self.real, &visitor.into()])?;
        let wanted: Vec<String> = self.model.iter().map(Scalar::form).collect();
        expect(&format!("iterated by {sender}"), &seen.borrow().join(", "), &wanted.join(", "))
    }
}

struct Map<'a> {
    kits: &'a Kits<'a>,
    real: Value,
    model: BTreeMap<&'static str, Scalar>,
}

impl Map<'_> {
    fn tell(&mut self, sender: Lang, message: &ToMap) -> Outcome {
        let (kits, real) = (self.kits, self.real.clone());
        let key = |number: u8| KEYS[usize::from(number) % KEYS.len()];
        match message {
            ToMap::Get(number) => {
                // What a map says of a key that it lacks is its own affair: it may have a method of that name.
                let Some(known) = self.model.get(key(*number)) else { return Ok(()) };
                let came = kits.call(sender, "get_item", &[&real, &key(*number).into()])?;
                expect("item", &format!("{came:?}"), &known.form())
            }
            ToMap::Set(number, scalar) => {
                self.model.insert(key(*number), scalar.clone());
                kits.call(sender, "set_item", &[&real, &key(*number).into(), &scalar.to_value()]).map(drop)
            }
            ToMap::Delete(number) => match self.model.remove(key(*number)) {
                Some(_) => kits.call(sender, "delete_item", &[&real, &key(*number).into()]).map(drop),
                None => Ok(()),
            },
            ToMap::Length => {
                let came = kits.call(sender, "count", &[&real])?;
                expect("length", &format!("{came:?}"), &length(self.model.len()))
            }
            ToMap::Keys => self.compare(sender),
        }
    }

    /// Every key is found, and what it leads to is what the model has.
    fn compare(&self, sender: Lang) -> Outcome {
        let Value::Object(object) = &self.real else { return Err("not an object".to_owned()) };
        let keys = object.keys().map_err(|error| error.report())?;
        let mut came: Vec<String> = keys.iter().map(|key| format!("{key:?}")).collect();
        came.sort();
        let mut wanted: Vec<String> = self.model.keys().map(|key| format!("Text({key:?})")).collect();
        wanted.sort();
        expect("keys", &came.join(", "), &wanted.join(", "))?;
        for (key, scalar) in &self.model {
            let item = self.kits.call(sender, "get_item", &[&self.real, &(*key).into()])?;
            expect(&format!("{key:?} read by {sender}"), &format!("{item:?}"), &scalar.form())?;
        }
        Ok(())
    }
}
