//! Which URL a path becomes that is written by itself: `self.post("/v1/complete")` goes to what puts it behind a base,
//! in the project's own functions (`requests.post(self.base + path)`) or in a client that was given one
//! (`axios.create({baseURL: …})`).

use super::url;
use crate::facts::{ArgKind, BindingId, BindingKind, Call, DictItem, ExprId, ExprKind, Part, Use};
use crate::project::{At, Resolver, Target, UnitId, argument};

/// Calls and names that one path is followed through at most.
const MAX_STEPS: u32 = 64;
const MAX_DEPTH: u32 = 12;
/// Arguments of a client's constructor that say what stands before every path.
const BASES: [&str; 6] = ["base_url", "baseURL", "baseUrl", "prefixUrl", "basePath", "base_path"];
/// Keys of a request's options that hold its path.
const PATHS: [&str; 4] = ["url", "path", "endpoint", "uri"];

/// The whole URLs that `text`, which is built at `at`, is sent to; empty if no base is seen.
pub fn urls(resolver: &Resolver<'_>, at: At, text: &str) -> Vec<String> {
    if !text.starts_with('/') || text.len() > 200 || text.contains(char::is_whitespace) {
        return Vec::new();
    }
    let mut search = Search { resolver, found: Vec::new(), steps: 0 };
    search.follow(at, text, 0);
    search.found.sort();
    search.found.dedup();
    search.found
}

struct Search<'a, 'p> {
    resolver: &'a Resolver<'p>,
    found: Vec<String>,
    steps: u32,
}

impl Search<'_, '_> {
    fn follow(&mut self, at: At, text: &str, depth: u32) {
        self.steps += 1;
        if self.steps > MAX_STEPS || depth > MAX_DEPTH {
            return;
        }
        let facts = &self.resolver.project.unit(at.unit).facts;
        let here = |expr: ExprId| At { unit: at.unit, expr };
        match &facts.expr(at.expr).usage {
            Use::Hole(template) => self.behind(here(*template), at.expr, text, depth),
            Use::Bound(bindings) => facts.bound(bindings).iter().for_each(|&b| self.reads(at.unit, b, text, depth)),
            Use::Default(binding) => self.reads(at.unit, *binding, text, depth),
            Use::Chosen(parent) | Use::Wrapped(parent) => self.follow(here(*parent), text, depth + 1),
            Use::Arg { call, arg } => self.given(here(*call), *arg, text, depth),
            Use::DictValue(dict, item) => self.option(here(*dict), *item, text),
            _ => {}
        }
    }

    fn reads(&mut self, unit: UnitId, binding: BindingId, text: &str, depth: u32) {
        for &read in self.resolver.project.unit(unit).index.reads(binding) {
            self.follow(At { unit, expr: read }, text, depth + 1);
        }
    }

    /// The path in a built string: behind a host the way is at its end, behind another path it goes on.
    fn behind(&mut self, template: At, hole: ExprId, text: &str, depth: u32) {
        let ExprKind::Template(parts) = &self.resolver.project.expr(template).kind else { return };
        let mut built = String::new();
        for part in parts {
            match part {
                Part::Text(piece) => built.push_str(piece),
                Part::Hole(own) if *own == hole => built.push_str(text),
                Part::Hole(other) => {
                    let values = self.resolver.strings(At { unit: template.unit, expr: *other });
                    built.push_str(values.first().map_or("{}", |value| value.text.as_str()));
                }
            }
        }
        if url::host(&built).is_some() {
            self.found.push(built);
        } else if built.starts_with('/') {
            self.follow(template, &built, depth + 1);
        }
    }

    /// The path as an argument: of a function of the project, or of a request of a client that has a base.
    fn given(&mut self, call_at: At, arg: u32, text: &str, depth: u32) {
        let facts = &self.resolver.project.unit(call_at.unit).facts;
        let Some(call) = facts.call(call_at.expr) else { return };
        for target in self.resolver.targets(At { unit: call_at.unit, expr: call.callee }).iter() {
            let Target::Function(unit, function) = target else { continue };
            let own = &self.resolver.project.unit(*unit).facts;
            for parameter in argument::received(own, *function, call, arg) {
                if matches!(&own.binding(parameter).kind, BindingKind::Param { path, .. } if path.is_empty()) {
                    self.reads(*unit, parameter, text, depth);
                }
            }
        }
        self.by_client(call_at.unit, call, text);
    }

    fn option(&mut self, dict: At, item: u32, text: &str) {
        let facts = &self.resolver.project.unit(dict.unit).facts;
        let ExprKind::Dict(items) = &facts.expr(dict.expr).kind else { return };
        let Some(DictItem::Entry { name: Some(name), .. }) = items.get(item as usize) else { return };
        if !PATHS.contains(&name.as_str()) {
            return;
        }
        self.based(dict.unit, items, text);
        if let Use::Arg { call, .. } = facts.expr(dict.expr).usage
            && let Some(call) = facts.call(call)
        {
            self.by_client(dict.unit, call, text);
        }
    }

    fn by_client(&mut self, unit: UnitId, call: &Call, text: &str) {
        let facts = &self.resolver.project.unit(unit).facts;
        let ExprKind::Attr { object, .. } = facts.expr(call.callee).kind else { return };
        let made = self.made(At { unit, expr: object });
        let facts = &self.resolver.project.unit(made.unit).facts;
        let Some(client) = facts.call(made.expr) else { return };
        for arg in &client.args {
            match (&arg.kind, &facts.expr(arg.value).kind) {
                (ArgKind::Keyword(name, _), _) if BASES.contains(&name.as_str()) => {
                    self.base(At { unit: made.unit, expr: arg.value }, text);
                }
                (ArgKind::Positional(_), ExprKind::Dict(items)) => self.based(made.unit, items, text),
                _ => {}
            }
        }
    }

    /// The bases that an object of options names.
    fn based(&mut self, unit: UnitId, items: &[DictItem], text: &str) {
        for item in items {
            if let DictItem::Entry { name: Some(name), value, .. } = item
                && BASES.contains(&name.as_str())
            {
                self.base(At { unit, expr: *value }, text);
            }
        }
    }

    fn base(&mut self, value: At, text: &str) {
        let built = self.resolver.strings(value);
        let bases = built.iter().filter(|base| url::host(&base.text).is_some());
        self.found.extend(bases.map(|base| format!("{}{text}", base.text.trim_end_matches('/'))));
    }

    /// Where the value of a name or field was made, if that is one place.
    fn made(&self, at: At) -> At {
        let value = self.resolver.value_of(at);
        let facts = &self.resolver.project.unit(value.unit).facts;
        let ExprKind::Attr { object, name, .. } = &facts.expr(value.expr).kind else { return value };
        for target in self.resolver.targets(At { unit: value.unit, expr: *object }).iter() {
            if let Target::Instance(unit, class) = target {
                let class = self.resolver.project.unit(*unit).facts.class(*class);
                let mut values = class.instance_attrs.iter().filter(|(own, _)| own == name);
                if let (Some((_, made)), None) = (values.next(), values.next()) {
                    return At { unit: *unit, expr: *made };
                }
            }
        }
        value
    }
}
