//! Strings of every width and length keep their characters over every pair of languages.

use polytarget::object::Text;
use polytarget::object::text::Units;
use polytarget::{Host, Lang, ObjectRef, Source, Value};

use crate::support::on_host;

/// A function that returns what it is given, in each language.
fn identity(host: &Host, lang: Lang) -> ObjectRef {
    let code = match lang {
        Lang::Py => "lambda s: s",
        Lang::Js => "(s) => s",
        Lang::Rhai => "|s| s",
        _ => "(lambda (s) s)",
    };
    host.run(lang, &Source::cell(code)).unwrap().as_object().unwrap().clone()
}

/// Around these lengths strings change the way that they go: inline, copied, lent, part of another.
const LENGTHS: [usize; 9] = [1, 2, 23, 63, 64, 255, 256, 511, 512];

/// Texts that need one, two and four bytes for a character in Python, one or two in JavaScript, and any in UTF-8.
const CHARACTERS: [&str; 7] = ["a", "\0", "é", "ÿ\u{100}", "漢", "😀", "aé漢😀"];

#[test]
fn every_character_survives_every_way() {
    on_host(|host| {
        let languages = Lang::ALL.map(|lang| (lang, identity(host, lang)));
        for character in CHARACTERS {
            for length in LENGTHS.into_iter().chain([5_000, 100_000]) {
                let text: String = character.chars().cycle().take(length).collect();
                for (from, owner) in &languages {
                    let own = owner.call(&[text.as_str().into()]).unwrap();
                    for (to, user) in &languages {
                        let back = user.call(std::slice::from_ref(&own)).unwrap();
                        let Value::Text(back) = back else { panic!("{from} -> {to}: {back:?}") };
                        assert!(back == Text::from(text.as_str()), "{from} -> {to}: {length} of {character:?}");
                        assert!(back.as_utf8() == Some(&text), "{from} -> {to}: {length} of {character:?} as UTF-8");
                    }
                }
            }
        }
    });
}

#[test]
fn lone_surrogates_survive_where_strings_may_have_them() {
    on_host(|host| {
        let (py, js) = (identity(host, Lang::Py), identity(host, Lang::Js));
        for length in LENGTHS {
            for units in [[0xd800, 0x61], [0xdc00, 0xd800], [0xd800, 0x6f22], [0xe9, 0xdfff]] {
                let units: Vec<u16> = units.into_iter().cycle().take(length).collect();
                let lone = Value::Text(Text::from(units.as_slice()));
                for (from, to) in [(&py, &js), (&js, &py)] {
                    let back = to.call(&[from.call(std::slice::from_ref(&lone)).unwrap()]).unwrap();
                    assert_eq!(format!("{back:?}"), format!("{lone:?}"));
                }
                for (lang, message) in [
                    (Lang::Rhai, "a string with a lone surrogate cannot enter Rhai, whose strings are UTF-8"),
                    (Lang::Lisp, "expected text that is valid Unicode, got a string with a lone surrogate"),
                ] {
                    if String::from_utf16(&units).is_err() {
                        let refusal = identity(host, lang).call(std::slice::from_ref(&lone)).unwrap_err();
                        assert_eq!(refusal.message(), message);
                    }
                }
            }
        }
    });
}

/// A part of a string, and one made of two, are stored in ways of their own in JavaScript.
#[test]
fn parts_and_sums_of_strings_are_strings() {
    on_host(|host| {
        for character in CHARACTERS {
            let text: String = character.chars().cycle().take(20_000).collect();
            let make = "(s) => [s.slice(7, 15_000), s + s, s.slice(7).slice(3), 'x' + s, s.slice(0, 9000) + 'é漢']";
            let make = host.run(Lang::Js, &Source::cell(make)).unwrap();
            // Python counts characters and JavaScript units, so they are compared as units.
            let check = "def check(s, parts):
    units = lambda s: s.encode('utf-16-le', 'surrogatepass')
    u = units(s)
    expect = [u[14:30000], u + u, u[20:], units('x') + u, u[:18000] + units('é漢')]
    return [units(p) == e for p, e in zip(parts, expect)]
check";
            let check = host.run(Lang::Py, &Source::cell(check)).unwrap();
            let parts = make.as_object().unwrap().call(&[text.as_str().into()]).unwrap();
            let said = check.as_object().unwrap().call(&[text.as_str().into(), parts]).unwrap();
            assert_eq!(said.to_string(), "[True, True, True, True, True]", "{character:?}");
        }
    });
}

