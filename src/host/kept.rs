//! What a collection leaves on purpose, and what leads round there.
//!
//! Rhai and Steel count references and show nobody what a value holds, so a
//! cycle through them stays. It is found here by asking their containers for
//! their items, as any language may, and reported with the way that it goes.

use std::fmt;

use super::record::Record;
use super::runtimes::Runtimes;
use crate::object::{Graph, ObjectRef, Traits, Value, buffer};
use crate::runtime::{Runtime, Surveyed};

/// Something that stays although perhaps nobody needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What it is, e.g. `rhai array`.
    pub what: String,
    /// Why it stays.
    pub why: &'static str,
    /// The way round, from the thing to itself; empty where there is none.
    pub path: Vec<String>,
}

/// Says it in a line, e.g. `kept rhai array: …`, with the way round in another one.
impl fmt::Display for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "kept {}: {}", self.what, self.why)?;
        if self.path.is_empty() { Ok(()) } else { write!(f, "\n  {}", self.path.join(" -> ")) }
    }
}

impl Kept {
    pub(super) fn into_record(self) -> ObjectRef {
        let mut record = Record::new("kept");
        record.push("what", self.what);
        record.push("why", self.why);
        record.push("path", super::refs::list(self.path.into_iter().map(Value::from).collect()));
        record.into_object()
    }
}

/// Containers with more items than this are looked at as far as this.
const ITEMS: usize = 1_000;

/// Finds what is kept on purpose.
pub(super) fn find(runtimes: &Runtimes) -> Vec<Kept> {
    let mut kept = Vec::new();
    match buffer::leases() {
        0 => {}
        1 => kept.push(lent("1 buffer".to_owned())),
        number => kept.push(lent(format!("{number} buffers"))),
    }
    let running = runtimes.running();
    for holder in running.iter().filter(|runtime| runtime.surveyed().is_some()) {
        // What is neither surveyed nor judges itself is opaque.
        let is_opaque = |object: &ObjectRef| {
            let owner = running.iter().find(|runtime| runtime.lang() == object.lang());
            owner.is_some_and(|owner| owner.surveyed().is_none() && owner.judge().is_none())
        };
        let holdings = holder.holdings().into_iter().map(|holding| holding.object).filter(is_opaque);
        kept.extend(holdings.filter_map(|object| way_round(&**holder, &object)));
    }
    kept
}

fn lent(what: String) -> Kept {
    Kept { what, why: "memory that another language sees must stay where it is", path: Vec::new() }
}

/// Returns the cycle that leads from a container to one of its items and back, if only the cycle holds that item.
fn way_round(holder: &dyn Runtime, container: &ObjectRef) -> Option<Kept> {
    let heap = holder.surveyed()?;
    let name = container.describe();
    items(container).into_iter().filter(|(_, item)| item.lang() == holder.lang()).find_map(|(place, item)| {
        let inside = way_back(heap, container, &item)?;
        let start = std::iter::once(format!("{name}{place}"));
        let path = start.chain(inside).chain([name.clone()]).collect();
        Some(Kept { what: name.clone(), why: "its language counts references, and does not find cycles", path })
    })
}

/// Returns what lies between an item and its container, in the holder's heap.
fn way_back(heap: &dyn Surveyed, container: &ObjectRef, item: &ObjectRef) -> Option<Vec<String>> {
    // One count of the item's reference is the container's, one is ours.
    let entries = if item.holders() == 2 { vec![item.address()] } else { Vec::new() };
    let graph: Graph = heap.survey(&entries);
    let way = graph.way(item.address(), |object| object.is(container))?;
    Some(way.into_iter().map(|address| heap.describe(address)).collect())
}

/// Returns the objects in a container, each with where it is: `[0]`, `.name`.
fn items(container: &ObjectRef) -> Vec<(String, ObjectRef)> {
    let traits = container.traits();
    let keys: Vec<Value> = if traits.contains(Traits::SEQUENCE) {
        let length = container.len().unwrap_or_default().min(ITEMS);
        (0..length).filter_map(|index| Some(Value::Int(i64::try_from(index).ok()?))).collect()
    } else if traits.contains(Traits::MAPPING) {
        container.keys().unwrap_or_default().into_iter().take(ITEMS).collect()
    } else {
        return Vec::new();
    };
    let items = keys.into_iter().filter_map(|key| match container.get_item(&key) {
        Ok(Some(Value::Object(object))) => Some((place(&key), object)),
        _ => None,
    });
    items.collect()
}

fn place(key: &Value) -> String {
    match key {
        Value::Text(name) => format!(".{name}"),
        key => format!("[{key}]"),
    }
}
