//! Random values keep their bits on random ways through the languages.

use std::sync::Arc;

use polytarget::object::Text;
use polytarget::{Lang, Value};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::kit::Provider;
use crate::support::on_host;

/// A scalar that can be sent to the host thread, where a [`Value`] cannot.
#[derive(Clone, Debug)]
enum Scalar {
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
}

impl Scalar {
    fn to_value(&self) -> Value {
        match self {
            Self::Bool(truth) => Value::Bool(*truth),
            Self::Int(number) => Value::Int(*number),
            Self::Float(number) => Value::Float(*number),
            Self::Text(text) => Value::Text(Text::from(text.as_str())),
        }
    }
}

fn scalar() -> impl Strategy<Value = Scalar> {
    prop_oneof![
        any::<bool>().prop_map(Scalar::Bool),
        any::<i64>().prop_map(Scalar::Int),
        // Around 2^53 JavaScript changes from a number to a BigInt.
        (-4i64..4).prop_map(|offset| Scalar::Int((1 << 53) + offset)),
        // A whole float is an integer after JavaScript, so floats here have a fraction, or none can have one.
        any::<f64>().prop_filter("whole", |x| x.fract() != 0.0 || !x.is_finite()).prop_map(Scalar::Float),
        any::<String>().prop_map(Scalar::Text),
    ]
}

#[test]
fn scalars_survive_any_way_through_the_languages() {
    let way = vec(prop::sample::select(Lang::ALL.to_vec()), 1..6);
    let mut runner = TestRunner::new(Config { cases: 300, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&(vec(scalar(), 1..8), way), |(scalars, way)| {
        let scalars = Arc::new(scalars);
        let (sent, chosen) = (scalars.clone(), way.clone());
        let arrived = on_host(move |host| {
            let mut values: Vec<Value> = sent.iter().map(Scalar::to_value).collect();
            for lang in chosen {
                let identity = identity(host, lang);
                values = values.iter().map(|value| identity.call(std::slice::from_ref(value)).unwrap()).collect();
            }
            values.iter().map(|value| format!("{value:?}")).collect::<Vec<_>>()
        });
        let wanted: Vec<String> = scalars.iter().map(|scalar| format!("{:?}", scalar.to_value())).collect();
        prop_assert_eq!(arrived, wanted, "{:?}", way);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

/// Returns a language's identity function, made once.
fn identity(host: &polytarget::Host, lang: Lang) -> polytarget::object::ObjectRef {
    let name = format!("identity_{lang}");
    if let Ok(Value::Object(function)) = host.refs().get(&name) {
        return function;
    }
    let function = Provider::start(host, lang).unwrap().function("identity").unwrap();
    host.refs().set(&name, function.clone().into()).unwrap();
    function
}
