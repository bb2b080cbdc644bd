//! What Python can do with the objects of other languages.

use std::cell::Cell;
use std::rc::Rc;

use polytarget::{Lang, Object, ObjectRef, Source, Value};

use super::check;
use crate::support::on_host;

#[test]
fn scalars_keep_their_value() {
    on_host(|host| {
        for (code, expect) in [
            ("2**70", "Big(1180591620717411303424)"),
            ("-2**63", "Int(-9223372036854775808)"),
            ("-2**63 - 1", "Big(-9223372036854775809)"),
            ("5.0", "Float(5.0)"),
            ("-0.0", "Float(-0.0)"),
            ("True", "Bool(true)"),
            ("None", "Nothing"),
            ("polytarget.null", "Null"),
            ("'\u{e9}\u{1f600}\\0'", "Text(\"\u{e9}\u{1f600}\\0\")"),
            ("'\\ud800a'", "Text(\"\u{fffd}a\" (lone surrogate))"),
        ] {
            let value = host.eval(Lang::Py, code).unwrap();
            assert_eq!(format!("{value:?}"), expect, "{code}");
            host.instance(Lang::Py).unwrap().set_global(&"x".into(), value).unwrap();
            let same = host.eval(Lang::Py, &format!("repr(x) == repr({code}) and type(x) is type({code})")).unwrap();
            assert_eq!(same.as_bool(), Some(true), "{code}");
        }
    });
}

#[test]
fn null_is_false_and_prints_itself() {
    check("bool(polytarget.null), polytarget.null, type(polytarget.null)() is polytarget.null", "(False, null, True)");
}

#[test]
fn a_foreign_sequence_feels_like_a_list() {
    check("array[0], array[-1], array[1:], array[::-1], len(array)", "(1, 3, [2, 3], [3, 2, 1], 3)");
    check("list(array), sum(array), [*array], 2 in array, 9 in array", "([1, 2, 3], 6, [1, 2, 3], True, False)");
    check(
        "from collections.abc import *\nisinstance(array, MutableSequence), isinstance(array, Mapping)",
        "(True, False)",
    );
    check("array.append(4)\narray.insert(0, 0)\narray.extend([5])\nlist(array)", "[0, 1, 2, 3, 4, 5]");
    check("array.pop(), array.pop(0), list(array)", "(3, 1, [2])");
    check("array.remove(2)\narray.reverse()\nlist(array)", "[3, 1]");
    check("array.sort(reverse=True)\nlist(array), array.index(2), array.count(3)", "([3, 2, 1], 1, 1)");
    check("array[0] = 9\ndel array[1]\nlist(array)", "[9, 3]");
    check("array[1:] = [7, 8, 9]\nlist(array)", "[1, 7, 8, 9]");
    check("del array[:2]\nlist(array)", "[3]");
    check("array[3]", "IndexError: rust List has no item 3");
    check("array[-4]", "IndexError: rust List has no item -4");
    check("array[3] = 1", "IndexError: rust List has no item 3");
    check("repr(array), str(array), bool(array)", "('[1, 2, 3]', '1, 2, 3', True)");
    check("match array:\n    case [a, *b]: result = (a, b)\nresult", "(1, [2, 3])");
}

#[test]
fn a_foreign_map_feels_like_a_dict() {
    check("record['a'] = 1\nrecord.b = 2\nrecord.a, record['b'], dict(record)", "(1, 2, {'a': 1, 'b': 2})");
    check(
        "record.update(x=1, y=2)\nlist(record.items()), list(record), 'x' in record",
        "([('x', 1), ('y', 2)], ['x', 'y'], True)",
    );
    check("record.get('z', 5), record.setdefault('z', 6), record.pop('z'), len(record)", "(5, 6, 6, 0)");
    check("record['none']", "KeyError: 'none'");
    check("del record['none']", "KeyError: 'none'");
    check("del record.none", "AttributeError: rust Record has no member `none`");
    check("from collections.abc import *\nisinstance(record, MutableMapping)", "True");
    check("record.get = 1\nrecord.get", "1");
    check("{**record, 'a': 1}", "{'a': 1}");
}

#[test]
fn members_are_read_and_listed() {
    check(
        "array.length, array.from_, hasattr(array, 'length'), hasattr(array, 'nope')",
        "(3, 'a keyword', True, False)",
    );
    check("[name for name in dir(array) if name in ('length', 'from_', 'append')]", "['append', 'from_', 'length']");
    check("array.nope", "AttributeError: rust List has no member `nope`");
    check("getattr(array, 'nope', 7)", "7");
    check("array.nope = 1", "TypeError: rust List does not support `write member`");
}

#[test]
fn calls_pass_what_they_are_given() {
    check("describe(1, 'two', key=3, from_=4)", "'2 key=3,from=4'");
    check("describe(*range(20), **{'a': 1})", "'20 a=1'");
    check("describe()", "'0 '");
    check("callable(describe), callable(array)", "(True, False)");
    check("Maker(1, 2), Maker.new(1)", "(2, 1)");
    check("array()", "TypeError: rust List does not support `call`");
}

#[test]
fn a_method_knows_its_receiver() {
    check("array.first()", "1");
    check("method = array.first\nmethod()", "1");
    check("array.first == array.first, array.first is array.first", "(True, False)");
    // What goes out is the function, without its receiver.
    check("same(array.first) is same(array.first), same(array.first) is array.first", "(True, False)");
}

#[test]
fn the_same_object_stays_the_same() {
    check("same(array) is array, same(describe) is describe", "(True, True)");
    check("o = object()\nsame(o) is o", "True");
    check("l = []\nsame(l) is l and same(same) is same", "True");
    check("{array: 1}[same(array)], array == same(array), array != describe", "(1, True, True)");
    check("import weakref\nr = weakref.ref(array)\nr() is array", "True");
}

#[test]
fn arithmetic_is_the_owners() {
    check("half + 1, 1 + half, 2 - half, half * 4, -half", "(1.5, 1.5, 1.5, 2.0, -0.5)");
    check("half < 1, half > 1, 1 > half, half == 0.5, hash(half), float(half)", "(True, False, True, True, 33, 0.5)");
    check("array + 1", "TypeError: unsupported operand type(s) for +: 'polytarget.Proxy' and 'int'");
}

#[test]
fn what_another_thread_drops_is_released_here() {
    on_host(|host| {
        struct Noisy(Rc<Cell<bool>>);
        impl Object for Noisy {
            fn type_name(&self) -> String {
                "Noisy".to_owned()
            }
        }
        impl Drop for Noisy {
            fn drop(&mut self) {
                self.0.set(true);
            }
        }
        let dropped = Rc::new(Cell::new(false));
        let instance = host.start(Lang::Py).unwrap();
        instance.set_global(&"noisy".into(), Value::Object(ObjectRef::new(Noisy(dropped.clone())))).unwrap();
        let code =
            "import threading\nbox = [noisy]\ndel noisy\nt = threading.Thread(target=box.clear)\nt.start()\nt.join()";
        host.run_in(&*instance, &Source::cell(code)).unwrap();
        assert!(dropped.get());
    });
}
