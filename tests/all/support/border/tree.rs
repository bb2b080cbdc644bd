//! Nested containers of several languages, read where they are and copied into each language.

use std::collections::BTreeMap;

use arbitrary::{Arbitrary, Result, Unstructured};
use polytarget::{Error, Lang, ObjectRef, Traits, Value};

use super::{Case, Kits, Outcome, Scalar, lang, report, scalar};

/// A scalar, or a container that a language made.
#[derive(Clone, Debug)]
pub(crate) enum Tree {
    Leaf(Scalar),
    List(Lang, Vec<Tree>),
    Map(Lang, BTreeMap<String, Tree>),
}

/// How deep and how wide a random tree is at most.
const DEPTH: usize = 4;
const WIDTH: usize = 4;

impl<'a> Arbitrary<'a> for Tree {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        grow(bytes, DEPTH)
    }
}

fn grow(bytes: &mut Unstructured<'_>, depth: usize) -> Result<Tree> {
    let kind = if depth == DEPTH { bytes.int_in_range(1..=2)? } else { bytes.int_in_range(0..=3)? };
    if depth == 0 || kind == 0 || kind == 3 {
        return Ok(Tree::Leaf(bytes.arbitrary()?));
    }
    let (lang, count) = (lang(bytes)?, bytes.int_in_range(0..=WIDTH)?);
    Ok(if kind == 1 {
        Tree::List(lang, (0..count).map(|_| grow(bytes, depth - 1)).collect::<Result<_>>()?)
    } else {
        let entries = (0..count).map(|_| Ok((key(bytes)?, grow(bytes, depth - 1)?)));
        Tree::Map(lang, entries.collect::<Result<_>>()?)
    })
}

/// A key; that it is a name which objects have by nature must not matter. Only `__proto__`, which is
/// no property in JavaScript, is left out.
fn key(bytes: &mut Unstructured<'_>) -> Result<String> {
    const NATURAL: [&str; 12] = [
        "",
        "0",
        "length",
        "constructor",
        "toString",
        "get",
        "keys",
        "items",
        "if",
        "then",
        "__class__",
        "hasOwnProperty",
    ];
    Ok(if bytes.arbitrary()? { (*bytes.choose(&NATURAL)?).to_owned() } else { scalar::text(bytes)? })
}

impl Case for Tree {
    fn check(&self, kits: &Kits<'_>) -> Outcome {
        let built = self.build(kits)?;
        self.expect("as it was built", &built)?;
        for lang in Lang::ALL {
            let passed = kits.call(lang, "identity", &[&built])?;
            self.expect(&format!("passed through {lang}"), &passed)?;
            let copy = kits.call(lang, "copy", &[&built])?;
            self.expect(&format!("copied into {lang}"), &copy)?;
        }
        Ok(())
    }
}

impl Tree {
    fn build(&self, kits: &Kits<'_>) -> std::result::Result<Value, String> {
        match self {
            Self::Leaf(scalar) => Ok(scalar.to_value()),
            Self::List(lang, items) => {
                let list = kits.call(*lang, "new_list", &[])?;
                for item in items {
                    kits.call(*lang, "append", &[&list, &item.build(kits)?])?;
                }
                Ok(list)
            }
            Self::Map(lang, entries) => {
                let map = kits.call(*lang, "new_map", &[])?;
                for (key, item) in entries {
                    kits.call(*lang, "set_item", &[&map, &key.as_str().into(), &item.build(kits)?])?;
                }
                Ok(map)
            }
        }
    }

    fn form(&self) -> String {
        match self {
            Self::Leaf(scalar) => scalar.form(),
            Self::List(_, items) => format!("[{}]", items.iter().map(Self::form).collect::<Vec<_>>().join(", ")),
            Self::Map(_, entries) => {
                let shown = entries.iter().map(|(key, item)| format!("{key:?}: {}", item.form()));
                format!("{{{}}}", shown.collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn expect(&self, how: &str, value: &Value) -> Outcome {
        let came = read(value).map_err(|error| format!("{how}: {}", report(&error)))?;
        let wanted = self.form();
        if came == wanted { Ok(()) } else { Err(format!("{how}:\n  came   {came}\n  wanted {wanted}")) }
    }
}

/// Reads a value with all that is in it, in the words of [`Tree::form`].
fn read(value: &Value) -> polytarget::Result<String> {
    let Value::Object(object) = value else { return Ok(format!("{value:?}")) };
    let traits = object.traits();
    if traits.contains(Traits::SEQUENCE) {
        let items = read_items(object)?.iter().map(read).collect::<polytarget::Result<Vec<_>>>()?;
        return Ok(format!("[{}]", items.join(", ")));
    }
    let mut entries = BTreeMap::new();
    for key in object.keys()? {
        let item = object.get_item(&key)?.ok_or_else(|| Error::host("LookupError", format!("no item {key:?}")))?;
        let key = key.as_str().map_or_else(|| format!("{key:?}"), str::to_owned);
        entries.insert(key, read(&item)?);
    }
    let shown = entries.iter().map(|(key, item)| format!("{key:?}: {item}"));
    Ok(format!("{{{}}}", shown.collect::<Vec<_>>().join(", ")))
}

fn read_items(object: &ObjectRef) -> polytarget::Result<Vec<Value>> {
    let (steps, mut items) = (object.iterate()?, Vec::new());
    while let Some(item) = steps.next()? {
        items.push(item);
    }
    Ok(items)
}
