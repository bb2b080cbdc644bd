//! Memory across the border: JavaScript's lent to others, and that of others in an `ArrayBuffer`.

use std::cell::RefCell;
use std::ffi::c_void;
use std::ptr::{self, NonNull};
use std::rc::{Rc, Weak};

use rquickjs::qjs;
use rustc_hash::FxHashMap;

use super::local::size;
use super::{Engine, Local, Realm};
use crate::object::buffer::Count;
use crate::object::{Buffer, Error, Fault, Item, Lang, Name, Object, ObjectRef, Result, release};
use crate::runtime::js::convert::to_value;
use crate::runtime::js::error;

/// The longest `ArrayBuffer` that QuickJS makes, in bytes.
const LONGEST: usize = i32::MAX as usize;

/// Which buffers must stay as they are, and how many views ask for that.
#[derive(Default)]
pub(crate) struct Leases {
    /// Memory of ours that others see, by the address of its `ArrayBuffer`.
    lent: RefCell<FxHashMap<usize, u32>>,
    /// Memory of others that an `ArrayBuffer` shows, by its own address.
    borrowed: RefCell<FxHashMap<usize, u32>>,
}

fn add(counts: &RefCell<FxHashMap<usize, u32>>, address: usize) {
    *counts.borrow_mut().entry(address).or_default() += 1;
}

fn subtract(counts: &RefCell<FxHashMap<usize, u32>>, address: usize) {
    let mut counts = counts.borrow_mut();
    if let Some(count) = counts.get_mut(&address) {
        *count -= 1;
        if *count == 0 {
            counts.remove(&address);
        }
    }
}

/// A count of an `ArrayBuffer` whose memory is lent. It is not in the list of handles: where the engine ends
/// before it does, the engine is leaked, and the memory stays.
struct Pin {
    engine: Rc<Engine>,
    buffer: qjs::JSValue,
    address: usize,
    _count: Count,
}

impl Object for Pin {
    fn type_name(&self) -> String {
        "ArrayBuffer".to_owned()
    }

    fn lang(&self) -> Lang {
        Lang::Js
    }
}

impl Drop for Pin {
    fn drop(&mut self) {
        subtract(&self.engine.leases.lent, self.address);
        if !self.engine.is_closed() {
            // SAFETY: the engine is open, and this count was taken by `pin`.
            unsafe { qjs::JS_FreeValueRT(self.engine.rt(), self.buffer) };
        }
    }
}

fn pin(buffer: Local<'_>) -> ObjectRef {
    let engine = Rc::clone(buffer.realm().engine());
    let address = buffer.pointer().addr();
    add(&engine.leases.lent, address);
    ObjectRef::new(Pin { engine, buffer: buffer.into_raw(), address, _count: Count::new() })
}

impl<'r> Local<'r> {
    /// Lends the memory of an `ArrayBuffer`, a typed array or a `DataView`; `None` for anything else.
    pub(crate) fn lend(&self) -> Result<Option<Buffer>> {
        if self.is_array_buffer() {
            return self.clone().lend_part(0, usize::MAX, Item::U8).map(Some);
        }
        if let Some(item) = self.typed_item() {
            let (buffer, offset) = self.viewed()?;
            // The length that QuickJS stores is not that of an array that grows with its buffer.
            let length = usize::try_from(self.length()?).unwrap_or_default();
            return buffer.lend_part(offset, length * item.format().1, item).map(Some);
        }
        if !self.is_data_view() {
            return Ok(None);
        }
        let (offset, length) = (self.number("byteOffset")?, self.number("byteLength")?);
        self.part("buffer")?.lend_part(offset, length, Item::U8).map(Some)
    }

    fn part(&self, name: &str) -> Result<Self> {
        self.get(self.realm().atom(&Name::new(name)))
    }

    fn number(&self, name: &str) -> Result<usize> {
        let number = to_value(&self.part(name)?)?.as_int();
        Ok(number.and_then(|number| usize::try_from(number).ok()).unwrap_or_default())
    }

