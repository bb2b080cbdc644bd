//! Numbers and dates that not every language has: they convert where they can, and calculate where they are.

use polytarget::Lang;

use crate::support::said::check;

const THIRD: &str = "from fractions import Fraction; Fraction(1, 3)";

#[test]
fn fractions_are_numbers_of_both_languages_that_have_them() {
    check(Lang::Py, THIRD, Lang::Lisp, "(lambda (f) (+ f (* 2 f) 1))", "2");
    check(Lang::Py, THIRD, Lang::Lisp, "(lambda (f) (/ f 2))", "1/6");
    check(Lang::Py, THIRD, Lang::Lisp, "(lambda (f) (and (exact? f) (= f (/ 1 3))))", "true");
    check(Lang::Lisp, "(/ 1 3)", Lang::Py, "lambda f: f + 1", "Fraction(4, 3)");
    check(Lang::Lisp, "(/ 1 3)", Lang::Py, "lambda f: isinstance(f, Fraction) and f == Fraction(1, 3)", "true");
    // Beyond 64 bits, and beyond the 32 that Steel's small fractions have.
    check(
        Lang::Py,
        "Fraction(2**70 + 1, 3**50)",
        Lang::Lisp,
        "(lambda (f) f)",
        "1180591620717411303425/717897987691852588770249",
    );
    check(Lang::Lisp, "(/ 1 18446744073709551617)", Lang::Py, "lambda f: 1 / f == 2**64 + 1", "true");
}

#[test]
fn complex_numbers_are_numbers_of_both_languages_that_have_them() {
    check(Lang::Py, "1+2j", Lang::Lisp, "(lambda (c) (* c c))", "-3.0+4.0i");
    check(Lang::Lisp, "1+2i", Lang::Py, "lambda c: c * 1j", "(-2+1j)");
}

#[test]
fn others_calculate_with_the_owner() {
    check(Lang::Py, THIRD, Lang::Rhai, "|f| f * 2 + f - 1", "Fraction(0, 1)");
    check(Lang::Py, THIRD, Lang::Rhai, "|f| -f", "Fraction(-1, 3)");
    check(Lang::Py, THIRD, Lang::Js, "(f) => f.add(f).mul(3).sub(f.div(1)).neg()", "Fraction(-5, 3)");
    check(
        Lang::Py,
        THIRD,
        Lang::Js,
        "(f) => [f.lt(1), f.ge(1), f.eq(f), String(f.pow(2))].join()",
        "true,false,true,1/9",
    );
    check(Lang::Py, THIRD, Lang::Js, "(f) => f + 1", "1.3333333333333333");
    check(Lang::Py, "1+2j", Lang::Js, "(c) => c.mul(c)", "(-3+4j)");
    check(Lang::Py, "import decimal; decimal.Decimal('0.1')", Lang::Js, "(d) => d.add(d) + ''", "0.2");
    check(Lang::Lisp, "(/ 1 3)", Lang::Js, "(r) => `${r.add(r)} ${r + 1}`", "2/3 1.3333333333333333");
}

#[test]
fn integers_of_any_size_calculate_in_rhai() {
    check(Lang::Py, "2**64", Lang::Rhai, "|n| n << 2", "73786976294838206464");
    check(Lang::Py, "2**64", Lang::Rhai, "|n| n >> 60", "16");
    check(Lang::Py, "2**64 + 5", Lang::Rhai, "|n| n & 255", "5");
    check(Lang::Py, "2**64", Lang::Rhai, "|n| (n | 1) ^ n", "1");
    check(Lang::Py, "2**63", Lang::Rhai, "|n| -n", "-9223372036854775808");
    check(Lang::Py, "2**64", Lang::Rhai, "|n| n << 99999999999", "ArithmeticError: cannot shift by 99999999999 places");
    // No number is equal to what is none, and every number is unequal to it.
    check(
        Lang::Py,
        "2**64",
        Lang::Rhai,
        "|n| { let x = 0.0 / 0.0; [n == x, n != x, n < x, x != n] }",
        "[false, true, false, true]",
    );
}

