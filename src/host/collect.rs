//! Collecting what no engine's collector can see: cycles through two heaps.
//!
//! One heap is [surveyed](Surveyed), the other one [judges](Judge); this is the loop
//! that brings both together, round after round, until a round changes nothing.
//! It runs no engine's code in between where that could make the survey untrue,
//! and it may be called at any depth: what runs holds counts that no survey explains.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

use super::kept::{self, Kept};
use super::record::Record;
use super::runtimes::Runtimes;
use crate::object::{Lang, ObjectRef, Value, census, release};
use crate::runtime::{Judge, Runtime, Surveyed};

/// When to collect, and whether that is under way.
#[derive(Default)]
pub(super) struct Collector {
    is_running: Cell<bool>,
    /// How many live handles the last collection left.
    left: Cell<usize>,
    /// How many handles have to be made before there can be enough of them to collect.
    next: Cell<usize>,
}

/// What a collection has done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// How many handles were let go of, by the language that owns the objects.
    pub released: [usize; Lang::ALL.len()],
    /// How many objects an engine's own collector found.
    pub swept: usize,
    /// How many finalizers (`__del__`) ran before anything was freed.
    pub finalized: usize,
    /// How many rounds it took, the last of which found nothing.
    pub rounds: usize,
    /// How many handles are alive, those to the host's own objects among them.
    pub handles: usize,
    /// What stays although perhaps nobody needs it; looked for only when somebody asked for the collection.
    pub kept: Vec<Kept>,
}

/// Says it in a line, e.g. `released 1 py and 1 js object in 2 rounds`.
impl fmt::Display for Collected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [py, js] = [Lang::Py, Lang::Js].map(|lang| self.released[lang.index()]);
        let plural = |number: usize| if number == 1 { "" } else { "s" };
        write!(f, "released {py} py and {js} js object{}", plural(py + js))?;
        write!(f, " in {} round{}", self.rounds, plural(self.rounds))?;
        self.kept.iter().try_for_each(|kept| write!(f, "\n{kept}"))
    }
}

/// Fewer handles than this are not worth a collection.
const FLOOR: usize = 2_000;

/// A program whose finalizers make new garbage each time does not hold everybody up for ever.
const MOST_ROUNDS: usize = 50;

impl Collector {
    /// Collects when there are about twice as many handles as after the last time. To be called when nothing runs.
    pub(super) fn collect_if_due(&self, runtimes: &Runtimes) {
        // After every evaluation this is asked, and to count the handles takes longer than a small one.
        if census::made_so_far() < self.next.get() {
            return;
        }
        if runtimes.held() >= self.enough() {
            self.collect(runtimes);
        }
        let missing = self.enough().saturating_sub(runtimes.held());
        self.next.set(census::made_so_far().saturating_add(missing));
    }

    /// Returns how many handles are worth a collection.
    fn enough(&self) -> usize {
        self.left.get().saturating_mul(2).max(FLOOR)
    }

    /// Collects because somebody asked for it, and tells what is kept on purpose.
    pub(super) fn collect_for(&self, runtimes: &Runtimes) -> Collected {
        let collected = self.collect(runtimes);
        let kept = if self.is_running.get() { Vec::new() } else { kept::find(runtimes) };
        Collected { kept, ..collected }
    }

    /// Collects until there is nothing left. Within a collection (in a finalizer) it does nothing.
    fn collect(&self, runtimes: &Runtimes) -> Collected {
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

/// Two heaps between which a cycle may go round.
struct Pair<'a> {
    surveyed: Lang,
    heap: &'a dyn Surveyed,
    judge: &'a dyn Runtime,
    court: &'a dyn Judge,
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
    ///
    /// What it frees may have held objects of another language, whose end may leave it more to find.
    fn sweep(&mut self, running: &[Rc<dyn Runtime>]) {
        let held = || running.iter().map(|runtime| runtime.held()).sum::<usize>();
        for _ in 0..MOST_ROUNDS {
            // What finalizers have queued would count as held by somebody.
            release::point();
            let before = held();
            let tidied = running.iter().filter(|runtime| runtime.tidy()).count() > 0;
            self.swept += running.iter().filter_map(|runtime| runtime.surveyed()).map(Surveyed::sweep).sum::<usize>();
            release::point();
            if held() == before && !tidied {
                break;
            }
        }
    }

    /// Holds a trial for each pair of heaps that allow one. Returns whether anything has changed.
    fn round(&mut self, running: &[Rc<dyn Runtime>]) -> bool {
        let before = (self.released, self.finalized);
        for surveyed in running {
            for judge in running {
                if let (Some(heap), Some(court)) = (surveyed.surveyed(), judge.judge()) {
                    let pair = Pair { surveyed: surveyed.lang(), heap, judge: &**judge, court };
                    self.finalize(&pair);
                    self.judge(&pair);
                }
            }
        }
        before != (self.released, self.finalized)
    }

    /// Runs the finalizers of what would die, while all that they may use is intact.
    fn finalize(&mut self, pair: &Pair<'_>) {
        let held = pair.judge.held();
        let doomed = pair.court.rehearse(pair.surveyed, &mut |entries| {
            let graph = pair.heap.survey(entries);
            pair.heap.has_finalizers(&graph).then_some(graph)
        });
        // Also in a rehearsal the judge collects what is garbage in its own heap alone.
        self.released[pair.surveyed.index()] += held.saturating_sub(pair.judge.held());
        if let Some(doomed) = doomed {
            self.finalized += pair.heap.finalize(&doomed);
        }
        release::point();
    }

    fn judge(&mut self, pair: &Pair<'_>) {
        let held = pair.judge.held();
        let graph = pair.court.judge(pair.surveyed, &mut |entries| pair.heap.survey(entries));
        // Before anything else is made: it may get the address of what has died.
        pair.heap.forget(&graph);
        self.released[pair.judge.lang().index()] += graph.buried().count();
        self.released[pair.surveyed.index()] += held.saturating_sub(pair.judge.held());
        drop(graph);
        release::point();
    }

    /// Returns the report as guests read it.
    pub(super) fn into_record(self) -> ObjectRef {
        let number = |number: usize| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
        let mut record = Record::new("collected");
        for lang in [Lang::Py, Lang::Js] {
            record.push(lang.name(), number(self.released[lang.index()]));
        }
        record.push("swept", number(self.swept));
        record.push("finalized", number(self.finalized));
        record.push("rounds", number(self.rounds));
        record.push("handles", number(self.handles));
        let kept = self.kept.into_iter().map(|kept| Value::Object(kept.into_record()));
        record.push("kept", super::refs::list(kept.collect()));
        record.into_object()
    }
}
