//! What a string of a mebibyte costs at least between Python and JavaScript: memory of the engine that gets it, and
//! one pass from the one form of storing into the other. It is written in raw C interfaces and knows nothing of a protocol.
//!
//! Python wants to know the widest character before it gives memory, so what comes from JavaScript is looked
//! through once. What JavaScript gets needs no look, except for characters beyond the first plane, whose number has to be known.
//! QuickJS makes no string of Latin-1 without decoding UTF-8, so the characters are put into bare memory of its allocator.

use std::hint::black_box;
use std::slice;
use std::time::Instant;

use polytarget::Lang;
use pyo3::ffi;
use pyo3::prelude::*;
use rquickjs::qjs::{self, JSContext, JSValue};

/// What is one mebibyte in the form in which Python or JavaScript store it.
const MEBIBYTE: usize = 1 << 20;

/// How many strings cross in a turn of the measurement.
pub(crate) const STRINGS: u32 = 50;

/// What JavaScript keeps before the characters of a string.
const HEADER: usize = 24;

/// The widths of characters: how they are called, one of them, and how many make a mebibyte.
pub(crate) const KINDS: [(&str, &str, usize); 4] = [
    ("ascii", "x", MEBIBYTE),
    ("latin-1", "é", MEBIBYTE),
    ("utf-16", "漢", MEBIBYTE / 2),
    ("astral", "😀", MEBIBYTE / 4),
];

/// Takes a function and a string, and returns what passes the one to the other so many times.
pub(crate) fn loop_of(lang: Lang) -> &'static str {
    match lang {
        Lang::Py => "lambda f, s: lambda n: [f(s) for _ in range(n)]",
        _ => "(f, s) => n => { for (let i = 0; i < n; i++) f(s); }",
    }
}

/// Copies strings between the two engines.
pub(crate) struct Copies {
    ctx: *mut JSContext,
}

/// Runs `work` with what copies strings.
pub(crate) fn with(work: impl FnOnce(&Copies)) {
    let runtime = rquickjs::Runtime::new().expect("there is memory");
    let context = rquickjs::Context::full(&runtime).expect("there is memory");
    context.with(|ctx| work(&Copies { ctx: ctx.as_raw().as_ptr() }));
}

impl Copies {
    /// Returns the nanoseconds that a string takes from the one language to the other.
    pub(crate) fn time(&self, from: Lang, text: &str) -> f64 {
        if from == Lang::Py { self.of_python(text) } else { self.of_js(text) }
    }

    fn of_python(&self, text: &str) -> f64 {
        Python::attach(|py| {
            let string = pyo3::types::PyString::new(py, text);
            let start = Instant::now();
            for _ in 0..STRINGS {
                // SAFETY: the string and the context are alive.
                unsafe { to_js(self.ctx, black_box(string.as_ptr())) };
            }
            per_string(start)
        })
    }

    fn of_js(&self, text: &str) -> f64 {
        Python::attach(|_| {
            // SAFETY: the pointer and the length are those of the text.
            let string = unsafe { qjs::JS_NewStringLen(self.ctx, text.as_ptr().cast(), text.len() as qjs::size_t) };
            // SAFETY: the string is alive; its characters are not moved. QuickJS gives them out where
            // they lie if they are ASCII or wide; Latin-1 lies where ASCII does.
            let form = unsafe { Form::of(self.ctx, string, text) };
            let start = Instant::now();
            for _ in 0..STRINGS {
                // SAFETY: the string is alive and has that form; Python's lock is held.
                unsafe { ffi::Py_DECREF(to_python(black_box(form))) };
            }
            let time = per_string(start);
            // SAFETY: the count is ours.
            unsafe { qjs::JS_FreeValue(self.ctx, string) };
            time
        })
    }
}

pub(crate) fn per_string(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e9 / f64::from(STRINGS)
}

/// Makes what a string of Python is to JavaScript, and frees it.
///
/// # Safety
///
/// Both must be alive.
unsafe fn to_js(ctx: *mut JSContext, string: *mut ffi::PyObject) {
    // SAFETY: the caller vouches for the string, whose kind says what its data are. The memory is as large as is
    // written: a surrogate pair for each character beyond the first plane, and one unit for the others.
    unsafe {
        let (data, length) = (ffi::PyUnicode_DATA(string), ffi::PyUnicode_GET_LENGTH(string).cast_unsigned());
        match ffi::PyUnicode_KIND(string) {
            ffi::PyUnicode_1BYTE_KIND => {
                let memory = qjs::js_malloc(ctx, (HEADER + length + 1) as qjs::size_t).cast::<u8>();
                memory.add(HEADER).copy_from_nonoverlapping(data.cast(), length);
                qjs::js_free(ctx, black_box(memory).cast());
            }
            ffi::PyUnicode_2BYTE_KIND => {
                let same = qjs::JS_NewStringUTF16(ctx, data.cast(), length as qjs::size_t);
                qjs::JS_FreeValue(ctx, black_box(same));
            }
            _ => {
                let points = slice::from_raw_parts(data.cast::<u32>(), length);
                let pairs = points.iter().map(|point| u32::from(*point > 0xffff)).sum::<u32>() as usize;
                let memory = qjs::js_malloc(ctx, (HEADER + (length + pairs) * 2) as qjs::size_t);
                to_pairs(points, memory.byte_add(HEADER).cast());
                qjs::js_free(ctx, black_box(memory));
            }
        }
    }
}

