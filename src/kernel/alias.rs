//! The symbols that templates of `syntax-rules` put in, used again once an expansion is over.
//!
//! Symbols live for ever, and every use of such a macro needs some of its own.
//! When no expansion is under way any more, nobody has them, and the next may
//! take them. Those in a macro that a macro has defined are never given out
//! again.

use std::cell::{Cell, RefCell};

use rustc_hash::FxHashMap;

use super::Symbol;

/// A name, and how many variables were in scope where the template was written.
type Key = (Symbol, usize);

#[derive(Default)]
struct Pool {
    symbols: FxHashMap<Key, (Vec<Symbol>, usize)>,
    /// Those of which some were given out.
    drawn: Vec<Key>,
}

thread_local! {
    static POOL: RefCell<Pool> = RefCell::default();
    static EXPANSIONS: Cell<usize> = const { Cell::new(0) };
}

/// Returns a symbol of the same spelling, which no other part of an expansion has.
pub(super) fn draw(name: Symbol, depth: usize) -> Symbol {
    POOL.with_borrow_mut(|pool| {
        let Pool { symbols, drawn } = pool;
        let (made, used) = symbols.entry((name, depth)).or_default();
        if *used == 0 {
            drawn.push((name, depth));
        }
        if *used == made.len() {
            made.push(name.alias(depth));
        }
        *used += 1;
        made[*used - 1]
    })
}

/// Sees to it that the symbols that were drawn so far are never given out again.
pub(super) fn keep() {
    POOL.with_borrow_mut(|pool| *pool = Pool::default());
}

/// An expansion that is under way.
pub(super) struct Expansion(());

impl Expansion {
    pub(super) fn begin() -> Self {
        EXPANSIONS.set(EXPANSIONS.get() + 1);
        Self(())
    }
}

impl Drop for Expansion {
    fn drop(&mut self) {
        EXPANSIONS.set(EXPANSIONS.get() - 1);
        if EXPANSIONS.get() == 0 {
            POOL.with_borrow_mut(|Pool { symbols, drawn }| {
                for key in drawn.drain(..) {
                    if let Some((_, used)) = symbols.get_mut(&key) {
                        *used = 0;
                    }
                }
            });
        }
    }
}
