//! Memory that one language lends to another.
//!
//! A [`Buffer`] says where the items of an array lie and how they are laid out,
//! after Python's buffer protocol, and holds the lease: as long as any copy of the
//! lease lives, the owner keeps the memory alive and in its place.
//!
//! | You want to                       | Read                                       |
//! |-----------------------------------|--------------------------------------------|
//! | lend memory of a Rust object      | [`Buffer::new`]                            |
//! | know what one item is             | [`Buffer::item`], [`Item`]                 |
//! | know whether it can be used as it lies | [`Buffer::is_contiguous`]             |
//! | have a copy                       | [`Buffer::to_vec`]                         |
//!
//! Invariants:
//!
//! - What is lent is written by its owner and by whoever borrowed it, on the host thread; so no
//!   reference to it is made that outlives a call.
//! - A finalizer that holds a buffer hands its [lease](Buffer::into_lease) to
//!   [`release::later`](super::release::later): to end a lease may run foreign code.

use std::cell::Cell;
use std::ptr::NonNull;

use lean_string::LeanString;
use smallvec::{SmallVec, smallvec};

use super::{Fault, ObjectRef, Result};

thread_local! {
    static LEASES: Cell<usize> = const { Cell::new(0) };
}

/// Returns how many buffers are lent at present on this thread, each counted once.
pub fn leases() -> usize {
    LEASES.get()
}

/// Counts as one lease for as long as it lives; whoever lends keeps it with what is lent.
#[derive(Debug)]
pub struct Count(());

impl Count {
    /// Counts one more lease.
    #[expect(clippy::new_without_default, reason = "to make one is to count")]
    pub fn new() -> Self {
        LEASES.set(LEASES.get() + 1);
        Self(())
    }
}

impl Drop for Count {
    fn drop(&mut self) {
        // At thread exit the number may be gone already.
        let _gone = LEASES.try_with(|leases| leases.set(leases.get().saturating_sub(1)));
    }
}

/// What one item of a buffer is, where it is a number of this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each says its own kind and size")]
pub enum Item {
    Bool,
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    I64,
    U64,
    F16,
    F32,
    F64,
}

impl Item {
    /// Returns what a format of Python's module `struct` means, for items of `size` bytes.
    ///
    /// `None` for what is no single number, or has its bytes in the other order.
    pub fn of_format(format: &str, size: usize) -> Option<Self> {
        let swapped: &[char] = if cfg!(target_endian = "little") { &['>', '!'] } else { &['<'] };
        if size > 1 && format.starts_with(swapped) {
            return None;
        }
        let code = format.strip_prefix(['@', '=', '<', '>', '!']).unwrap_or(format);
        Some(match (code, size) {
            ("?", 1) => Self::Bool,
            ("b", 1) => Self::I8,
            ("B" | "c", 1) => Self::U8,
            ("h" | "i" | "l" | "q" | "n", 2) => Self::I16,
            ("H" | "I" | "L" | "Q" | "N", 2) => Self::U16,
            ("h" | "i" | "l" | "q" | "n", 4) => Self::I32,
            ("H" | "I" | "L" | "Q" | "N", 4) => Self::U32,
            ("h" | "i" | "l" | "q" | "n", 8) => Self::I64,
            ("H" | "I" | "L" | "Q" | "N", 8) => Self::U64,
            ("e", 2) => Self::F16,
            ("f", 4) => Self::F32,
            ("d", 8) => Self::F64,
            _ => return None,
        })
    }

    /// Returns the item's format and its size in bytes.
    pub const fn format(self) -> (&'static str, usize) {
        match self {
            Self::Bool => ("?", 1),
            Self::I8 => ("b", 1),
            Self::U8 => ("B", 1),
            Self::I16 => ("h", 2),
            Self::U16 => ("H", 2),
            Self::I32 => ("i", 4),
            Self::U32 => ("I", 4),
            Self::I64 => ("q", 8),
            Self::U64 => ("Q", 8),
            Self::F16 => ("e", 2),
            Self::F32 => ("f", 4),
            Self::F64 => ("d", 8),
        }
    }
}

