//! What a function of one language says of a value of another.

use polytarget::object::Form;
use polytarget::{Lang, Source, Value};

use super::on_host;

/// Passes what one language made to a function of another and compares what that says, as text.
#[track_caller]
pub(crate) fn check(from: Lang, value: &str, to: Lang, function: &str, expect: &str) {
    let (value, function) = (value.to_owned(), function.to_owned());
    let said = on_host(move |host| {
        let value = host.run(from, &Source::cell(&value)).unwrap();
        let function = host.run(to, &Source::cell(&function)).unwrap();
        match function.as_object().unwrap().call(&[value]) {
            Ok(Value::Object(object)) => object.display(Form::Literal).unwrap().to_string(),
            Ok(scalar) => format!("{scalar}"),
            Err(error) => error.to_string(),
        }
    });
    assert_eq!(said, expect, "{from} -> {to}");
}
