//! Objects of several heaps that hold each other, let go of in any order.

use std::cell::Cell;
use std::rc::Rc;

use arbitrary::{Arbitrary, Result, Unstructured};
use polytarget::object::release;
use polytarget::{Lang, Object, ObjectRef, Value};

use super::{Case, Kits, Outcome, lang, name, report};

/// Objects, who holds whom, and the order in which it all ends.
///
/// An edge leads from a lower number to a higher one, except among neighbours of Python
/// and JavaScript, whose cycles are collected. None leads from Lisp to Lisp: what
/// Lisp's objects hold of Lisp's is let go of when Steel reuses their memory.
#[derive(Clone, Debug)]
pub(crate) struct Graph {
    nodes: Vec<Lang>,
    edges: Vec<(usize, usize)>,
    steps: Vec<Step>,
}

/// What happens to a graph.
#[derive(Clone, Debug)]
enum Step {
    /// The handle to a node is dropped.
    Drop(usize),
    /// A language looks at a node, which makes a proxy, and forgets it.
    Look(Lang, usize),
    /// The edge of that number is cut, if its first node can still be reached from outside.
    Cut(usize),
}

/// The most nodes of a graph.
const NODES: usize = 8;

impl<'a> Arbitrary<'a> for Graph {
    fn arbitrary(bytes: &mut Unstructured<'a>) -> Result<Self> {
        let count = bytes.int_in_range(2..=NODES)?;
        let nodes: Vec<Lang> = (0..count).map(|_| lang(bytes)).collect::<Result<_>>()?;
        let mut edges = Vec::new();
        for _ in 0..bytes.int_in_range(0..=2 * NODES)? {
            let (from, to) = (bytes.choose_index(count)?, bytes.choose_index(count)?);
            if nodes[from] == Lang::Lisp && nodes[to] == Lang::Lisp {
                continue;
            }
            if from < to || nodes[to..=from].iter().all(|lang| matches!(lang, Lang::Py | Lang::Js)) {
                edges.push((from, to));
            }
        }
        let length = bytes.int_in_range(0..=2 * NODES)?;
        let steps = (0..length).map(|_| step(bytes, count, edges.len())).collect::<Result<_>>()?;
        Ok(Self { nodes, edges, steps })
    }
}

fn step(bytes: &mut Unstructured<'_>, nodes: usize, edges: usize) -> Result<Step> {
    Ok(match bytes.int_in_range(0..=2)? {
        0 => Step::Drop(bytes.choose_index(nodes)?),
        1 => Step::Look(lang(bytes)?, bytes.choose_index(nodes)?),
        _ if edges > 0 => Step::Cut(bytes.choose_index(edges)?),
        _ => Step::Drop(bytes.choose_index(nodes)?),
    })
}

impl Case for Graph {
    fn check(&self, kits: &Kits<'_>) -> Outcome {
        let mut live = Live::build(self, kits)?;
        live.expect("when it is built")?;
        let rest = (0..self.nodes.len()).map(Step::Drop);
        for step in self.steps.iter().cloned().chain(rest) {
            live.take(&step)?;
            live.expect(&format!("after {step:?}"))?;
        }
        live.collect()
    }
}

/// Says when it is let go, and with it the node that alone holds it.
struct Payload(Rc<Cell<bool>>);

impl Object for Payload {
    fn type_name(&self) -> String {
        "payload".to_owned()
    }
}

impl Drop for Payload {
    fn drop(&mut self) {
        self.0.set(true);
    }
}

/// A graph as it is at some time.
struct Live<'a> {
    kits: &'a Kits<'a>,
    roots: Vec<Option<ObjectRef>>,
    edges: Vec<Option<(usize, usize)>>,
    gone: Vec<Rc<Cell<bool>>>,
}

impl<'a> Live<'a> {
    fn build(graph: &Graph, kits: &'a Kits<'a>) -> std::result::Result<Self, String> {
        let (mut roots, mut gone) = (Vec::new(), Vec::new());
        for lang in &graph.nodes {
            let flag = Rc::new(Cell::new(false));
            let payload = Value::Object(ObjectRef::new(Payload(flag.clone())));
            let Value::Object(node) = kits.call(*lang, "make_holder", &[&payload])? else {
                return Err(format!("{lang} made no object"));
            };
            roots.push(Some(node));
            gone.push(flag);
        }
        let live = Self { kits, roots, edges: graph.edges.iter().copied().map(Some).collect(), gone };
        for (number, (from, to)) in graph.edges.iter().enumerate() {
            if let (Some(holder), Some(held)) = (&live.roots[*from], &live.roots[*to]) {
                holder.set_member(&edge(number), held.clone().into()).map_err(|error| report(&error))?;
            }
        }
        Ok(live)
    }

    fn take(&mut self, step: &Step) -> Outcome {
        match step {
            Step::Drop(node) => drop(self.roots[*node].take()),
            Step::Look(lang, node) => {
                if let Some(object) = &self.roots[*node] {
                    self.kits.call(*lang, "identity", &[&object.clone().into()])?;
                }
            }
            Step::Cut(number) => {
                let Some((from, _)) = self.edges[*number] else { return Ok(()) };
                if let Some(holder) = &self.roots[from] {
                    holder.delete_member(&edge(*number)).map_err(|error| report(&error))?;
                    self.edges[*number] = None;
                }
            }
        }
        Ok(())
    }

    /// What can be reached is there, and what cannot is gone, unless a collector must find it first.
    fn expect(&self, when: &str) -> Outcome {
        release::point();
        let reached = self.spread(self.roots.iter().map(Option::is_some).collect());
        let late = self.late(&reached);
        for (node, gone) in self.gone.iter().enumerate() {
            match (reached[node], gone.get()) {
                (true, true) => return Err(format!("node {node} is gone {when}, though it can be reached")),
                (false, false) if !late[node] => {
                    return Err(format!("node {node} is left {when}, though nothing holds it"));
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Nothing is left once the collector has run; a cycle that is held by another one takes another run.
    fn collect(&self) -> Outcome {
        let left = || self.gone.iter().position(|gone| !gone.get());
        for _ in &self.gone {
            if left().is_none() {
                return Ok(());
            }
            self.kits.host.collect();
            release::point();
        }
        left().map_or(Ok(()), |node| Err(format!("node {node} is left after the collection")))
    }

    /// Marks what the marked nodes lead to.
    fn spread(&self, mut marked: Vec<bool>) -> Vec<bool> {
        let edges = || self.edges.iter().copied().flatten();
        while let Some((_, to)) = edges().find(|(from, to)| marked[*from] && !marked[*to]) {
            marked[to] = true;
        }
        marked
    }

    /// Returns what a collector has to find: cycles, and what they lead to.
    fn late(&self, reached: &[bool]) -> Vec<bool> {
        let mut late = vec![false; reached.len()];
        for (from, to) in self.edges.iter().copied().flatten().filter(|(from, _)| !reached[*from]) {
            let mut target = vec![false; reached.len()];
            target[to] = true;
            late[to] |= self.spread(target)[from];
        }
        self.spread(late)
    }
}

fn edge(number: usize) -> polytarget::Name {
    name(&format!("edge_{number}"))
}
