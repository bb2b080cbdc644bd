//! Plain Scheme beside the dialect: one engine, one set of globals, two ways to read a text.

use polytarget::{Host, Instance, Source};

use crate::support::on_host;

/// Returns what a text comes to, as the instance shows it.
fn answer(host: &Host, instance: &dyn Instance, code: &str) -> String {
    match host.run_in(instance, &Source::cell(code)) {
        Ok(value) => instance.render(&value).unwrap(),
        Err(error) => format!("! {error}"),
    }
}

#[test]
fn what_one_front_defines_the_other_has() {
    on_host(|host| {
        let (lisp, scheme) = (host.target("lisp").unwrap(), host.target("scheme").unwrap());
        answer(host, &*lisp, "(def twice [x] (* 2 x)) (var box {a: 1})");
        assert_eq!(answer(host, &*scheme, "(list (twice 21) (get box 'a))"), "(42 1)");
        answer(
            host,
            &*scheme,
            "(define-syntax swap! (syntax-rules () [(_ a b) (let ([t a]) (set! a b) (set! b t))])) (define car cdr) (define n 1) (define m 2)",
        );
        assert_eq!(answer(host, &*lisp, "(swap! n m) [n, m, (car [1, 2])]"), "(2 1 (2))");
        host.restart_target("scheme").unwrap();
        let lisp = host.target("lisp").unwrap();
        assert_eq!(answer(host, &*lisp, "(var n 5) n"), "5");
        assert_eq!(answer(host, &*host.target("steel").unwrap(), "n"), "5");
        host.stop(polytarget::Lang::Lisp);
        assert!(host.target("scheme").is_err());
        // The tests share their host.
        host.restart_target("lisp").unwrap();
    });
}

#[test]
fn each_reads_a_text_its_own_way() {
    on_host(|host| {
        // (text, what it is in the dialect, what it is in Scheme)
        let table = [
            ("(if void 1 2)", "2", "1"),
            ("((lambda () 5))", "5", "5"),
            ("(get (object 'a 1) 'b 'c)", "! TypeError: expected something to get `c` of, got nil for `b`", "c"),
            ("(length '(1 ,a))", "2", "2"),
            ("(let-values ([(a b) (values 1 2)]) (+ a b))", "3", "3"),
            // Where a variable had another before it, Steel took one that holds nothing for none.
            ("(define nothing (if #f #f)) (define same nothing) (list same)", "(nil)", "(nil)"),
            (
                "(list (.keys (object 'a 1)) (.trim \" b \"))",
                "((a) \"b\")",
                "! AttributeError: lisp object has no member `keys`",
            ),
        ];
        let (lisp, scheme) = (host.start_target("lisp").unwrap(), host.start_target("scheme").unwrap());
        for (code, dialect, plain) in table {
            assert_eq!(answer(host, &*lisp, code), dialect, "lisp: {code}");
            assert_eq!(answer(host, &*scheme, code), plain, "scheme: {code}");
        }
    });
}

#[test]
fn what_runs_cannot_be_stopped_through_the_other_front() {
    on_host(|host| {
        for (runs, stopped) in [("lisp", "scheme"), ("scheme", "lisp"), ("scheme", "scheme")] {
            let running = host.target(runs).unwrap();
            let said = answer(host, &*running, &format!("(invoke (get polytarget '{stopped}) 'stop)"));
            assert_eq!(said, "! RuntimeError: the Lisp instance is running; stop it once its evaluation has ended");
            assert_eq!(answer(host, &*running, "(+ 1 2)"), "3");
        }
    });
}
