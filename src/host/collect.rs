//! Collecting what no engine's collector can see: cycles through two heaps.
//!
//! One heap is [surveyed](Surveyed), the other one [judges](Judge); this is the loop
//! that brings both together, round after round, until a round changes nothing.
//! It runs no engine's code in between where that could make the survey untrue,
//! and it may be called at any depth: what runs holds counts that no survey explains.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use super::record::Record;
use super::runtimes::Runtimes;
use crate::object::{Lang, ObjectRef, Value, release};
use crate::runtime::{Judge, Runtime, Surveyed};

/// When to collect, and whether that is under way.
#[derive(Default)]
pub(super) struct Collector {
    is_running: Cell<bool>,
    /// How many live handles the last collection left.
    left: Cell<usize>,
}

/// What a collection has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// How many handles were let go of, by the language that owns the objects.
    pub released: [usize; Lang::ALL.len()],
    /// How many objects an engine's own collector found.
    pub swept: usize,
    /// How many finalizers (`__del__`) ran before anything was freed.
    pub finalized: usize,
    /// How many rounds it took, the last of which found nothing.
    pub rounds: usize,
    /// How many handles are alive.
    pub handles: usize,
}

/// Says it in a line, e.g. `released 1 py and 1 js object; 19 handles are alive`.
impl fmt::Display for Collected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [py, js] = [Lang::Py, Lang::Js].map(|lang| self.released[lang.index()]);
        let objects = if py + js == 1 { "object" } else { "objects" };
        let handles = if self.handles == 1 { "handle is" } else { "handles are" };
        write!(f, "released {py} py and {js} js {objects}; {} {handles} alive", self.handles)
    }
}

/// Fewer handles than this are not worth a collection.
const FLOOR: usize = 2_000;

/// A program whose finalizers make new garbage each time does not hold everybody up for ever.
const MOST_ROUNDS: usize = 50;

impl Collector {
    /// Collects when there are about twice as many handles as after the last time. To be called when nothing runs.
    pub(super) fn collect_if_due(&self, runtimes: &Runtimes) {
        if runtimes.held() >= self.left.get().saturating_mul(2).max(FLOOR) {
            self.collect(runtimes);
        }
    }

    /// Collects until there is nothing left. Within a collection (in a finalizer) it does nothing.
    pub(super) fn collect(&self, runtimes: &Runtimes) -> Collected {
        if self.is_running.replace(true) {
            return Collected { handles: runtimes.held(), ..Collected::default() };
        }
        let _running = Running(self);
        let mut collected = Collected::default();
        let running = runtimes.running();
        collected.sweep(&running);
        while collected.rounds < MOST_ROUNDS {
            collected.rounds += 1;
            if !collected.round(&running) {
                break;
            }
            collected.sweep(&running);
        }
        collected.handles = runtimes.held();
        self.left.set(collected.handles);
        collected
    }
}

/// Ends a collection, also when it ends by a panic.
struct Running<'a>(&'a Collector);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.is_running.set(false);
    }
}

impl Collected {
    /// Lets every engine find what it can find by itself.
    fn sweep(&mut self, running: &[Rc<dyn Runtime>]) {
        // What finalizers have queued would count as held by somebody.
        release::point();
        self.swept += running.iter().filter_map(|runtime| runtime.surveyed()).map(Surveyed::sweep).sum::<usize>();
        release::point();
    }

    /// Holds a trial for each pair of heaps that allow one. Returns whether anything has changed.
    fn round(&mut self, running: &[Rc<dyn Runtime>]) -> bool {
        let before = (self.released, self.finalized);
        for surveyed in running {
            for judge in running {
                if let (Some(heap), Some(court)) = (surveyed.surveyed(), judge.judge()) {
                    self.finalize(surveyed.lang(), heap, court);
                    self.judge((surveyed.lang(), heap), (&**judge, court));
                }
            }
        }
        before != (self.released, self.finalized)
    }

    /// Runs the finalizers of what would die, while all that they may use is intact.
    fn finalize(&mut self, lang: Lang, heap: &dyn Surveyed, court: &dyn Judge) {
        let doomed = court.rehearse(lang, &mut |entries| {
            let graph = heap.survey(entries);
            heap.has_finalizers(&graph).then_some(graph)
        });
        if let Some(doomed) = doomed {
            self.finalized += heap.finalize(&doomed);
        }
        release::point();
    }

    fn judge(&mut self, (lang, heap): (Lang, &dyn Surveyed), (judge, court): (&dyn Runtime, &dyn Judge)) {
        let held = judge.held();
        let graph = court.judge(lang, &mut |entries| heap.survey(entries));
        // Before anything else is made: it may get the address of what has died.
        heap.forget(&graph);
        self.released[judge.lang().index()] += graph.buried().count();
        self.released[lang.index()] += held.saturating_sub(judge.held());
        drop(graph);
        release::point();
    }

    /// Returns the report as guests read it.
    pub(super) fn to_record(self) -> ObjectRef {
        let number = |number: usize| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
        let mut record = Record::new("collected");
        for lang in [Lang::Py, Lang::Js] {
            record.push(lang.name(), number(self.released[lang.index()]));
        }
        record.push("swept", number(self.swept));
        record.push("finalized", number(self.finalized));
        record.push("rounds", number(self.rounds));
        record.push("handles", number(self.handles));
        record.into_object()
    }
}
