//! Arrays, maps and blobs in their cells: the place that a variable and its handles share.

use rhai::{Array, Blob, Dynamic, Map};

use super::convert::locked;
use crate::object::{Error, Fault, Lang, Result};

/// Looks at what is in a cell.
///
/// # Errors
/// When the cell is locked, because one of its own methods runs at this moment.
pub(super) fn look<R>(cell: &Dynamic, work: impl FnOnce(&Dynamic) -> R) -> Result<R> {
    cell.read_lock::<Dynamic>().map(|inner| work(&inner)).ok_or_else(locked)
}

/// Changes what is in a cell. `work` must not run anything that could come back to it.
pub(super) fn change<R>(cell: &Dynamic, work: impl FnOnce(&mut Dynamic) -> R) -> Result<R> {
    let mut cell = cell.clone();
    let mut inner = cell.write_lock::<Dynamic>().ok_or_else(locked)?;
    Ok(work(&mut inner))
}

/// What a cell holds, to be worked on.
enum Content<'a> {
    Array(&'a mut Array),
    Map(&'a mut Map),
    Blob(&'a mut Blob),
}

/// Works on the container in a cell. A variable may hold something else by now.
fn with<R>(cell: &Dynamic, work: impl FnOnce(Content<'_>) -> Result<R>) -> Result<R> {
    change(cell, |inner| {
        if let Ok(mut array) = inner.as_array_mut() {
            return work(Content::Array(&mut array));
        }
        if let Ok(mut map) = inner.as_map_mut() {
            return work(Content::Map(&mut map));
        }
        if let Ok(mut blob) = inner.as_blob_mut() {
            return work(Content::Blob(&mut blob));
        }
        Err(mismatch("an array, a map or a blob", inner.type_name()))
    })?
}

/// Returns the number of items.
pub(super) fn len(cell: &Dynamic) -> Result<usize> {
    with(cell, |content| {
        Ok(match content {
            Content::Array(array) => array.len(),
            Content::Map(map) => map.len(),
            Content::Blob(blob) => blob.len(),
        })
    })
}

/// Returns an item, or `None` where there is none. An array or map in it becomes a cell of its own.
pub(super) fn item(cell: &Dynamic, key: &Dynamic) -> Result<Option<Dynamic>> {
    with(cell, |content| {
        Ok(match content {
            Content::Array(array) => place(key, array.len()).map(|at| in_cell(&mut array[at])),
            Content::Blob(blob) => place(key, blob.len()).map(|at| i64::from(blob[at]).into()),
            Content::Map(map) => {
                key.as_immutable_string_ref().ok().and_then(|key| map.get_mut(key.as_str())).map(in_cell)
            }
        })
    })
}

/// Returns what a map has under a name, or `None`.
pub(super) fn member(cell: &Dynamic, name: &str) -> Result<Option<Dynamic>> {
    with(cell, |content| match content {
        Content::Map(map) => Ok(map.get_mut(name).map(in_cell)),
        Content::Array(_) | Content::Blob(_) => Ok(None),
    })
}

/// Writes an item. An array takes its length as the index of a new last item.
pub(super) fn set(cell: &Dynamic, key: &Dynamic, value: Dynamic) -> Result<()> {
    // Let go of after the cell is unlocked.
    let _before = with(cell, |content| match content {
        Content::Array(array) => match place(key, array.len()) {
            Some(at) => Ok(Some(std::mem::replace(&mut array[at], value))),
            None if is_end(key, array.len()) => {
                array.push(value);
                Ok(None)
            }
            None => Err(no_item("array", key)),
        },
        Content::Blob(blob) => {
            let byte = byte(&value)?;
            match place(key, blob.len()) {
                Some(at) => blob[at] = byte,
                None if is_end(key, blob.len()) => blob.push(byte),
                None => return Err(no_item("blob", key)),
            }
            Ok(None)
        }
        Content::Map(map) => match key.as_immutable_string_ref() {
            Ok(key) => Ok(map.insert(key.as_str().into(), value)),
            Err(kind) => Err(mismatch("a string as the key of a map", kind)),
        },
    })?;
    Ok(())
}

/// Adds what `+=` adds: the items of a container of the same type, or one item.
pub(super) fn extend(cell: &Dynamic, more: Dynamic) -> Result<()> {
    with(cell, |content| {
        match content {
            Content::Array(array) if more.is_array() => array.extend(more.into_array().unwrap_or_default()),
            Content::Array(array) => array.push(more),
            Content::Blob(blob) if more.is_blob() => blob.extend(more.into_blob().unwrap_or_default()),
            Content::Blob(blob) => blob.push(byte(&more)?),
            Content::Map(map) => match more.try_cast_result::<Map>() {
                Ok(more) => map.extend(more),
                Err(other) => return Err(mismatch("a map", other.type_name())),
            },
        }
        Ok(())
    })
}

/// Removes an item and returns it.
pub(super) fn remove(cell: &Dynamic, key: &Dynamic) -> Result<Option<Dynamic>> {
    with(cell, |content| {
        Ok(match content {
            Content::Array(array) => place(key, array.len()).map(|at| array.remove(at)),
            Content::Blob(blob) => place(key, blob.len()).map(|at| i64::from(blob.remove(at)).into()),
            Content::Map(map) => key.as_immutable_string_ref().ok().and_then(|key| map.remove(key.as_str())),
        })
    })
}

/// Lists the keys of a map; none for what is not one.
pub(super) fn keys(cell: &Dynamic) -> Result<Vec<String>> {
    look(cell, |inner| {
        inner.as_map_ref().map_or_else(|_| Vec::new(), |map| map.keys().map(ToString::to_string).collect())
    })
}

/// Makes sure that an array or map in a place is in a cell of its own, and returns what is there.
fn in_cell(slot: &mut Dynamic) -> Dynamic {
    if !slot.is_shared() && (slot.is_array() || slot.is_map() || slot.is_blob()) {
        *slot = std::mem::take(slot).into_shared();
    }
    slot.clone()
}

/// Returns the place that an index means; a negative one counts from the end.
fn place(key: &Dynamic, length: usize) -> Option<usize> {
    let index = key.as_int().ok()?;
    let place = match usize::try_from(index) {
        Ok(index) => index,
        Err(_) => length.checked_sub(usize::try_from(index.unsigned_abs()).ok()?)?,
    };
    (place < length).then_some(place)
}

fn is_end(key: &Dynamic, length: usize) -> bool {
    key.as_int().is_ok_and(|index| usize::try_from(index) == Ok(length))
}

fn byte(value: &Dynamic) -> Result<u8> {
    let number = value.as_int().map_err(|kind| mismatch("an integer", kind))?;
    u8::try_from(number).map_err(|_| Error::new(Lang::Rhai, Fault::Range(format!("{number} is not a byte"))))
}

fn no_item(container: &str, key: &Dynamic) -> Error {
    Error::new(Lang::Rhai, Fault::NoItem { object: format!("rhai {container}"), key: key.to_string() })
}

fn mismatch(expected: &str, got: &str) -> Error {
    Error::new(Lang::Rhai, Fault::Type { expected: expected.to_owned(), got: got.to_owned() })
}
