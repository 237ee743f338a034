//! What a resolver remembers: answers, the questions that are being answered, and which answers are whole.
//!
//! Code refers to itself in circles: a function passes on what its caller got from it. A question that comes back to one
//! still open is answered with nothing, and every answer on the way lacks what the open one will find. Such answers are
//! kept while the circle is open, so that each is found once, and forgotten when it closes.

use super::{At, UnitId, resolve::Target};
use crate::facts::FunctionId;
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::hash::Hash;
use std::rc::Rc;

/// Longer ways from a name to its meaning are not followed.
const MAX_DEPTH: u32 = 48;
/// More steps than this for one question are not taken: hostile code can make the ways multiply.
const MAX_STEPS: u32 = 4_000;
/// In a larger circle answers that lack something are kept: to find each anew would take the square of its size.
const LARGE_CIRCLE: usize = 200;

/// Answers to one kind of question.
#[derive(Debug)]
struct Answers<K, V> {
    known: RefCell<FxHashMap<K, State<V>>>,
}

impl<K, V> Default for Answers<K, V> {
    fn default() -> Self {
        Answers { known: RefCell::default() }
    }
}

#[derive(Clone, Debug)]
enum State<V> {
    /// It is being answered, at this place of the stack.
    Open(u32),
    /// The answer as far as it is known while the circle that begins at this place is open.
    Partial(V, u32),
    Whole(V),
}

/// All answers.
#[derive(Debug, Default)]
pub(super) struct Memory {
    targets: Answers<At, Rc<[Target]>>,
    exports: Answers<(UnitId, String), Rc<[Target]>>,
    callers: Answers<(UnitId, FunctionId), Rc<[At]>>,
    depth: Cell<u32>,
    spent: Cell<u32>,
    /// The outermost open question that was met since the innermost open one was asked.
    met: Cell<Met>,
    /// Partial answers, in the order they were found.
    partial: RefCell<Vec<Key>>,
}

/// A place of the stack, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Met(u32);

impl Default for Met {
    fn default() -> Self {
        Met(u32::MAX)
    }
}

#[derive(Clone, Debug)]
enum Key {
    Targets(At),
    Exports((UnitId, String)),
    Callers((UnitId, FunctionId)),
}

impl Memory {
    /// What an expression refers to.
    pub(super) fn targets(&self, at: At, find: impl FnOnce() -> Vec<Target>) -> Rc<[Target]> {
        self.answer(&self.targets, at, Key::Targets, || find().into())
    }

    /// What a module exports under a name.
    pub(super) fn exports(&self, key: (UnitId, String), find: impl FnOnce() -> Vec<Target>) -> Rc<[Target]> {
        self.answer(&self.exports, key, Key::Exports, || find().into())
    }

    /// The calls of a function.
    pub(super) fn callers(&self, key: (UnitId, FunctionId), find: impl FnOnce() -> Vec<At>) -> Rc<[At]> {
        self.answer(&self.callers, key, Key::Callers, || find().into())
    }

    fn answer<K: Clone + Eq + Hash, T>(
        &self,
        answers: &Answers<K, Rc<[T]>>,
        key: K,
        name: fn(K) -> Key,
        find: impl FnOnce() -> Rc<[T]>,
    ) -> Rc<[T]> {
        match answers.known.borrow().get(&key) {
            Some(State::Whole(known)) => return known.clone(),
            Some(State::Partial(known, from)) => {
                self.meet(*from);
                return known.clone();
            }
            Some(State::Open(place)) => {
                self.meet(*place);
                return Rc::from([]);
            }
            None => {}
        }
        let place = self.depth.get();
        if place == 0 {
            self.spent.set(0);
        }
        self.spent.set(self.spent.get() + 1);
        if self.spent.get() > MAX_STEPS || place >= MAX_DEPTH {
            return Rc::from([]);
        }
        answers.known.borrow_mut().insert(key.clone(), State::Open(place));
        let met_before = self.met.replace(Met::default());
        let partial_before = self.partial.borrow().len();
        self.depth.set(place + 1);
        let found = find();
        self.depth.set(place);
        let Met(met) = self.met.replace(met_before);
        if met < place {
            self.meet(met);
            self.partial.borrow_mut().push(name(key.clone()));
            answers.known.borrow_mut().insert(key, State::Partial(found.clone(), met));
        } else {
            answers.known.borrow_mut().insert(key, State::Whole(found.clone()));
            self.close(partial_before);
        }
        found
    }

    fn meet(&self, place: u32) {
        self.met.set(self.met.get().min(Met(place)));
    }

    /// A circle is closed: forgets, or keeps, the partial answers that were found in it.
    fn close(&self, from: usize) {
        let found = self.partial.borrow_mut().split_off(from);
        let keep = found.len() > LARGE_CIRCLE;
        for key in found {
            match key {
                Key::Targets(key) => self.targets.settle(&key, keep),
                Key::Exports(key) => self.exports.settle(&key, keep),
                Key::Callers(key) => self.callers.settle(&key, keep),
            }
        }
    }
}

impl<K: Eq + Hash, V: Clone> Answers<K, V> {
    fn settle(&self, key: &K, keep: bool) {
        let mut known = self.known.borrow_mut();
        match known.get_mut(key) {
            Some(state @ State::Partial(..)) if keep => {
                let State::Partial(value, _) = state else { return };
                *state = State::Whole(value.clone());
            }
            Some(State::Partial(..)) => drop(known.remove(key)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(expr: u32) -> At {
        At { unit: 0, expr }
    }

    fn api(name: &str) -> Target {
        Target::Api(name.into())
    }

    /// Answers as a graph says: each node has a name of its own and asks its neighbours.
    fn ask(memory: &Memory, graph: &[&[u32]], node: u32, asked: &Cell<u32>) -> Vec<Target> {
        memory
            .targets(at(node), || {
                asked.set(asked.get() + 1);
                let mut found: Vec<Target> =
                    graph[node as usize].iter().flat_map(|&next| ask(memory, graph, next, asked)).collect();
                found.push(api(&node.to_string()));
                found.sort();
                found.dedup();
                found
            })
            .to_vec()
    }

    #[test]
    fn answers_in_a_circle_are_whole_whoever_is_asked_first() {
        // 0 → 1 ⇄ 2, 2 → 3, and 3 → 1.
        let graph: &[&[u32]] = &[&[1], &[2], &[1, 3], &[1]];
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
            let memory = Memory::default();
            for node in order {
                let found = ask(&memory, graph, node, &Cell::new(0));
                assert!(["1", "2", "3"].iter().all(|n| found.contains(&api(n))), "{order:?} {node} {found:?}");
            }
        }
    }

    #[test]
    fn what_leads_to_a_circle_is_found_once() {
        let graph: &[&[u32]] = &[&[1, 2, 2, 1], &[2, 2, 3], &[3, 1, 3], &[2, 1]];
        let (memory, asked) = (Memory::default(), Cell::new(0));
        ask(&memory, graph, 0, &asked);
        // 1 is the head of the circle; 2 and 3 are found once more after it is closed.
        assert!(asked.get() <= 6, "{}", asked.get());
        let before = asked.get();
        ask(&memory, graph, 0, &asked);
        assert_eq!(asked.get(), before);
    }
}