    /// Returns the buffer that a typed array shows, and at which byte the array starts.
    fn viewed(&self) -> Result<(Local<'r>, usize)> {
        let (ctx, mut offset) = (self.realm().ctx(), 0);
        // SAFETY: the value is an array that is alive; the other two places may be null.
        unsafe {
            let raw = qjs::JS_GetTypedArrayBuffer(ctx, self.raw(), &raw mut offset, ptr::null_mut(), ptr::null_mut());
            Ok((self.realm().checked(raw)?, size(offset)))
        }
    }

    /// Lends part of an `ArrayBuffer`, as far as there is one.
    fn lend_part(self, offset: usize, length: usize, item: Item) -> Result<Buffer> {
        let mut bytes = 0;
        // SAFETY: the value is alive; for what is no buffer, or is detached, this throws.
        let start = unsafe { qjs::JS_GetArrayBuffer(self.realm().ctx(), &raw mut bytes, self.raw()) };
        let Some(start) = NonNull::new(start) else { return Err(error::caught(self.realm())) };
        let offset = offset.min(size(bytes));
        let length = length.min(size(bytes) - offset);
        // SAFETY: only the class and a flag are looked at.
        let is_read_only = unsafe { qjs::JS_IsImmutableArrayBuffer(self.raw()) > 0 };
        // SAFETY: `offset` and `length` were cut to the buffer. The pin keeps it alive, and the guards of
        // `bindings/js/foreign.js`, which ask `guard`, keep it from moving; what is not writable is said to be so.
        let buffer = unsafe { Buffer::new(start.add(offset), length, pin(self)) }.of_items(item);
        Ok(if is_read_only { buffer.read_only() } else { buffer })
    }

    fn typed_item(&self) -> Option<Item> {
        // SAFETY: the value is alive, and only its class is looked at.
        let kind = unsafe { qjs::JS_GetTypedArrayType(self.raw()) };
        TYPES.iter().find(|(known, _)| i64::from(*known) == i64::from(kind)).map(|(_, item)| *item)
    }

    /// Refuses to write where a typed array shows memory that is read-only.
    pub(crate) fn guard_write(&self) -> Result<()> {
        if self.typed_item().is_none() {
            return Ok(());
        }
        let (buffer, _) = self.viewed()?;
        // SAFETY: the value is alive; only the class and a flag are looked at.
        if unsafe { qjs::JS_IsImmutableArrayBuffer(buffer.raw()) } > 0 {
            return Err(Error::new(Lang::Js, Fault::Buffer("the memory of this array is read-only".to_owned())));
        }
        Ok(())
    }

    /// Refuses to move or free the memory of an `ArrayBuffer` while anybody counts on it.
    pub(crate) fn guard(&self, operation: &str, length: Option<usize>) -> Result<()> {
        let leases = &self.realm().engine().leases;
        let refuse = |why: &str| Err(Error::new(Lang::Js, Fault::Buffer(format!("cannot {operation} {why}"))));
        if let Some(views) = leases.lent.borrow().get(&self.pointer().addr()) {
            let views = if *views == 1 { "one view".to_owned() } else { format!("{views} views") };
            return refuse(&format!("an ArrayBuffer whose memory is lent: another language holds {views} of it"));
        }
        let (mut bytes, Some(length)) = (0, length) else { return Ok(()) };
        // SAFETY: the value is alive; what this throws for something that is no buffer is taken back.
        let start = unsafe { qjs::JS_GetArrayBuffer(self.realm().ctx(), &raw mut bytes, self.raw()) };
        if start.is_null() {
            drop(self.realm().take_exception());
        } else if length != size(bytes) && leases.borrowed.borrow().contains_key(&start.addr()) {
            return refuse("an ArrayBuffer over memory of another language to another length; slice() copies it");
        }
        Ok(())
    }
}

