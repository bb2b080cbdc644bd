//! Calls into Python by its fastest convention, with arguments on our stack.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};
use smallvec::{SmallVec, smallvec};

/// How many arguments [`call_few`] takes at most.
const FEW: usize = 3;

/// Calls `callee` with a few arguments by place.
#[inline]
pub(in crate::runtime::python) fn call_few<'py, const COUNT: usize>(
    callee: &Bound<'py, PyAny>,
    args: &[Bound<'py, PyAny>; COUNT],
) -> PyResult<Bound<'py, PyAny>> {
    const { assert!(COUNT <= FEW, "more arguments go into `Arguments`") };
    // The first place is free for the callee's own use, as the convention has it.
    let mut places = [std::ptr::null_mut(); FEW + 1];
    for (place, arg) in places[1..].iter_mut().zip(args) {
        *place = arg.as_ptr();
    }
    // SAFETY: `COUNT` places from the second on hold objects that `args` keeps alive; the offset flag lends the first.
    unsafe {
        let count = COUNT | ffi::PY_VECTORCALL_ARGUMENTS_OFFSET;
        let outcome = ffi::PyObject_Vectorcall(callee.as_ptr(), places.as_ptr().add(1), count, std::ptr::null_mut());
        Bound::from_owned_ptr_or_err(callee.py(), outcome)
    }
}

/// The arguments of one call: the receiver's place, then those by place, then those by name.
///
/// To be filled where it is used: to move it costs as much as the call.
pub(in crate::runtime::python) struct Arguments<'py> {
    /// The first place is free for the callee's own use, as the convention has it.
    places: SmallVec<[*mut ffi::PyObject; 8]>,
    py: Python<'py>,
}

impl<'py> Arguments<'py> {
    /// Returns a list without arguments yet, with room for a receiver.
    #[inline]
    pub(in crate::runtime::python) fn new(py: Python<'py>) -> Self {
        Self { places: smallvec![std::ptr::null_mut()], py }
    }

    /// Returns the proof that they are used with the interpreter's lock.
    #[inline]
    pub(in crate::runtime::python) fn py(&self) -> Python<'py> {
        self.py
    }

    /// Adds an argument.
    #[inline]
    pub(in crate::runtime::python) fn push(&mut self, argument: Bound<'py, PyAny>) {
        self.places.push(argument.into_ptr());
    }

    /// Calls `callee`; the last arguments are those that `names` names.
    #[inline]
    pub(in crate::runtime::python) fn call(
        &self,
        callee: &Bound<'py, PyAny>,
        names: Option<&Bound<'py, PyTuple>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (count, names) = self.layout(names);
        // SAFETY: `places` holds counted pointers from the second place on, of which `count` are by
        // place and the rest are as many as `names` has; the offset flag lends the first place. `self`
        // keeps them until the call has returned.
        unsafe {
            let outcome = ffi::PyObject_Vectorcall(
                callee.as_ptr(),
                self.places.as_ptr().add(1),
                count | ffi::PY_VECTORCALL_ARGUMENTS_OFFSET,
                names,
            );
            Bound::from_owned_ptr_or_err(self.py, outcome)
        }
    }

    /// Calls the method `name` of `receiver` without making a bound method.
    #[inline]
    pub(in crate::runtime::python) fn call_method(
        &mut self,
        receiver: &Bound<'py, PyAny>,
        name: &Bound<'py, PyString>,
        names: Option<&Bound<'py, PyTuple>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (count, names) = self.layout(names);
        self.places[0] = receiver.clone().into_ptr();
        // SAFETY: as in `call`, with the receiver in the first place, which counts as an argument here.
        unsafe {
            let outcome = ffi::PyObject_VectorcallMethod(name.as_ptr(), self.places.as_ptr(), count + 1, names);
            Bound::from_owned_ptr_or_err(self.py, outcome)
        }
    }

    /// Returns how many arguments go by place, and the names of the others as the convention wants them.
    #[inline]
    fn layout(&self, names: Option<&Bound<'py, PyTuple>>) -> (usize, *mut ffi::PyObject) {
        let by_name = names.map_or(0, PyTupleMethods::len);
        (self.places.len() - 1 - by_name, names.map_or(std::ptr::null_mut(), Bound::as_ptr))
    }
}

impl Drop for Arguments<'_> {
    #[inline]
    fn drop(&mut self) {
        for &argument in &self.places {
            // SAFETY: each place is empty or holds a count that `push` or `call_method` gave it.
            drop(unsafe { Bound::from_owned_ptr_or_opt(self.py, argument) });
        }
    }
}
