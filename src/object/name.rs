//! Interned names of members, with a place for what each runtime makes of them.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::{Lang, Text};

/// A member's or keyword's name, interned: equal names are the same name.
///
/// A crossing needs the name in the form of the other engine, e.g. a `QuickJS`
/// atom for an interned Python string. Each name keeps that form in a slot for
/// every guest, so that the second crossing costs one load. What a slot holds
/// is known to its runtime alone, which takes it back through
/// [`set_slot_release`] when the name is forgotten.
#[derive(Clone)]
pub struct Name(Rc<Interned>);

struct Interned {
    text: Text,
    slots: [Cell<usize>; Lang::ALL.len()],
}

/// What takes back the form that a runtime stored in a slot.
type SlotRelease = fn(usize);

/// The table is swept when it has grown to this many names, and then to twice what is left.
const SWEEP_AT: usize = 8192;

struct Interner {
    names: FxHashMap<Box<str>, Name>,
    sweep_at: usize,
}

thread_local! {
    static INTERNER: RefCell<Interner> =
        RefCell::new(Interner { names: FxHashMap::default(), sweep_at: SWEEP_AT });
    static SLOT_RELEASE: [Cell<Option<SlotRelease>>; Lang::ALL.len()] =
        const { [const { Cell::new(None) }; Lang::ALL.len()] };
}

/// Says how a runtime takes back what it stored in names' slots; `None` once its engine is gone.
pub fn set_slot_release(lang: Lang, release: Option<SlotRelease>) {
    SLOT_RELEASE.with(|table| table[lang.index()].set(release));
}

impl Name {
    /// Returns the name that is spelled `text`.
    pub fn new(text: &str) -> Self {
        let known = INTERNER.with_borrow(|interner| interner.names.get(text).cloned());
        known.unwrap_or_else(|| Self::intern(text))
    }

    /// Returns the name for a text in any encoding. One with lone surrogates is not interned.
    pub fn from_text(text: &Text) -> Self {
        match text.to_utf8() {
            Some(text) => Self::new(&text),
            None => Self::make(text.clone()),
        }
    }

    /// Returns how the name is spelled.
    pub fn text(&self) -> &Text {
        &self.0.text
    }

    /// Returns the spelling as UTF-8, or `None` when it has a lone surrogate.
    pub fn as_str(&self) -> Option<&str> {
        self.0.text.as_utf8()
    }

    /// Returns what the runtime of `lang` stored for this name; 0 for nothing yet.
    pub fn slot(&self, lang: Lang) -> usize {
        self.0.slots[lang.index()].get()
    }

    /// Stores what the runtime of `lang` made of this name. It must not be stored twice.
    pub fn set_slot(&self, lang: Lang, form: usize) {
        self.0.slots[lang.index()].set(form);
    }

    fn make(text: Text) -> Self {
        Self(Rc::new(Interned { text, slots: Default::default() }))
    }

    fn intern(text: &str) -> Self {
        let name = Self::make(text.into());
        let forgotten = INTERNER.with_borrow_mut(|interner| {
            interner.names.insert(text.into(), name.clone());
            if interner.names.len() < interner.sweep_at {
                return Vec::new();
            }
            let unused: Vec<_> = interner.names.extract_if(|_, name| Rc::strong_count(&name.0) == 1).collect();
            interner.sweep_at = SWEEP_AT.max(interner.names.len() * 2);
            unused
        });
        // Outside the borrow: a slot's release enters an engine.
        drop(forgotten);
        name
    }
}

impl Drop for Interned {
    fn drop(&mut self) {
        // At thread exit the table may be gone already, and the engines with it.
        let _gone = SLOT_RELEASE.try_with(|table| {
            for (slot, release) in self.slots.iter().zip(table) {
                if let (form @ 1.., Some(release)) = (slot.get(), release.get()) {
                    release(form);
                }
            }
        });
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0) || self.0.text == other.0.text
    }
}

impl Eq for Name {}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.text.fmt(f)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.text.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_spellings_are_one_name() {
        let name = Name::new("x");
        name.set_slot(Lang::Py, 7);
        assert_eq!(Name::from_text(&Text::from([0x78].as_slice())).slot(Lang::Py), 7);
    }

    #[test]
    fn names_that_nobody_holds_are_forgotten_with_their_slots() {
        thread_local!(static RELEASED: Cell<usize> = const { Cell::new(0) });
        set_slot_release(Lang::Js, Some(|_| RELEASED.set(RELEASED.get() + 1)));
        for number in 0..=SWEEP_AT {
            Name::new(&format!("name{number}")).set_slot(Lang::Js, number + 1);
        }
        assert!(INTERNER.with_borrow(|interner| interner.names.len()) < SWEEP_AT);
        assert!(RELEASED.get() > 0);
        set_slot_release(Lang::Js, None);
    }
}
