//! Loops around a call: which of them try it again, how long they wait, whether they end.

use super::delay;
use super::guard::{Guard, GuardKind, Shown, within_function};
use crate::facts::{BindingKind, ExprId, ExprKind, Facts, JumpKind, RegionId, RegionKind, Use};
use crate::project::index::last_name;
use crate::project::{Unit, UnitId};
use crate::source::Span;

/// Calls that wait for input: a loop around one serves requests, it does not repeat one.
const INPUT: &[&str] = &[
    "input",
    "raw_input",
    "readline",
    "question",
    "recv",
    "receive",
    "getline",
    "get_nowait",
    "ask",
    "listen",
    "accept",
];

/// `input`, `get_user_input`.
fn takes_input(name: &str) -> bool {
    INPUT.contains(&name) || name.ends_with("_input") || name.ends_with("Input")
}

/// Exceptions that no outage raises: the request was refused, or the answer was not what it should be.
const REFUSALS: &[&str] = &[
    "InvalidRequestError",
    "BadRequestError",
    "AuthenticationError",
    "PermissionDeniedError",
    "NotFoundError",
    "UnprocessableEntityError",
    "JSONDecodeError",
    "ValidationError",
    "OutputParserException",
    "KeyError",
    "IndexError",
    "ValueError",
    "TypeError",
    "AssertionError",
    "KeyboardInterrupt",
];

/// The loops around `call` that try it again, whose failure is seen there as `shown`.
pub fn loops(unit: &Unit, id: UnitId, call: ExprId, shown: Shown) -> Vec<Guard> {
    let facts = &unit.facts;
    let expr = facts.expr(call);
    let chain: Vec<RegionId> = within_function(facts, expr.region).collect();
    let mut found = Vec::new();
    for (at, &region) in chain.iter().enumerate() {
        let RegionKind::Loop { head, is_while } = facts.region(region).kind else { continue };
        let around = Around { unit, call: expr.span, looped: region, head, is_while, inner: &chain[..at] };
        if around.tries_again(shown) {
            found.push(around.guard(id));
        } else if shown != Shown::Answer && around.gives_up_at_once() {
            found.push(Guard { idle: Some("every failure leaves the loop"), ..around.guard(id) });
        }
    }
    found
}

struct Around<'u> {
    unit: &'u Unit,
    call: Span,
    looped: RegionId,
    head: Option<ExprId>,
    is_while: bool,
    /// The regions from the call up to the loop.
    inner: &'u [RegionId],
}

