//! The main instances of the targets: those of the host, and those of whoever has some of its own.

use std::cell::RefCell;
use std::rc::Rc;

use super::history::History;
use super::targets::{TABLE, Target};
use super::{Host, Inner};
use crate::runtime::Instance;

/// The main instance of each target, and what its evaluations came to.
#[derive(Default)]
pub(super) struct Mains {
    /// In the order of the targets. Those of fronts are those behind them.
    places: [RefCell<Main>; TABLE.len()],
    histories: [Rc<History>; TABLE.len()],
}

#[derive(Clone, Default)]
pub(super) enum Main {
    #[default]
    NeverStarted,
    Running(Rc<dyn Instance>),
    Stopped,
}

impl Mains {
    pub(super) fn place(&self, target: &Target) -> &RefCell<Main> {
        &self.places[target.behind().place]
    }

    pub(super) fn history(&self, target: &Target) -> &Rc<History> {
        &self.histories[target.behind().place]
    }

    /// Stops all that run, for good. Those that live in others come first.
    pub(super) fn stop(&self) {
        self.histories.iter().for_each(|history| history.clear());
        for place in self.places.iter().rev() {
            if let Main::Running(instance) = place.replace(Main::Stopped) {
                instance.stop();
            }
        }
    }
}

/// Main instances of one's own: while they are entered, they are what the names of the targets mean, in all languages.
///
/// They stop when this is dropped.
#[derive(Default)]
pub struct Apart(Rc<Mains>);

impl Drop for Apart {
    fn drop(&mut self) {
        self.0.stop();
    }
}

/// The time in which main instances are those of an [`Apart`]; dropping it ends that.
pub struct Entered {
    host: Rc<Inner>,
    before: Option<Rc<Mains>>,
}

impl Host {
    /// Makes main instances those of an [`Apart`], until what is returned is dropped.
    #[must_use]
    pub fn enter(&self, apart: &Apart) -> Entered {
        let before = self.0.runtimes.exchange(Rc::clone(&apart.0));
        Entered { host: Rc::clone(&self.0), before: Some(before) }
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        if let Some(before) = self.before.take() {
            drop(self.host.runtimes.exchange(before));
        }
    }
}
