//! What two collectors must tell each other to find a cycle through both heaps.
//!
//! An engine's collector takes everything that another language holds for
//! alive. So a cycle through two engines is garbage that neither of them can
//! see. A [`Graph`] is what one of them (the surveyor) shows of its heap to the
//! other one (the judge):
//!
//! - a *node* is an object of the surveyor that can be reached from what the judge's objects hold;
//! - an *exit* is a reference from there to an object of another language: one [`ObjectRef`],
//!   which several nodes may share;
//! - what has more counts than the graph explains is *rooted*, and so is all that it leads to.
//!
//! The exits that are not rooted are *released to the judgement* of the other
//! collector: their objects live exactly if some object of its own heap leads
//! to them, perhaps by way of the surveyor's.
//!
//! What is not known counts as a root. To keep is always right, to free early never.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::ObjectRef;

/// A part of one heap: its objects, what they hold, and the references that leave it.
#[derive(Default)]
pub struct Graph {
    places: FxHashMap<usize, u32>,
    nodes: Vec<Node>,
    edges: Vec<u32>,
    exits: Vec<Exit>,
    /// How many nodes have been walked.
    walked: usize,
    /// The work of a search, kept for the next one.
    stack: Vec<u32>,
}

struct Node {
    address: usize,
    /// How many of its counts are explained: by nodes, or by the judge's objects.
    explained: usize,
    /// Where its edges begin; they end where those of the next node begin.
    first_edge: usize,
    exit: Option<u32>,
    is_rooted: bool,
    is_reached: bool,
}

/// A reference that leaves the heap.
struct Exit {
    object: ObjectRef,
    has_died: bool,
}

impl Graph {
    /// Begins a graph at the objects that the judge's objects hold: an address for each count.
    pub fn new(entries: &[usize]) -> Self {
        let mut graph = Self::default();
        for address in entries {
            graph.explain(*address, None);
        }
        graph
    }

    /// Returns the next object whose edges must be added; `None` when the graph is whole.
    pub fn next_object(&mut self) -> Option<usize> {
        loop {
            let node = self.nodes.get_mut(self.walked)?;
            node.first_edge = self.edges.len();
            self.walked += 1;
            if node.exit.is_none() {
                return Some(node.address);
            }
        }
    }

    /// Adds a count that the current object holds of another one of its heap.
    pub fn add_edge(&mut self, address: usize) {
        let node = self.explain(address, None);
        self.edges.push(node);
    }

    /// Adds a reference to another language that the current object holds.
    pub fn add_exit(&mut self, object: &ObjectRef) {
        let node = self.explain(object.place(), Some(object));
        self.edges.push(node);
    }

    /// Makes the current object a root, whatever its counts.
    pub fn root(&mut self) {
        if let Some(node) = self.walked.checked_sub(1).and_then(|last| self.nodes.get_mut(last)) {
            node.is_rooted = true;
        }
    }

    /// Finds what is rooted, given the count that each object of the heap has.
    pub fn settle(&mut self, count: impl Fn(usize) -> usize) {
        for (index, node) in (0..).zip(&self.nodes) {
            let counts = match node.exit {
                // The graph's own count is one of them.
                Some(exit) => self.exits[exit as usize].object.holders() - 1,
                None => count(node.address),
            };
            // A count below what is explained means that somebody reported what it does not own.
            if node.is_rooted || counts != node.explained {
                self.stack.push(index);
            }
        }
        self.nodes.iter_mut().for_each(|node| node.is_rooted = false);
        while let Some(index) = self.stack.pop() {
            if !std::mem::replace(&mut self.nodes[index as usize].is_rooted, true) {
                let edges = self.edges_of(index);
                self.stack.extend_from_slice(&self.edges[edges]);
            }
        }
    }

    /// Returns the exits whose objects are released to judgement, by their numbers.
    pub fn released(&self) -> impl Iterator<Item = (usize, &ObjectRef)> {
        let nodes = self.nodes.iter().filter(|node| !node.is_rooted);
        nodes.filter_map(|node| node.exit).map(|exit| (exit as usize, &self.exits[exit as usize].object))
    }

    /// Returns how many exits there are, rooted ones too.
    pub fn exit_count(&self) -> usize {
        self.exits.len()
    }

    /// Searches from an object, and reports each released exit that no search has come to before.
    pub fn reach(&mut self, address: usize, mut report: impl FnMut(usize)) {
        let Some(&start) = self.places.get(&address) else { return };
        self.stack.push(start);
        while let Some(index) = self.stack.pop() {
            let node = &mut self.nodes[index as usize];
            if node.is_rooted || std::mem::replace(&mut node.is_reached, true) {
                continue;
            }
            if let Some(exit) = node.exit {
                report(exit as usize);
            }
            let edges = self.edges_of(index);
            self.stack.extend_from_slice(&self.edges[edges]);
        }
    }

    /// Returns the objects that are neither rooted nor reached: what would die.
    pub fn unreached(&self) -> Vec<usize> {
        let dead = self.nodes.iter().filter(|node| !node.is_rooted && !node.is_reached && node.exit.is_none());
        dead.map(|node| node.address).collect()
    }

    /// Returns the objects that only the judge's objects can keep alive.
    pub fn unrooted(&self) -> impl Iterator<Item = usize> {
        self.nodes.iter().filter(|node| !node.is_rooted && node.exit.is_none()).map(|node| node.address)
    }

