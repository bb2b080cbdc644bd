//! What the kernel costs: expanding, calling a macro, starting, and evaluating in another language by its Interface.
//!
//! The bars are times: there is nothing to compare most of it with. Evaluation of Lisp beside Steel's own is in
//! `bars.rs`.

#![expect(clippy::print_stdout, reason = "the table is for the person who runs the bench")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use polytarget::kernel::{Code, Form, Kernel, Symbol, World, read};
use polytarget::{Host, Lang, Value};

/// As much stack as the program has, in bytes.
const STACK: usize = 512 << 20;

/// How often a cost is measured; the least counts, for other work on the machine only adds.
const ROUNDS: u32 = 25;

/// How many turns a loop does.
const TURNS: u32 = 2_000;

/// A form of ten nodes, lists and words.
const TEN_NODES: &str = "(def area [r] (* 3 r r))";

/// Loops of Lisp, each called with how often.
const LOOPS: [(&str, &str); 3] = [
    ("bare", "(=> (n) (while (> n 0) (set n (- n 1))))"),
    ("macro", "(=> (n) (while (> n 0) (macroexpand-1 '(increment 5)) (set n (- n 1))))"),
    ("eval-in", "(=> (n) (while (> n 0) (eval-in \"js\" \"1 + 2\") (set n (- n 1))))"),
];

fn main() {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(table).expect("there is memory for a stack");
    thread.join().expect("no bench panics");
}

fn table() {
    let host = Host::builder().build().expect("this thread has no other host");
    println!("{:<44} {:>10} {:>10}", "what", "us", "bar");
    row("expand a form of ten nodes", 20.0, || least(expansion));
    host.eval(Lang::Lisp, "(macro increment (x) `(+ ,x 1))").expect("a macro");
    let loops = LOOPS.map(|(_, text)| host.eval(Lang::Lisp, text).expect("a function"));
    let [bare, calls, evaluations] = &loops;
    row("call a macro", 30.0, || least(|| turn(calls)) - least(|| turn(bare)));
    row("start a kernel, its prelude loaded", 120_000.0, || least(|| started(&host)));
    row("eval-in js, beyond the host's own eval", 1.0, || {
        least(|| turn(evaluations)) - least(|| turn(bare)) - least(|| evaluated(&host))
    });
}

/// Prints what is measured, in microseconds.
fn row(what: &str, bar: f64, measure: impl Fn() -> f64) {
    if std::env::args().skip(1).filter(|word| !word.starts_with('-')).all(|word| what.contains(&word)) {
        println!("{what:<44} {:>10.2} {bar:>10.1}", measure());
    }
}

fn least(measure: impl Fn() -> f64) -> f64 {
    (0..ROUNDS).map(|_| measure()).fold(f64::INFINITY, f64::min)
}

fn micros(time: Duration, turns: u32) -> f64 {
    time.as_secs_f64() * 1e6 / f64::from(turns)
}

fn expansion() -> f64 {
    let kernel = Kernel::default();
    let forms = read(TEN_NODES).expect("a form");
    let start = Instant::now();
    for _ in 0..TURNS {
        for code in kernel.expand(&Bare, &forms[0]) {
            black_box(code.expect("it expands"));
        }
    }
    micros(start.elapsed(), TURNS)
}

fn turn(work: &Value) -> f64 {
    let work = work.as_object().expect("a function");
    let start = Instant::now();
    work.call(&[i64::from(TURNS).into()]).expect("it runs");
    micros(start.elapsed(), TURNS)
}

fn evaluated(host: &Host) -> f64 {
    let start = Instant::now();
    for _ in 0..TURNS {
        black_box(host.eval(Lang::Js, black_box("1 + 2")).expect("a sum"));
    }
    micros(start.elapsed(), TURNS)
}

fn started(host: &Host) -> f64 {
    let start = Instant::now();
    let kernel = host.start(Lang::Lisp).expect("it starts");
    let time = micros(start.elapsed(), 1);
    kernel.stop();
    time
}

/// A world with nothing in it but the names of the form.
struct Bare;

impl World for Bare {
    fn variable(&self, name: Symbol) -> Option<Symbol> {
        Some(name)
    }
    fn announce(&self, name: Symbol) -> Symbol {
        name
    }
    fn has_macro(&self, _: Symbol, _: Symbol) -> bool {
        false
    }
    fn forget_macro(&self, _: Symbol, _: Symbol) {}
    fn call_macro(&self, _: Symbol, _: Symbol, _: &[Form]) -> polytarget::Result<Form> {
        Ok(Form::list(Vec::new()))
    }
    fn define_macro(&self, _: Symbol, _: Symbol, _: &Code) -> polytarget::Result<()> {
        Ok(())
    }
    fn run(&self, _: &Code) -> polytarget::Result<Form> {
        Ok(Form::list(Vec::new()))
    }
}