/// The typed arrays. A clamped one is lent as the bytes that it has.
const TYPES: [(qjs::JSTypedArrayEnum, Item); 13] = [
    (qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_INT8, Item::I8),
    (qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_UINT8, Item::U8),
    (qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_UINT8C, Item::U8),
    (qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_UINT8, Item::Bool),
    (qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_INT16, Item::I16),
    (qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_UINT16, Item::U16),
    (qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_INT32, Item::I32),
    (qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_UINT32, Item::U32),
    (qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_BIG_INT64, Item::I64),
    (qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_BIG_UINT64, Item::U64),
    (qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_FLOAT16, Item::F16),
    (qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_FLOAT32, Item::F32),
    (qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_FLOAT64, Item::F64),
];

/// Memory of another language behind an `ArrayBuffer`.
struct Borrowed {
    lease: ObjectRef,
    engine: Weak<Engine>,
    start: usize,
}

impl Realm {
    /// Makes an `ArrayBuffer` over memory of another language, which must lie in one piece.
    pub(crate) fn array_buffer(&self, buffer: Buffer) -> Result<Local<'_>> {
        let (buffer, engine) = (buffer.contiguous()?, Rc::downgrade(self.engine()));
        let (start, length) = (buffer.start().as_ptr(), buffer.byte_length());
        if length > LONGEST {
            return Err(buffer.refuse("is longer than an ArrayBuffer can be, 2 GiB; pass it in parts"));
        }
        let is_read_only = buffer.is_read_only();
        let borrowed = Box::into_raw(Box::new(Borrowed { lease: buffer.into_lease(), engine, start: start.addr() }));
        // SAFETY: the lease keeps the memory where it is until `give_back` is called; the box is passed along.
        let made = unsafe {
            let length = length as qjs::size_t;
            let raw = qjs::JS_NewArrayBuffer(self.ctx(), start, length, 0, Some(give_back), borrowed.cast(), false);
            self.checked(raw)
        };
        match &made {
            Ok(made) => {
                add(&self.engine().leases.borrowed, start.addr());
                if is_read_only {
                    // SAFETY: the value is an `ArrayBuffer` that was just made.
                    unsafe { qjs::JS_SetImmutableArrayBuffer(made.raw(), true) };
                }
            }
            // SAFETY: QuickJS has not taken the box, as it has made nothing.
            Err(_) => drop(unsafe { Box::from_raw(borrowed) }),
        }
        made
    }

    /// Makes an `ArrayBuffer` with a copy of these bytes.
    pub(crate) fn copied_buffer(&self, bytes: &[u8]) -> Result<Local<'_>> {
        // SAFETY: pointer and length describe one slice, of which QuickJS makes a copy.
        unsafe {
            let size = bytes.len() as qjs::size_t;
            self.checked(qjs::JS_NewArrayBufferCopy(self.ctx(), bytes.as_ptr(), size))
        }
    }

    /// Makes a typed array over all of an `ArrayBuffer`.
    pub(crate) fn typed_array(&self, buffer: &Local<'_>, item: Item) -> Result<Local<'_>> {
        let class = TYPES.iter().find(|(_, known)| *known == item).map_or(0, |(class, _)| *class);
        let mut args = [buffer.raw()];
        // SAFETY: the context and the buffer are alive; one argument is passed.
        unsafe { self.checked(qjs::JS_NewTypedArray(self.ctx(), 1, args.as_mut_ptr(), class)) }
    }
}

/// Called by QuickJS to free the memory of an `ArrayBuffer` (`size` is 0), or to change its size.
unsafe extern "C" fn give_back(
    _rt: *mut qjs::JSRuntime,
    opaque: *mut c_void,
    _start: *mut c_void,
    size: qjs::size_t,
) -> *mut c_void {
    if size != 0 {
        // Null says that it cannot be; the guards have refused already.
        return ptr::null_mut();
    }
    // SAFETY: `array_buffer` made the box, and QuickJS frees a buffer once.
    let borrowed = unsafe { Box::from_raw(opaque.cast::<Borrowed>()) };
    if let Some(engine) = borrowed.engine.upgrade() {
        subtract(&engine.leases.borrowed, borrowed.start);
    }
    // This may be in the middle of a collection.
    release::later(borrowed.lease);
    ptr::null_mut()
}