    /// Returns the shortest way from an object to an exit, over objects that are not rooted.
    pub fn way(&self, from: usize, is_goal: impl Fn(&ObjectRef) -> bool) -> Option<Vec<usize>> {
        let start = *self.places.get(&from)?;
        let mut before: FxHashMap<u32, u32> = FxHashMap::default();
        let mut queue = VecDeque::from([start]);
        while let Some(index) = queue.pop_front() {
            let node = &self.nodes[index as usize];
            match node.exit {
                Some(exit) if is_goal(&self.exits[exit as usize].object) => {
                    let back = std::iter::successors(before.get(&index), |index| before.get(index));
                    let mut way: Vec<usize> = back.map(|index| self.nodes[*index as usize].address).collect();
                    way.reverse();
                    return Some(way);
                }
                None if !node.is_rooted => {
                    for next in &self.edges[self.edges_of(index)] {
                        if *next != start && !before.contains_key(next) {
                            before.insert(*next, index);
                            queue.push_back(*next);
                        }
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// Counts everything as reached from now on.
    pub fn reach_all(&mut self) {
        self.nodes.iter_mut().for_each(|node| node.is_reached = true);
    }

    /// Says that the object behind an exit has died.
    pub fn bury(&mut self, exit: usize) {
        self.exits[exit].has_died = true;
    }

    /// Returns the references whose objects have died.
    pub fn buried(&self) -> impl Iterator<Item = &ObjectRef> {
        self.exits.iter().filter(|exit| exit.has_died).map(|exit| &exit.object)
    }

    fn explain(&mut self, address: usize, object: Option<&ObjectRef>) -> u32 {
        let fresh = u32::try_from(self.nodes.len()).expect("four billion objects do not fit into memory");
        let index = *self.places.entry(address).or_insert(fresh);
        if index == fresh {
            let exit = object.map(|object| {
                self.exits.push(Exit { object: object.clone(), has_died: false });
                u32::try_from(self.exits.len() - 1).expect("fewer than nodes")
            });
            let node = Node { address, explained: 0, first_edge: 0, exit, is_rooted: false, is_reached: false };
            self.nodes.push(node);
        }
        self.nodes[index as usize].explained += 1;
        index
    }

    fn edges_of(&self, index: u32) -> std::ops::Range<usize> {
        let index = index as usize;
        let end = self.nodes.get(index + 1).map_or(self.edges.len(), |next| next.first_edge);
        self.nodes[index].first_edge..end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::Object;

    struct Thing;

    impl Object for Thing {
        fn type_name(&self) -> String {
            "thing".to_owned()
        }
    }

    /// Builds the graph of a heap that is told as text: `1>2` is an edge, `1>a` an exit, by letter.
    fn graph(entries: &[usize], edges: &str, things: &[ObjectRef]) -> Graph {
        let mut graph = Graph::new(entries);
        while let Some(address) = graph.next_object() {
            for (from, to) in edges.split_whitespace().filter_map(|edge| edge.split_once('>')) {
                if from.parse() == Ok(address) {
                    match to.parse() {
                        Ok(to) => graph.add_edge(to),
                        Err(_) => graph.add_exit(&things[usize::from(to.as_bytes()[0] - b'a')]),
                    }
                }
            }
        }
        graph
    }

    fn things(number: usize) -> Vec<ObjectRef> {
        // Each has one count outside of the graph's edges: the list's. It stands for that of the one node which holds it.
        (0..number).map(|_| ObjectRef::new(Thing)).collect()
    }

    fn released(graph: &Graph) -> Vec<usize> {
        graph.released().map(|(exit, _)| exit).collect()
    }

    #[test]
    fn what_the_graph_explains_is_released() {
        let things = things(2);
        let mut graph = graph(&[1], "1>2 2>1 2>a 1>b", &things);
        graph.settle(|address| if address == 1 { 2 } else { 1 });
        assert_eq!(released(&graph), [0, 1]);
    }

    #[test]
    fn a_count_from_elsewhere_roots_all_that_it_leads_to() {
        let things = things(2);
        let mut graph = graph(&[1], "1>2 1>a 2>b", &things);
        // 2 has a second count that nothing explains.
        graph.settle(|address| address);
        assert_eq!(released(&graph), [0]);
        assert_eq!(graph.unrooted().collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn a_reference_that_somebody_else_has_too_is_rooted() {
        let things = things(1);
        let elsewhere = things[0].clone();
        let mut graph = graph(&[1], "1>a", &things);
        graph.settle(|_| 1);
        assert_eq!(released(&graph), [0; 0]);
        drop(elsewhere);
    }

    #[test]
    fn a_reference_that_two_nodes_share_is_one_exit() {
        let things = things(1);
        let shared = things[0].clone();
        let mut graph = graph(&[1, 2], "1>a 2>a", &things);
        graph.settle(|_| 1);
        assert_eq!(released(&graph), [0]);
        drop(shared);
    }

    #[test]
    fn a_way_goes_over_what_is_not_rooted() {
        let things = things(2);
        let mut graph = graph(&[1], "1>2 2>1 2>3 3>a 1>4 4>b", &things);
        // 4 has a second count that nothing explains.
        graph.settle(|address| if address == 1 || address == 4 { 2 } else { 1 });
        assert_eq!(graph.way(1, |object| object.is(&things[0])), Some(vec![1, 2, 3]));
        assert_eq!(graph.way(1, |object| object.is(&things[1])), None);
    }

    #[test]
    fn each_exit_is_reported_once() {
        let things = things(2);
        let mut graph = graph(&[1, 3], "1>2 2>a 3>2 3>b", &things);
        graph.settle(|address| if address == 2 { 2 } else { 1 });
        let mut reports = Vec::new();
        graph.reach(1, |exit| reports.push(exit));
        assert_eq!(graph.unreached(), [3]);
        graph.reach(3, |exit| reports.push(exit));
        reports.sort_unstable();
        assert_eq!(reports, [0, 1]);
        assert!(graph.unreached().is_empty());
    }
}
