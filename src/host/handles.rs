//! The report of the live handles: who holds what, since when, and from where.
//!
//! It is made from the runtimes' own tables when it is asked for. What it
//! lists it does not keep alive.

use std::fmt;

use rustc_hash::{FxHashMap, FxHashSet};

use super::runtimes::Runtimes;
use crate::object::census::{self, Place};
use crate::object::{Form, Lang, Name, Object, ObjectRef, Result, Text, Value, WeakRef};
use crate::runtime::Runtime;

/// One object that a language other than its own holds.
#[derive(Clone)]
pub struct Handle {
    /// The language whose object it is.
    pub owner: Lang,
    /// The type, as its own language spells it.
    pub kind: String,
    /// The language that holds it.
    pub holder: Lang,
    /// How long it has been held, in seconds.
    pub age: f64,
    /// How often it has crossed to its holder.
    pub crossed: u32,
    /// Where the handle was made, if that was [traced](census::trace).
    pub place: Option<Place>,
    object: WeakRef,
}

/// All live handles, for a person to read when it is printed: most numerous first.
pub struct Handles(Vec<Handle>);

/// Lists the handles of all engines that have a table of them: Python's and JavaScript's.
pub(super) fn list(runtimes: &Runtimes) -> Handles {
    let mut handles = Vec::new();
    let mut alive = FxHashSet::default();
    for runtime in runtimes.running() {
        let mut holdings = runtime.holdings();
        // Every instance is given the same objects of the host, which say nothing about a program.
        holdings.retain(|holding| holding.object.lang() != Lang::Rust);
        alive.extend(holdings.iter().map(|holding| (runtime.lang(), holding.object.identity())));
        handles.extend(holdings.iter().map(|holding| describe(&*runtime, &holding.object, holding.birth)));
    }
    census::forget_places(|holder, identity| alive.contains(&(holder, identity)));
    Handles(handles)
}

fn describe(holder: &dyn Runtime, object: &ObjectRef, birth: census::Birth) -> Handle {
    Handle {
        owner: object.lang(),
        kind: object.type_name(),
        holder: holder.lang(),
        age: f64::from(birth.age()) / 1000.0,
        crossed: birth.crossed(),
        place: census::place(holder.lang(), object.identity()),
        object: object.downgrade(),
    }
}

impl Handles {
    /// Returns the handles one by one.
    pub fn iter(&self) -> impl Iterator<Item = &Handle> {
        self.0.iter()
    }

    /// Returns the report as guests read it: a list of records.
    pub(super) fn into_object(self) -> ObjectRef {
        let handles = self.0.into_iter().map(|handle| Value::Object(ObjectRef::new(handle)));
        super::refs::list(handles.collect())
    }
}

/// How many lines a report has at most.
const LINES: usize = 20;

impl fmt::Display for Handles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut groups: FxHashMap<(Lang, Lang, &str, Option<&Place>), Group> = FxHashMap::default();
        for handle in &self.0 {
            let key = (handle.owner, handle.holder, &*handle.kind, handle.place.as_ref());
            groups.entry(key).or_default().add(handle);
        }
        let mut rows: Vec<_> = groups.into_iter().collect();
        rows.sort_unstable_by(|((a, b, c, _), left), ((d, e, g, _), right)| {
            right.count.cmp(&left.count).then_with(|| (a, b, c).cmp(&(d, e, g)))
        });
        let more = rows.len().saturating_sub(LINES);
        rows.truncate(LINES);
        let width = rows.iter().map(|((_, _, kind, _), _)| kind.chars().count()).max().unwrap_or_default().max(4);
        writeln!(f, "{:>7}  owner  {:<width$}  held by  {:>8}  {:>8}  made at", "number", "type", "oldest", "crossed")?;
        for ((owner, holder, kind, place), group) in rows {
            let place = place.map_or_else(|| "-".to_owned(), Place::to_string);
            let Group { count, oldest, crossed } = group;
            let oldest = format!("{oldest:.1} s");
            writeln!(f, "{count:>7}  {owner:<5}  {kind:<width$}  {holder:<7}  {oldest:>8}  {crossed:>8}  {place}")?;
        }
        if more > 0 {
            writeln!(f, "{more} more kinds")?;
        }
        let total = self.0.len();
        write!(f, "{total} {}", if total == 1 { "handle" } else { "handles" })?;
        if census::is_traced() {
            return Ok(());
        }
        f.write_str("; places are recorded after `polytarget.trace_handles(true)`")
    }
}

/// Handles that are alike.
#[derive(Default)]
struct Group {
    count: usize,
    oldest: f64,
    crossed: u64,
}

impl Group {
    fn add(&mut self, handle: &Handle) {
        self.count += 1;
        self.oldest = self.oldest.max(handle.age);
        self.crossed += u64::from(handle.crossed);
    }
}

/// A handle is seen by guests as a record; `object` is nothing once the handle is gone.
impl Object for Handle {
    fn type_name(&self) -> String {
        "handle".to_owned()
    }

    fn get_member(&self, name: &Name) -> Result<Option<Value>> {
        Ok(Some(match name.as_str() {
            Some("owner") => self.owner.name().into(),
            Some("type") => self.kind.as_str().into(),
            Some("holder") => self.holder.name().into(),
            Some("age") => self.age.into(),
            Some("crossed") => i64::from(self.crossed).into(),
            Some("place") => self.place.as_ref().map_or(Value::Nothing, |place| place.to_string().into()),
            Some("object") => self.object.upgrade().map_or(Value::Nothing, Value::Object),
            _ => return Ok(None),
        }))
    }

    fn members(&self) -> Result<Vec<Text>> {
        Ok(["owner", "type", "holder", "age", "crossed", "place", "object"].map(Text::from).to_vec())
    }

    fn display(&self, _form: Form) -> Result<Text> {
        let Self { owner, kind, holder, age, crossed, .. } = self;
        let place = self.place.as_ref().map_or_else(String::new, |place| format!(", made at {place}"));
        Ok(format!("<{owner} {kind} held by {holder} for {age:.1} s, crossed {crossed}{place}>").into())
    }
}