/// Memory of an object, lent for as long as the lease is held.
#[derive(Clone, Debug)]
pub struct Buffer {
    start: NonNull<u8>,
    format: LeanString,
    item_size: usize,
    shape: SmallVec<[usize; 4]>,
    /// How many bytes lie between the starts of two neighbours, in each dimension.
    strides: SmallVec<[isize; 4]>,
    is_read_only: bool,
    lease: ObjectRef,
}

impl Buffer {
    /// Lends `length` bytes from `start`: a row of writable `B` until more is said.
    ///
    /// # Safety
    ///
    /// For as long as any clone of `lease` lives, `start` must be valid for reads and, unless the buffer is
    /// made [read-only](Self::read_only), writes of `length` bytes, on this thread, and what is there must
    /// neither move nor be borrowed by Rust code while foreign code may run.
    pub unsafe fn new(start: NonNull<u8>, length: usize, lease: ObjectRef) -> Self {
        Self {
            start,
            format: LeanString::from_static_str("B"),
            item_size: 1,
            shape: smallvec![length],
            strides: smallvec![1],
            is_read_only: false,
            lease,
        }
    }

    /// Says that the bytes are items of this kind, in one row. A rest that is no whole item is left out.
    #[must_use]
    pub fn of_items(mut self, item: Item) -> Self {
        let (format, size) = item.format();
        let count = self.byte_length() / size;
        self.format = LeanString::from_static_str(format);
        self.item_size = size;
        self.shape = smallvec![count];
        self.strides = smallvec![size.cast_signed()];
        self
    }