/// Writes surrogate pairs. Eight characters that all need one are done at once.
///
/// # Safety
///
/// There must be room for them.
unsafe fn to_pairs(points: &[u32], mut place: *mut u16) {
    let (eights, rest) = points.as_chunks::<8>();
    for eight in eights {
        // SAFETY: the caller vouches for the room; places of 16 bits need not be aligned to 32.
        unsafe {
            if eight.iter().map(|point| u32::from(*point > 0xffff)).sum::<u32>() == 8 {
                let pairs = eight.map(|point| {
                    let beyond = point - 0x1_0000;
                    0xdc00_d800 | (beyond & 0x3ff) << 16 | beyond >> 10
                });
                place.cast::<[u32; 8]>().write_unaligned(pairs);
                place = place.add(16);
            } else {
                place = one_by_one(eight, place);
            }
        }
    }
    // SAFETY: as above.
    unsafe { one_by_one(rest, place) };
}

/// # Safety
///
/// There must be room for them.
unsafe fn one_by_one(points: &[u32], mut place: *mut u16) -> *mut u16 {
    for point in points {
        let mut units = [0; 2];
        let units = char::from_u32(*point).expect("no lone surrogate here").encode_utf16(&mut units);
        // SAFETY: the caller vouches for the room.
        unsafe {
            place.copy_from_nonoverlapping(units.as_ptr(), units.len());
            place = place.add(units.len());
        }
    }
    place
}

/// Where the characters of a string of JavaScript lie.
#[derive(Clone, Copy)]
enum Form {
    Narrow(*const u8, usize),
    Wide(*const u16, usize),
}

impl Form {
    /// # Safety
    ///
    /// The string must be alive, and made of the text.
    unsafe fn of(ctx: *mut JSContext, string: JSValue, text: &str) -> Self {
        let mut length = 0;
        // SAFETY: the caller vouches for the string.
        unsafe {
            if text.chars().all(|character| character <= '\u{ff}') {
                let start = qjs::JS_VALUE_GET_PTR(string).cast::<u8>().add(HEADER);
                return Self::Narrow(start, text.chars().count());
            }
            let start = qjs::JS_ToCStringLenUTF16(ctx, &raw mut length, string);
            // It has a count of the string until then.
            qjs::JS_FreeCStringUTF16(ctx, start);
            Self::Wide(start, text.encode_utf16().count())
        }
    }
}

/// Makes a string of Python.
///
/// # Safety
///
/// The characters must be alive, and the lock held.
unsafe fn to_python(form: Form) -> *mut ffi::PyObject {
    // SAFETY: the caller vouches for the characters. A new string has places of the width that it was asked for.
    unsafe {
        match form {
            Form::Narrow(start, length) => {
                let bytes = slice::from_raw_parts(start, length);
                let widest = if bytes.is_ascii() { 0x7f } else { 0xff };
                let string = ffi::PyUnicode_New(length.cast_signed(), widest);
                ffi::PyUnicode_DATA(string).cast::<u8>().copy_from_nonoverlapping(start, length);
                string
            }
            Form::Wide(start, length) => {
                let units = slice::from_raw_parts(start, length);
                let (widest, highs) = survey(units);
                let kind = if highs > 0 { 0x10_ffff } else { widest };
                let string = ffi::PyUnicode_New((length - highs).cast_signed(), kind);
                match kind {
                    0..=0xff => unreachable!("such a string is narrow here"),
                    0x100..=0xffff => ffi::PyUnicode_DATA(string).cast::<u16>().copy_from_nonoverlapping(start, length),
                    _ => of_pairs(units, ffi::PyUnicode_DATA(string).cast()),
                }
                string
            }
        }
    }
}

/// Returns all bits of all units, and how many begin a surrogate pair.
fn survey(units: &[u16]) -> (u32, usize) {
    units.chunks(1 << 12).fold((0, 0), |(bits, highs), chunk| {
        let (all, begin) = chunk
            .iter()
            .fold((0_u16, 0_u16), |(all, begin), unit| (all | unit, begin + u16::from(unit & 0xfc00 == 0xd800)));
        (bits | u32::from(all), highs + usize::from(begin))
    })
}

/// # Safety
///
/// There must be room, and no surrogate may be without its other.
unsafe fn of_pairs(units: &[u16], mut place: *mut u32) {
    let mut rest = units;
    // SAFETY: the caller vouches for the room.
    unsafe {
        while let Some((eight, others)) = rest.split_first_chunk::<16>() {
            let pairs = eight.as_ptr().cast::<[u32; 8]>().read_unaligned();
            if pairs.iter().fold(0, |bits, pair| bits | (pair & 0xfc00_fc00 ^ 0xdc00_d800)) == 0 {
                place
                    .cast::<[u32; 8]>()
                    .write(pairs.map(|pair| 0x1_0000 + ((pair & 0x3ff) << 10) + (pair >> 16 & 0x3ff)));
                (place, rest) = (place.add(8), others);
            } else {
                let pair = rest[0] & 0xfc00 == 0xd800;
                let (high, low) = (u32::from(rest[0]), u32::from(rest[1]));
                place.write(if pair { 0x1_0000 + ((high & 0x3ff) << 10) + (low & 0x3ff) } else { high });
                (place, rest) = (place.add(1), &rest[1 + usize::from(pair)..]);
            }
        }
        for point in char::decode_utf16(rest.iter().copied()) {
            place.write(point.expect("no lone surrogate here").into());
            place = place.add(1);
        }
    }
}