impl Around<'_> {
    fn facts(&self) -> &Facts {
        &self.unit.facts
    }

    fn span(&self) -> Span {
        self.facts().region(self.looped).span
    }

    fn tries_again(&self, shown: Shown) -> bool {
        let facts = self.facts();
        if self.waits_for_input() || self.is_over_inputs() {
            return false;
        }
        if shown == Shown::Answer {
            return self.asks_for_answer() && self.ends_on_success();
        }
        let raises = shown == Shown::Exception;
        // A call that stands in a handler is what is done after the failure of another.
        let handled = self.inner.iter().position(|&r| matches!(facts.region(r).kind, RegionKind::Handler(_)));
        let inner = &self.inner[..handled.unwrap_or(self.inner.len())];
        let tries: Vec<RegionId> =
            inner.iter().copied().filter(|&r| matches!(facts.region(r).kind, RegionKind::Try)).collect();
        let stays = |&h: &RegionId| !(self.leaves(h) || raises && is_about_the_request(facts, h));
        let caught = tries.iter().any(|&t| handlers(self.unit, t).iter().any(stays));
        // What reports failures by a status is asked for it.
        let asked = !raises && self.asks_for_status();
        (caught || asked) && self.ends_on_success()
    }

    /// True for a loop that counts tries, and whose handlers all leave it.
    fn gives_up_at_once(&self) -> bool {
        let facts = self.facts();
        let counts = self.head.is_some_and(|head| !self.is_while && self.is_counting(head));
        let tried = self.inner.iter().copied().find(|&r| matches!(facts.region(r).kind, RegionKind::Try));
        let Some(tried) = tried.filter(|_| counts && !self.is_over_inputs()) else { return false };
        let handlers = handlers(self.unit, tried);
        // Without a handler (`try … finally`), the first failure leaves it too.
        handlers.iter().all(|&h| self.leaves(h)) && self.ends_on_success()
    }

    /// True if the loop goes over what the call is given: the next round is another request.
    fn is_over_inputs(&self) -> bool {
        let facts = self.facts();
        let Some(head) = self.head else { return false };
        if self.is_while || facts.expr(head).usage != Use::Iterated || self.is_counting(head) {
            return false;
        }
        let elements = self.unit.index.elements.get(&head).map_or(&[][..], Vec::as_slice);
        elements.iter().any(|&binding| {
            self.unit.index.reads(binding).iter().any(|&read| self.call.contains(facts.expr(read).span))
        })
    }

    /// `range(3)`, `enumerate(range(3))`, a name that says so.
    fn is_counting(&self, head: ExprId) -> bool {
        let facts = self.facts();
        match &facts.expr(head).kind {
            ExprKind::Call(_) => {
                let name = self.unit.index.callee_name(facts, head).unwrap_or_default();
                matches!(name, "range" | "count" | "trange" | "xrange" | "keys") || super::guard::says_retry(name)
            }
            _ => super::guard::says_retry(self.unit.source.slice(facts.expr(head).span)),
        }
    }

    fn waits_for_input(&self) -> bool {
        delay::calls_in(self.unit, self.span())
            .filter(|&c| self.facts().expr(c).span.end <= self.call.start)
            .any(|c| self.unit.index.callee_name(self.facts(), c).is_some_and(takes_input))
    }

    /// True if a handler leaves the loop whatever happens.
    fn leaves(&self, handler: RegionId) -> bool {
        let facts = self.facts();
        if self.goes_round(|jump| within_function(facts, jump).any(|r| r == handler)) {
            return false;
        }
        let leaves = facts.jumps.iter().any(|jump| {
            let out = match jump.kind {
                JumpKind::Raise | JumpKind::Return => true,
                JumpKind::Break => self.breaks_this(jump.region),
                JumpKind::Continue => false,
            };
            out && is_plainly_in(facts, jump.region, handler)
        });
        leaves
            || delay::calls_in(self.unit, facts.region(handler).span).any(|c| {
                matches!(self.unit.index.callee_name(facts, c), Some("exit" | "abort" | "_exit" | "quit"))
                    && is_plainly_in(facts, facts.expr(c).region, handler)
            })
    }

    /// True if a `continue` of this loop stands in a region that is asked for.
    fn goes_round(&self, stands: impl Fn(RegionId) -> bool) -> bool {
        let mut jumps = self.facts().jumps.iter().filter(|jump| jump.kind == JumpKind::Continue);
        jumps.any(|jump| self.breaks_this(jump.region) && stands(jump.region))
    }

    fn breaks_this(&self, region: RegionId) -> bool {
        let facts = self.facts();
        let nearest = within_function(facts, region).find(|&r| matches!(facts.region(r).kind, RegionKind::Loop { .. }));
        nearest == Some(self.looped)
    }

    /// True if the loop ends once the call has succeeded.
    fn ends_on_success(&self) -> bool {
        let facts = self.facts();
        let by_jump = facts.jumps.iter().any(|jump| {
            let out = match jump.kind {
                JumpKind::Return => true,
                JumpKind::Break => self.breaks_this(jump.region),
                _ => false,
            };
            let after = jump.span.start >= self.call.end || jump.span.contains(self.call);
            out && after && self.is_on_the_way(jump.region)
        });
        by_jump || self.condition_changes()
    }

    /// `while not done`, `while tries < 4`: what the condition reads is set in the loop.
    fn condition_changes(&self) -> bool {
        let facts = self.facts();
        let Some(head) = self.head.filter(|&head| facts.expr(head).usage == Use::Test && self.is_while) else {
            return false;
        };
        delay::names_in(self.unit, facts.expr(head).span)
            .any(|name| delay::varies(self.unit, name, self.span(), None) || self.is_set_inside(name))
    }

    /// `while answer is None`: the name is given its value further down, in the loop.
    fn is_set_inside(&self, name: ExprId) -> bool {
        let facts = self.facts();
        let ExprKind::Name(text) = &facts.expr(name).kind else { return false };
        let meanings = self.unit.index.meanings(name).iter();
        meanings.flat_map(|&meaning| self.unit.bound(facts.binding(meaning).region, text)).any(|&binding| {
            let binding = facts.binding(binding);
            matches!(binding.kind, BindingKind::Value { .. }) && self.span().contains(binding.span)
        })
    }

    /// True if a region is in the loop, of the same function, and not in a handler.
    fn is_on_the_way(&self, region: RegionId) -> bool {
        let facts = self.facts();
        within_function(facts, region)
            .take_while(|&r| r != self.looped)
            .all(|r| !matches!(facts.region(r).kind, RegionKind::Handler(_)))
            && within_function(facts, region).any(|r| r == self.looped)
    }

    /// True if the loop looks at the status of an answer.
    fn asks_for_status(&self) -> bool {
        let facts = self.facts();
        // `const outcome = classify(response.status); if (outcome === "busy") { …; continue; }`
        let after = Span { start: self.call.end, end: self.span().end.max(self.call.end) };
        let text = self.unit.source.slice(after);
        let told = text.contains(".status") || text.contains(".ok");
        if told && self.goes_round(|jump| facts.region(jump).span.start >= after.start && self.is_on_the_way(jump)) {
            return true;
        }
        facts.regions.iter().enumerate().any(|(id, region)| {
            let RegionKind::Branch(Some(test)) = region.kind else { return false };
            let text = self.unit.source.slice(facts.expr(test).span);
            region.span.start >= self.call.end
                && self.span().contains(region.span)
                && (text.contains("status") || text.contains(".ok"))
                && within_function(facts, id as RegionId).any(|r| r == self.looped)
        })
    }

    /// True if the loop looks whether there is an answer at all: `if answer: break`, `while answer is None`.
    fn asks_for_answer(&self) -> bool {
        let facts = self.facts();
        let is_answer = |name: ExprId| {
            self.unit.index.meanings(name).iter().any(|&binding| match facts.binding(binding).kind {
                BindingKind::Value { expr, .. } => facts.expr(expr).span.contains(self.call),
                _ => false,
            })
        };
        let asks = |test: ExprId| {
            let span = facts.expr(test).span;
            let told = span.contains(self.call) || delay::names_in(self.unit, span).any(is_answer);
            // What is compared with words is what was said, not whether anything was.
            let words = self.unit.index.shape(facts).texts_in(facts, span).any(|text| {
                !self.call.contains(facts.expr(text).span)
                    && !matches!(&facts.expr(text).kind, ExprKind::Str(text) if text.is_empty())
            });
            told && !words
        };
        let at_head = self.is_while && self.head.is_some_and(asks);
        at_head
            || facts.regions.iter().enumerate().any(|(id, region)| {
                let RegionKind::Branch(Some(test)) = region.kind else { return false };
                self.span().contains(region.span)
                    && region.span.start >= self.call.start
                    && within_function(facts, id as RegionId).any(|r| r == self.looped)
                    && asks(test)
            })
    }

    fn guard(&self, id: UnitId) -> Guard {
        let (delay, wait) = delay::of_loop(self.unit, self.span(), self.head);
        let facts = self.facts();
        // The head: the line the loop begins on.
        let from = self.head.map_or(self.span().start, |head| facts.expr(head).span.start.min(self.span().start));
        let before = self.unit.source.text.get(..from as usize).unwrap_or_default();
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let indent = before[line..].len() - before[line..].trim_start().len();
        let start = (line + indent) as u32;
        let end = self.head.map_or(from, |head| facts.expr(head).span.end.max(from));
        let name = if self.is_while { "while" } else { "for" }.to_owned();
        let span = Span { start, end: end.max(start + 1) };
        Guard {
            wait,
            bounded: Some(self.is_bounded()),
            tries: self.tries(),
            ..Guard::new(GuardKind::Loop, name, id, span, delay)
        }
    }

    /// The number of rounds in `range(3)`, `range(1, 4)`, `i < 3` and `i <= 3`; none where it is worked out.
    fn tries(&self) -> Option<u32> {
        let facts = self.facts();
        let head = self.head?;
        if let Some(call) = facts.call(head) {
            let bounds: Option<Vec<u32>> = call
                .args
                .iter()
                .map(|arg| match &facts.expr(arg.value).kind {
                    ExprKind::Num(number) => number.parse().ok(),
                    _ => None,
                })
                .collect();
            let is_range = last_name(facts, call.callee).is_some_and(|name| name.ends_with("range"));
            return match bounds.filter(|_| is_range)?.as_slice() {
                [stop] => Some(*stop),
                [start, stop] => stop.checked_sub(*start),
                _ => None,
            };
        }
        let span = facts.expr(head).span;
        let (_, bound) = self.unit.source.slice(span).split_once('<')?;
        let (bound, is_last) = bound.strip_prefix('=').map_or((bound, false), |last| (last, true));
        let bound: u32 = bound.trim().parse().ok()?;
        // `let i = 1;` right before it; elsewhere people count from 0 below a bound, and from 1 up to one.
        let before = self.unit.source.text[..span.start as usize].trim_end().strip_suffix(';');
        let start = before.and_then(|text| text.rsplit('=').next()?.trim().parse().ok());
        let start: u32 = start.unwrap_or(u32::from(is_last));
        bound.checked_add(u32::from(is_last))?.checked_sub(start)
    }

    fn is_bounded(&self) -> bool {
        let facts = self.facts();
        let endless = match self.head.map(|head| &facts.expr(head).kind) {
            None => true,
            Some(ExprKind::Bool(true)) => true,
            Some(ExprKind::Num(n)) => n != "0",
            Some(ExprKind::Call(_)) => {
                self.unit.source.slice(facts.expr(self.head.unwrap_or(0)).span).contains("count(")
            }
            _ => false,
        };
        if !endless {
            return true;
        }
        facts.jumps.iter().any(|jump| {
            let out = jump.kind != JumpKind::Continue
                && self.span().contains(jump.span)
                && within_function(facts, jump.region).any(|r| r == self.looped);
            let way: Vec<RegionId> = within_function(facts, jump.region).take_while(|&r| r != self.looped).collect();
            let in_handler = way.iter().any(|&r| matches!(facts.region(r).kind, RegionKind::Handler(_)));
            let by_count = way.iter().any(|&r| match facts.region(r).kind {
                RegionKind::Branch(Some(test)) => {
                    super::guard::says_retry(self.unit.source.slice(facts.expr(test).span))
                        || self.unit.source.slice(facts.expr(test).span).contains("tries")
                }
                _ => false,
            });
            out && (in_handler && jump.kind != JumpKind::Continue || by_count)
        })
    }
}

/// The handlers of a `try`: those that follow it in the same region, before the next `try`.
pub fn handlers(unit: &Unit, tried: RegionId) -> Vec<RegionId> {
    unit.index.shape(&unit.facts).handlers(tried).to_vec()
}

/// True if nothing decides between the two regions: what stands in the first is reached whenever the second is.
pub(super) fn is_plainly_in(facts: &Facts, region: RegionId, outer: RegionId) -> bool {
    let mut at = region;
    for _ in 0..64 {
        if at == outer {
            return true;
        }
        let here = facts.region(at);
        if !matches!(here.kind, RegionKind::Block | RegionKind::With(_)) || here.parent == at {
            return false;
        }
        at = here.parent;
    }
    false
}

/// True if a handler only catches what says that the request or the answer is wrong: going round again with another
/// one is no retry of a call that failed. Where failures are no exceptions, a missing key may well be one.
pub fn is_about_the_request(facts: &Facts, handler: RegionId) -> bool {
    let RegionKind::Handler(caught) = &facts.region(handler).kind else { return false };
    !caught.is_empty() && caught.iter().all(|&c| last_name(facts, c).is_some_and(|name| REFUSALS.contains(&name)))
}
