//! A program that lets its users script it, each in the language they like.
//!
//! ```console
//! $ cargo run --example embed
//! ```
#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::cell::Cell;
use std::error::Error;
use std::rc::Rc;

use polytarget::{Args, Fault, Host, HostThread, Lang, Name, Object, ObjectRef, Result, Text, Value, function};

/// A thing of the program. Each language reads, writes and calls it in its own way.
struct Lamp {
    brightness: Rc<Cell<i64>>,
}

impl Object for Lamp {
    fn type_name(&self) -> String {
        "Lamp".to_owned()
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        let brightness = self.brightness.clone();
        Ok(match name.as_str() {
            Some("brightness") => Some(brightness.get().into()),
            Some("dim") => Some(function("dim", move |args| Ok(dim(&brightness, args).into())).into()),
            _ => None,
        })
    }

    fn set_member(&self, name: &Name, value: Value) -> Result<()> {
        match (name.as_str(), &value) {
            (Some("brightness"), Value::Int(level @ 0..=100)) => self.brightness.set(*level),
            (Some("brightness"), Value::Int(_)) => {
                return Err(self.fault(Fault::Range("a lamp shines between 0 and 100".to_owned())));
            }
            _ => return Err(self.refuse("write member")),
        }
        Ok(())
    }

    fn members(&self) -> Result<Vec<Text>> {
        Ok(["brightness", "dim"].map(Text::from).to_vec())
    }
}

fn dim(brightness: &Cell<i64>, args: &Args<'_>) -> i64 {
    let by = args.get(0).as_int().unwrap_or(10);
    brightness.set((brightness.get() - by).max(0));
    brightness.get()
}

fn main() -> std::result::Result<(), Box<dyn Error>> {
    // A host wants a large stack for calls that nest, so it lives on a thread of its own.
    let host = HostThread::start(|builder| builder)?;
    // What a job returns must not hold on to guests' objects: an error goes out as its report.
    host.run(|host| evening(host).map_err(|error| error.report()))?;
    Ok(())
}

fn evening(host: &Host) -> Result<()> {
    // All languages see the same lamp, and a function that tells the time.
    let brightness = Rc::new(Cell::new(100));
    host.register("lamp", ObjectRef::new(Lamp { brightness: brightness.clone() }))?;
    host.register("hour", function("hour", |_| Ok(21.into())))?;

    host.eval(Lang::Py, "if hour() > 20: lamp.brightness = 80")?;
    host.eval(Lang::Js, "lamp.dim(15)")?;
    host.eval(Lang::Rhai, "lamp.dim(5)")?;
    host.eval(Lang::Lisp, "(set lamp 'brightness (- (get lamp 'brightness) 20))")?;
    println!("the lamp shines at {}", brightness.get());
    assert_eq!(brightness.get(), 40);

    // A function of a guest is a handle: it can be kept, called, and handed to another guest.
    let flicker =
        host.eval(Lang::Js, "(lamp, times) => { while (times-- > 0) lamp.dim(1); return lamp.brightness }")?;
    let lamp = host.eval(Lang::Py, "lamp")?;
    let flicker = flicker.as_object().expect("a function is an object");
    println!("after flickering: {}", flicker.call(&[lamp, 10.into()])?);
    assert_eq!(brightness.get(), 30);

    // An error says what went wrong in which language; its report has the way it took.
    host.refs().set("flicker", flicker.clone().into())?;
    let error = host.eval(Lang::Py, "polytarget.refs.flicker(None, 1)").expect_err("there is no lamp to flicker");
    assert_eq!((error.lang(), error.class()), (Lang::Js, "TypeError"));
    println!("{}", error.report());

    // What the program refuses is an error of the language that asked.
    let refusal = "try:\n    lamp.brightness = 200\nexcept Exception as error:\n    answer = str(error)\nanswer";
    println!("{}", host.eval(Lang::Py, refusal)?);
    Ok(())
}