#[test]
fn a_long_string_is_a_key_in_every_encoding() {
    on_host(|host| {
        for character in ["a", "é", "漢", "😀"] {
            let key = Value::from(character.repeat(2000));
            let code = format!(
                "(o, k) => {{ o[k] = 1; return k === '{character}'.repeat(2000) && o['{character}'.repeat(2000)] }}"
            );
            let function = host.run(Lang::Js, &Source::cell(&code)).unwrap();
            let dict = host.run(Lang::Py, &Source::cell("{}")).unwrap();
            assert_eq!(format!("{:?}", function.as_object().unwrap().call(&[dict, key.clone()]).unwrap()), "Int(1)");
            let plain = host.run(Lang::Js, &Source::cell("({})")).unwrap();
            assert_eq!(format!("{:?}", function.as_object().unwrap().call(&[plain, key]).unwrap()), "Int(1)");
        }
    });
}

/// What JavaScript does with a string of its own it does with one that came, of any width and with any neighbours in memory.
#[test]
fn a_long_string_that_came_is_one_like_all_others() {
    on_host(|host| {
        let check = host.run(Lang::Js, &Source::cell(USES)).unwrap();
        let make = "lambda c, n: ['\"' + c * i + '\"' for i in range(n, n + 12)]";
        let make = host.run(Lang::Py, &Source::cell(make)).unwrap();
        for character in ["a", "\u{7f}", "é", "漢", "😀", "aé漢😀"] {
            for length in [505, 9000] {
                let args = [character.into(), length.into()];
                let strings = make.as_object().unwrap().call(&args).unwrap();
                let said = check.as_object().unwrap().call(&[strings, character.into(), length.into()]).unwrap();
                assert_eq!(said.to_string(), "", "{length} of {character:?}");
            }
        }
    });
}

/// Gets texts that are JSON and programs at once, and lets go of them in an order of its own.
const USES: &str = r#"(strings, c, n) => {
    const came = [...strings], own = came.map((s, i) => '"' + c.repeat(n + i) + '"'), wrong = [];
    for (let round = 0; round < 2; round++) {
        for (let i = 0; i < came.length; i++) {
            if (came[i] === undefined) continue;
            const uses = {
                equal: came[i] === own[i] && came[i].length === own[i].length,
                key: ({ [came[i]]: 7 })[own[i]] === 7 && new Map([[own[i], 7]]).get(came[i]) === 7,
                json: JSON.parse(came[i]) === c.repeat(n + i),
                program: (0, eval)(came[i]) === c.repeat(n + i),
                parts: came[i].slice(3) === own[i].slice(3) && came[i] + came[i] === own[i] + own[i],
                order: came[i] < own[i] + 'x' && came[i].localeCompare(own[i]) === 0,
                pattern: /"$/.test(came[i]) && came[i].indexOf('"', 1) === own[i].length - 1,
                end: came[i].codePointAt(came[i].length - 1) === 34 && came[i].at(came[i].length) === undefined,
            };
            for (const use in uses) if (!uses[use]) wrong.push(use + ' ' + i);
            if (i % 3 === round) came[i] = undefined;
        }
    }
    return wrong.join();
}"#;

/// Where strings are looked at in place, they leave JavaScript in the encoding they have. Should
/// this fail, a new QuickJS stores them in another way: see `js/engine/layout.rs`.
#[test]
fn long_strings_leave_as_they_are_stored() {
    on_host(|host| {
        let cases = [
            (Lang::Js, "'a'.repeat(1000)", "ascii"),
            (Lang::Js, "'é'.repeat(1000)", "latin1"),
            (Lang::Js, "'漢'.repeat(1000)", "utf16"),
            (Lang::Js, "'é'.repeat(99000).slice(1)", "latin1"),
            (Lang::Py, "'a' * 1000", "ascii"),
            (Lang::Py, "'é' * 1000", "latin1"),
            (Lang::Py, "'漢' * 1000", "utf16"),
            (Lang::Py, "'😀' * 1000", "utf32"),
        ];
        for (lang, code, expect) in cases {
            let value = host.run(lang, &Source::cell(code)).unwrap();
            let Value::Text(text) = &value else { panic!("{code}: {value:?}") };
            let stored = match text.units() {
                Units::Ascii(_) => "ascii",
                Units::Utf8(_) => "utf8",
                Units::Latin1(_) => "latin1",
                Units::Utf16(_) => "utf16",
                Units::Utf32(_) => "utf32",
            };
            assert_eq!(stored, expect, "{lang}: {code}");
        }
    });
}