const DATE: &str = "import datetime as dt; \
    dt.datetime(2020, 1, 2, 3, 4, 5, 678000, tzinfo=dt.timezone.utc)";

#[test]
fn dates_tell_their_instant() {
    check(Lang::Py, DATE, Lang::Js, "(d) => new Date(d).toISOString()", "2020-01-02T03:04:05.678Z");
    check(Lang::Py, DATE, Lang::Js, "(d) => d.toISOString()", "2020-01-02T03:04:05.678Z");
    check(Lang::Py, DATE, Lang::Js, "(d) => d.valueOf()", "1577934245678");
    check(Lang::Py, "dt.date(2020, 1, 2)", Lang::Js, "(d) => new Date(d).toISOString()", "2020-01-02T00:00:00.000Z");
    check(Lang::Py, "dt.timedelta(minutes=1)", Lang::Js, "(d) => d / 2", "30000");
    // What is no instant is none in JavaScript either.
    check(Lang::Py, "dt.timedelta(minutes=1)", Lang::Js, "(d) => String(new Date(d))", "Invalid Date");
    check(Lang::Py, "dt.time(12, 30)", Lang::Js, "(d) => String(new Date(d))", "Invalid Date");
    check(Lang::Py, "dt.time(12, 30)", Lang::Js, "(d) => d.toISOString()", "12:30:00");
    check(Lang::Py, "dt.time(12, 30)", Lang::Js, "(d) => Number.isNaN(+d)", "true");
    check(Lang::Py, "dt.time(12, 30)", Lang::Js, "(d) => JSON.stringify(d)", "\"12:30:00\"");
    for (parts, iso) in [
        ("0", "PT0S"),
        ("0, 60", "PT1M"),
        ("2, 3600", "P2DT1H"),
        ("1, 5, 70", "P1DT5.00007S"),
        ("0, -1, 500000", "-PT0.5S"),
        ("-1, 1", "-PT23H59M59S"),
        ("999999999, 86399, 999999", "P999999999DT23H59M59.999999S"),
    ] {
        check(Lang::Py, &format!("dt.timedelta({parts})"), Lang::Js, "(d) => d.toISOString()", iso);
        check(Lang::Py, &format!("dt.timedelta({parts})"), Lang::Js, "(d) => d + ''", iso);
    }
    let not_a_date = "(d) => { try { return d.toISOString() } catch (e) { return `${e.name}: ${e.message}` } }";
    check(
        Lang::Py,
        "dt.timezone.utc",
        Lang::Js,
        not_a_date,
        "TypeError: datetime.timezone.utc is no date, time or duration",
    );
    check(
        Lang::Py,
        DATE,
        Lang::Js,
        "(d) => polytarget.toNative(d) instanceof Date && +polytarget.toNative(d)",
        "1577934245678",
    );
    let date = "new Date(1577934245678)";
    check(Lang::Js, date, Lang::Py, "lambda d: d.isoformat()", "2020-01-02T03:04:05.678+00:00");
    check(Lang::Js, date, Lang::Py, "lambda d: d.timestamp()", "1577934245.678");
    check(Lang::Js, date, Lang::Py, "lambda d: hasattr(d, 'isoformat') and not hasattr(d, 'weekday')", "true");
    check(Lang::Js, date, Lang::Js, "(d) => 'isoformat' in d", "false");
}

#[test]
fn a_symbol_is_one_object_wherever_it_is() {
    check(Lang::Lisp, "'abc", Lang::Py, "lambda s: s is polytarget.eval('lisp', \"'abc\") and str(s) == 'abc'", "true");
    check(Lang::Lisp, "'abc", Lang::Js, "(s) => s === polytarget.eval('lisp', \"'abc\")", "true");
    check(Lang::Js, "Symbol.for('q')", Lang::Py, "lambda s: s is polytarget.eval('js', \"Symbol.for('q')\")", "true");
    check(Lang::Js, "Symbol.for('q')", Lang::Js, "(s) => s === Symbol.for('q')", "true");
    check(Lang::Lisp, "#\\a", Lang::Py, "lambda c: c == 'a' and type(c) is str", "true");
}
