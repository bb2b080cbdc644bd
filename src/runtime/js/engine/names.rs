//! Atoms for names and back: QuickJS's interned property keys and ours.

use std::cell::RefCell;

use rquickjs::qjs;

use super::{Engine, Local, Realm};
use crate::object::{Lang, Name};

/// An integer below 2^31 that stands for itself, marked by this bit.
const INTEGER: u32 = 1 << 31;

/// Atoms beyond this one are not cached: they come from programs that make up keys.
const CACHED_ATOMS: usize = 1 << 16;

/// The cache is emptied when it has grown to this many names.
const CACHED_NAMES: usize = 8192;

/// A property key as QuickJS knows it, borrowed from whoever holds a count of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::runtime::js) struct Atom(pub(in crate::runtime::js) qjs::JSAtom);

impl Atom {
    /// Returns the index when the key is one.
    #[inline]
    pub(in crate::runtime::js) fn index(self) -> Option<u32> {
        (self.0 & INTEGER != 0).then_some(self.0 & !INTEGER)
    }
}

/// What an atom stands for, once it has been looked up.
#[derive(Clone)]
enum Known {
    Not,
    Symbol,
    Name(Name),
}

/// The cache from atoms to names. The other direction is the names' own slot.
pub(in crate::runtime::js) struct Names {
    generation: u32,
    cache: RefCell<Cache>,
}

#[derive(Default)]
struct Cache {
    by_atom: Vec<Known>,
    held: Vec<qjs::JSAtom>,
}

impl Names {
    pub(super) fn new(generation: u32) -> Self {
        Self { generation, cache: RefCell::default() }
    }

    /// Returns the name that an atom spells, or `None` for a symbol.
    #[inline]
    pub(in crate::runtime::js) fn name(&self, realm: &Realm, atom: Atom) -> Option<Name> {
        let known = self.cache.borrow().by_atom.get(atom.0 as usize).cloned();
        match known {
            Some(Known::Name(name)) => Some(name),
            Some(Known::Symbol) => None,
            Some(Known::Not) | None => self.look_up(realm, atom),
        }
    }

    #[cold]
    fn look_up(&self, realm: &Realm, atom: Atom) -> Option<Name> {
        // SAFETY: the caller holds the atom, and the context is that of an open engine.
        let key = realm.adopt(unsafe { qjs::JS_AtomToValue(realm.ctx(), atom.0) });
        let name = key.to_text().map(|text| Name::from_text(&text));
        if (atom.0 as usize) < CACHED_ATOMS && atom.index().is_none() {
            self.keep(realm, atom, &name);
        }
        name
    }

    fn keep(&self, realm: &Realm, atom: Atom, name: &Option<Name>) {
        if self.cache.borrow().held.len() >= CACHED_NAMES {
            self.clear(realm.engine());
        }
        // SAFETY: the atom is alive; the count that is taken here is given back by `clear`.
        unsafe { qjs::JS_DupAtom(realm.ctx(), atom.0) };
        let mut cache = self.cache.borrow_mut();
        let place = atom.0 as usize;
        if cache.by_atom.len() <= place {
            cache.by_atom.resize(place + 64, Known::Not);
        }
        cache.by_atom[place] = name.clone().map_or(Known::Symbol, Known::Name);
        cache.held.push(atom.0);
    }

    /// Forgets the cache.
    pub(super) fn clear(&self, engine: &Engine) {
        // Outside the borrow: to drop a name may release its slot, which comes back to the engine.
        let cache = self.cache.take();
        for atom in cache.held {
            // SAFETY: `keep` took this count.
            unsafe { qjs::JS_FreeAtomRT(engine.rt(), atom) };
        }
    }

    /// Returns the atom for a name, which the name's slot holds.
    #[inline]
    pub(in crate::runtime::js) fn atom(&self, realm: &Realm, name: &Name) -> Atom {
        let slot = name.slot(Lang::Js);
        match Self::unpack(slot) {
            (generation, atom) if generation == self.generation => Atom(atom),
            _ => self.intern(realm, name),
        }
    }

    #[cold]
    fn intern(&self, realm: &Realm, name: &Name) -> Atom {
        let key = realm.text(name.text());
        // SAFETY: `key` is a string of this context. The count that is returned goes into the slot.
        let atom = unsafe { qjs::JS_ValueToAtom(realm.ctx(), key.raw()) };
        // What an engine before this one stored there is gone with that engine.
        name.set_slot(Lang::Js, self.pack(atom));
        Atom(atom)
    }

    /// Gives a slot's atom back, unless it belongs to an engine that is gone.
    pub(super) fn release_slot(&self, engine: &Engine, form: usize) {
        let (generation, atom) = Self::unpack(form);
        if generation == self.generation && !engine.is_closed() {
            // SAFETY: `intern` stored this count, and nobody else gives it back.
            unsafe { qjs::JS_FreeAtomRT(engine.rt(), atom) };
        }
    }

    fn pack(&self, atom: qjs::JSAtom) -> usize {
        (self.generation as usize) << 32 | atom as usize
    }

    #[expect(clippy::cast_possible_truncation, reason = "the two halves of a 64-bit word")]
    fn unpack(slot: usize) -> (u32, qjs::JSAtom) {
        ((slot >> 32) as u32, slot as u32)
    }
}

/// An atom with a count of its own.
pub(in crate::runtime::js) struct OwnedAtom<'r> {
    atom: Atom,
    realm: &'r Realm,
}

impl<'r> OwnedAtom<'r> {
    /// Returns the key that a value is, as `o[value]` has it.
    pub(in crate::runtime::js) fn of(value: &Local<'r>) -> Option<Self> {
        let realm = value.realm();
        // SAFETY: the value is alive. A conversion that throws returns the null atom.
        let atom = unsafe { qjs::JS_ValueToAtom(realm.ctx(), value.raw()) };
        (atom != qjs::JS_ATOM_NULL).then_some(Self { atom: Atom(atom), realm })
    }

    pub(in crate::runtime::js) fn atom(&self) -> Atom {
        self.atom
    }
}

impl Drop for OwnedAtom<'_> {
    fn drop(&mut self) {
        // SAFETY: `of` was given this count.
        unsafe { qjs::JS_FreeAtom(self.realm.ctx(), self.atom.0) };
    }
}
