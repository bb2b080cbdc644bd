//! A value of any language as JSON.

use serde_json::{Map, Value as Json};

use crate::object::{Error, ObjectRef, Result, Traits, Value};

/// How deep objects may nest.
const DEPTH: usize = 128;

/// Prints a value as JSON on one line.
///
/// Sequences and sets become arrays, mappings objects, all the way down. What
/// JSON has no word for becomes the string it prints as.
///
/// # Errors
/// When an object contains itself, or objects nest too deep.
pub(super) fn print(value: &Value) -> Result<String> {
    Ok(convert(value, &mut Vec::new())?.to_string())
}

/// Converts a value that is contained in `above`.
fn convert(value: &Value, above: &mut Vec<ObjectRef>) -> Result<Json> {
    Ok(match value {
        Value::Nothing | Value::Null => Json::Null,
        Value::Bool(truth) => Json::from(*truth),
        Value::Int(number) => Json::from(*number),
        Value::Float(number) if number.is_finite() => Json::from(*number),
        Value::Object(object) => {
            check(object, above)?;
            above.push(object.clone());
            let converted = contents(object, above)?;
            above.pop();
            converted
        }
        other => Json::from(other.to_string()),
    })
}

fn check(object: &ObjectRef, above: &[ObjectRef]) -> Result<()> {
    let reason = if above.contains(object) {
        "contains itself"
    } else if above.len() == DEPTH {
        "is nested too deep"
    } else {
        return Ok(());
    };
    Err(Error::host("JsonError", format!("{} {reason}, which JSON cannot say", object.describe())))
}

fn contents(object: &ObjectRef, above: &mut Vec<ObjectRef>) -> Result<Json> {
    let traits = object.traits();
    if traits.contains(Traits::SEQUENCE) {
        let items = (0..object.len()?).map(|index| item(object, &Value::from(index_value(index)), above));
        items.collect::<Result<Vec<_>>>().map(Json::from)
    } else if traits.contains(Traits::MAPPING) {
        let entries = object.keys()?.into_iter().map(|key| Ok((key.to_string(), item(object, &key, above)?)));
        entries.collect::<Result<Map<_, _>>>().map(Json::from)
    } else if traits.contains(Traits::SET) {
        members(object, above).map(Json::from)
    } else {
        Ok(Json::from(Value::Object(object.clone()).to_string()))
    }
}

fn item(object: &ObjectRef, key: &Value, above: &mut Vec<ObjectRef>) -> Result<Json> {
    convert(&object.get_item(key)?.unwrap_or_default(), above)
}

fn members(set: &ObjectRef, above: &mut Vec<ObjectRef>) -> Result<Vec<Json>> {
    let members = set.iterate()?;
    let next = || members.next().transpose();
    std::iter::from_fn(next).map(|member| convert(&member?, above)).collect()
}

fn index_value(index: usize) -> i64 {
    i64::try_from(index).expect("no sequence is longer than memory")
}

#[cfg(test)]
mod tests {
    use super::print;
    use crate::object::{Object, ObjectRef, Result, Traits, Value};

    /// A list whose items are made anew at each look: the given ones, or for ever another list like it.
    struct List {
        items: Vec<Value>,
        endless: bool,
    }

    impl Object for List {
        fn type_name(&self) -> String {
            "list".to_owned()
        }

        fn traits(&self) -> Traits {
            Traits::SEQUENCE
        }

        fn len(&self) -> Result<usize> {
            Ok(if self.endless { 1 } else { self.items.len() })
        }

        fn get_item(&self, key: &Value) -> Result<Option<Value>> {
            if self.endless {
                return Ok(Some(list(Vec::new(), true)));
            }
            Ok(key.as_int().and_then(|at| self.items.get(usize::try_from(at).ok()?).cloned()))
        }
    }

    fn list(items: Vec<Value>, endless: bool) -> Value {
        Value::Object(ObjectRef::new(List { items, endless }))
    }

    #[track_caller]
    fn check_printed(value: impl Into<Value>, expected: &str) {
        assert_eq!(print(&value.into()).unwrap(), expected);
    }

    #[test]
    fn scalars_are_json_as_far_as_json_has_them() {
        check_printed((), "null");
        check_printed(true, "true");
        check_printed(i64::MIN, "-9223372036854775808");
        check_printed(0.5, "0.5");
        check_printed("a \"b\"", r#""a \"b\"""#);
        // JSON has no words for these, and most readers would round the integer.
        check_printed(f64::NAN, r#""NaN""#);
        check_printed(num_bigint::BigInt::from(u64::MAX), r#""18446744073709551615""#);
    }

    #[test]
    fn sequences_are_arrays_all_the_way_down() {
        let inner = list(vec![Value::Null, 2.into()], false);
        // The same list twice is no cycle.
        check_printed(list(vec![inner.clone(), inner], false), "[[null,2],[null,2]]");
    }

    #[test]
    fn what_never_ends_is_refused() {
        let error = print(&list(Vec::new(), true)).unwrap_err();
        assert_eq!(error.message(), "rust list is nested too deep, which JSON cannot say");
    }
}
