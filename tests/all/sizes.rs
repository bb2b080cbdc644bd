//! What crosses a border is small; growth is a decision, made here.

use std::mem::size_of;

use polytarget::object::ObjectRef;
use polytarget::{Error, Result, Value};

#[test]
fn what_crosses_is_small() {
    assert_eq!(size_of::<ObjectRef>(), 8);
    assert_eq!(size_of::<Value>(), 16);
    assert_eq!(size_of::<Error>(), 8);
    assert_eq!(size_of::<Result<Option<Value>>>(), 16);
}