    /// Says that nobody may write.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.is_read_only = true;
        self
    }

    /// Says how the items lie, in the words of Python's buffer protocol: for each dimension, how many there
    /// are and how many bytes lie between the starts of two neighbours.
    ///
    /// # Safety
    ///
    /// Every place that is reached so from the start must lie in the memory that is lent.
    #[must_use]
    pub unsafe fn with_layout(
        mut self,
        format: &str,
        item_size: usize,
        dimensions: impl IntoIterator<Item = (usize, isize)>,
    ) -> Self {
        self.format = format.into();
        self.item_size = item_size;
        (self.shape, self.strides) = dimensions.into_iter().unzip();
        self
    }

    /// Returns where the first item lies.
    pub fn start(&self) -> NonNull<u8> {
        self.start
    }

    /// Returns the format of one item, as Python's module `struct` writes it.
    pub fn format(&self) -> &str {
        &self.format
    }

    /// Returns the size of one item in bytes.
    pub fn item_size(&self) -> usize {
        self.item_size
    }

    /// Returns what one item is, if it is a number of this machine.
    pub fn item(&self) -> Option<Item> {
        Item::of_format(&self.format, self.item_size)
    }

    /// Returns how many items there are in each dimension; a single item has none.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Returns how many bytes lie between neighbours, in each dimension.
    pub fn strides(&self) -> &[isize] {
        &self.strides
    }

    /// Returns whether writing is forbidden.
    pub fn is_read_only(&self) -> bool {
        self.is_read_only
    }

    /// Returns how many bytes all items have together.
    pub fn byte_length(&self) -> usize {
        self.shape.iter().product::<usize>() * self.item_size
    }

    /// Returns whether the items lie one after the other, the last dimension closest, without gaps.
    pub fn is_contiguous(&self) -> bool {
        if self.byte_length() == 0 {
            return true;
        }
        let mut step = self.item_size;
        self.shape.iter().zip(&self.strides).rev().all(|(count, stride)| {
            let fits = *count == 1 || stride.cast_unsigned() == step;
            step *= count;
            fits
        })
    }

    /// Refuses what cannot be used as it lies, naming what makes a copy that can.
    ///
    /// # Errors
    /// [`Fault::Buffer`] when there are gaps between the items, or they are in another order.
    pub fn contiguous(self) -> Result<Self> {
        if self.is_contiguous() {
            return Ok(self);
        }
        let what = "does not lie in one piece; copy it first, e.g. with numpy.ascontiguousarray(o) or o.copy()";
        Err(self.refuse(what))
    }

    /// Returns the error of a buffer that cannot be used, e.g. "… has items of format `>f8`, which …".
    pub fn refuse(&self, what: &str) -> super::Error {
        self.lease.fault(Fault::Buffer(format!("the memory of {} {what}", self.lease.describe())))
    }

    /// Copies the items, one after the other.
    pub fn to_vec(&self) -> Vec<u8> {
        if self.is_contiguous() {
            // SAFETY: `new` and `with_layout` require all items to be readable while the lease lives, which
            // `self` holds; items without gaps are one piece. Nothing else runs during the copy.
            return unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.byte_length()) }.to_vec();
        }
        let mut bytes = Vec::with_capacity(self.byte_length());
        self.copy_into(&mut bytes, 0, 0);
        bytes
    }

    fn copy_into(&self, bytes: &mut Vec<u8>, dimension: usize, offset: isize) {
        let (Some(count), Some(stride)) = (self.shape.get(dimension), self.strides.get(dimension)) else {
            // SAFETY: `with_layout` requires that every place that shape and strides reach is lent.
            let item = unsafe { std::slice::from_raw_parts(self.start.as_ptr().offset(offset), self.item_size) };
            bytes.extend_from_slice(item);
            return;
        };
        for index in 0..count.cast_signed() {
            self.copy_into(bytes, dimension + 1, offset + index * stride);
        }
    }

    /// Returns the lease: what keeps the memory alive and in its place.
    pub fn into_lease(self) -> ObjectRef {
        self.lease
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::Object;

    struct Owner(Vec<u8>);

    impl Object for Owner {
        fn type_name(&self) -> String {
            "owner".to_owned()
        }
    }

    fn lend(bytes: &[u8]) -> Buffer {
        let owner = ObjectRef::new(Owner(bytes.to_vec()));
        let start = NonNull::from(&owner.downcast::<Owner>().unwrap().0[0]);
        // SAFETY: the vector stays where it is for as long as its owner lives, and nobody writes it.
        unsafe { Buffer::new(start, bytes.len(), owner) }.read_only()
    }

    #[test]
    fn a_format_is_a_number_where_this_machine_has_it() {
        let cases = [
            ("d", 8, Some(Item::F64)),
            ("<d", 8, Some(Item::F64)),
            (">d", 8, None),
            (">B", 1, Some(Item::U8)),
            ("l", 8, Some(Item::I64)),
            ("l", 4, Some(Item::I32)),
            ("Zd", 16, None),
            ("T{d:x:}", 8, None),
            ("g", 16, None),
            ("", 1, None),
            ("3s", 3, None),
        ];
        for (format, size, item) in cases {
            assert_eq!(Item::of_format(format, size), item, "{format} {size}");
        }
    }

    #[test]
    fn items_are_copied_in_their_order() {
        let row = lend(&[0, 1, 2, 3, 4, 5]);
        assert_eq!(row.to_vec(), [0, 1, 2, 3, 4, 5]);
        // SAFETY: these layouts reach the six bytes only.
        let with =
            |dimensions: &[(usize, isize)]| unsafe { row.clone().with_layout("B", 1, dimensions.iter().copied()) };
        let transposed = with(&[(3, 1), (2, 3)]);
        assert!(!transposed.is_contiguous());
        assert_eq!(transposed.to_vec(), [0, 3, 1, 4, 2, 5]);
        assert!(with(&[(2, 3), (3, 1)]).is_contiguous());
        assert!(with(&[(2, 3), (1, 99), (3, 1)]).is_contiguous(), "the stride of a single item does not matter");
        assert_eq!(with(&[(0, 9), (3, 9)]).to_vec(), [0; 0]);
        assert_eq!(with(&[]).to_vec(), [0]);
        assert!(with(&[(3, 2)]).contiguous().is_err());
    }
}
