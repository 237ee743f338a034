//! Values passed to calls.

use super::container::EACH;
use super::{Flow, Rank, Sink};
use crate::facts::{Arg, ArgKind, BindingKind, Call, ClassId, ExprId, ExprKind, FunctionId, Step};
use crate::project::{At, Target, UnitId, argument, index};

/// Keywords that give a default rather than a value: what they are a default of is said by another argument.
const DEFAULTS: [&str; 7] =
    ["default", "default_value", "defaultValue", "initial", "initialValue", "fallback", "value"];
/// Functions that look something up by name and take a default: `os.getenv("MODEL", "x")`, `d.get("model", "x")`.
const LOOKUPS: [&str; 10] =
    ["get", "getenv", "pop", "setdefault", "getattr", "env", "config", "get_env", "str", "string"];

/// Widgets that show a list to choose from.
const CHOOSERS: [&str; 10] = [
    "radio",
    "selectbox",
    "multiselect",
    "select_slider",
    "segmented_control",
    "pills",
    "Radio",
    "Dropdown",
    "CheckboxGroup",
    "QuickPick",
];
/// Functions that describe an option of a command line: its default is what runs, whatever the option is called.
const OPTIONS: [&str; 5] = ["add_argument", "add_option", "option", "Option", "Argument"];

/// `deployment_name`, `azure_deployment`: a name that the user of a cloud chose.
fn is_deployment(keyword: &str) -> bool {
    crate::knowledge::words::snake_case(keyword).split('_').any(|word| word == "deployment")
}

impl Flow<'_, '_> {
    pub(super) fn argument(&mut self, unit: UnitId, call_id: ExprId, index: u32, path: &[Step]) -> Sink {
        let facts = self.facts(unit);
        let (Some(call), at) = (facts.call(call_id), At { unit, expr: call_id }) else {
            return Sink::unknown("argument");
        };
        let Some(arg) = call.args.get(index as usize) else { return Sink::unknown("argument") };
        let name = index::last_name(facts, call.callee).unwrap_or("");
        let targets = self.resolver.targets(At { unit, expr: call.callee });
        for target in targets.iter() {
            if let Target::Api(callee) = target
                && let Some(sink) = self.at_known_call(unit, call_id, arg, path, callee)
            {
                return sink;
            }
        }
        if self.words.is_inert(name) {
            return Sink::inert("inert-call");
        }
        if let ArgKind::Keyword(keyword, _) = &arg.kind
            && (self.words.names_options(keyword) || self.words.names_table(keyword))
        {
            return Sink::inert("option-list");
        }
        let mut best = Sink::new(Rank::None, "argument");
        let mut own = false;
        for target in targets.iter() {
            match target {
                Target::Function(u, f) => {
                    own = true;
                    best = best.or(|| self.in_function(*u, *f, call, index, path));
                }
                Target::Class(u, c) => {
                    own = true;
                    best = best.or(|| self.in_class(*u, *c, call, index, path, 0));
                }
                _ => {}
            }
        }
        // The project's own function: what it does with the value is known. One that only compares it chooses by it.
        if own && matches!(best.rank, Rank::Inert | Rank::Named | Rank::Reached) {
            return best;
        }
        best.or(|| self.by_name(call, arg, name, at, path))
    }

    /// What the names at a call say of an argument whose function is not known.
    fn by_name(&mut self, call: &Call, arg: &Arg, callee: &str, at: At, path: &[Step]) -> Sink {
        let passes_on = |flow: &mut Self| {
            // `Field("x")`, `useState("x")`, `str("x")`: the result may be the value.
            let mut sink = flow.follow(at, path);
            if sink.rank < Rank::Named {
                // `const [model, setModel] = useState("x")`: the first of what it gives.
                let first: Vec<Step> = std::iter::once(Step::Index(0)).chain(path.iter().cloned()).collect();
                sink = flow.follow(at, &first);
            }
            if sink.rank >= Rank::Named { sink } else { Sink::unknown("argument") }
        };
        // `questionary.Choice("x")`: one of them.
        if callee == "Choice" {
            return Sink::inert("option-list");
        }
        if !path.is_empty() {
            return match (&arg.kind, path) {
                _ if CHOOSERS.contains(&callee) => Sink::inert("option-list"),
                (ArgKind::Keyword(keyword, _), [Step::Index(_)]) if self.words.names_model(keyword) => {
                    Sink::named(EACH, at)
                }
                (ArgKind::Keyword(keyword, _), _) if self.words.names_options(keyword) => Sink::inert("option-list"),
                _ => passes_on(self).at_most(Rank::Unknown),
            };
        }
        match &arg.kind {
            ArgKind::Keyword(keyword, _) if is_deployment(keyword) && self.has_model_beside(call, arg) => {
                Sink::inert("deployment-name")
            }
            ArgKind::Keyword(keyword, _) if self.words.names_model(keyword) => Sink::named("keyword", at),
            ArgKind::Keyword(keyword, _) if DEFAULTS.contains(&keyword.as_str()) => {
                if self.names_model_beside(at.unit, call, arg)
                    || OPTIONS.contains(&callee) && self.has_flag(at.unit, call)
                {
                    return Sink::named("default", at);
                }
                passes_on(self)
            }
            ArgKind::Keyword(..) => Sink::unknown("keyword"),
            ArgKind::Positional(position) => {
                if *position > 0 && LOOKUPS.contains(&callee) && self.names_model_beside(at.unit, call, arg) {
                    return self.follow(at, path).or(|| Sink::named("default", at));
                }
                if self.words.names_table(callee) {
                    return Sink::inert("table");
                }
                if *position == 0 && self.words.names_model(callee) && !is_question(callee) {
                    return Sink::named("call", at);
                }
                if *position == 0 && self.words.makes(callee) && !is_question(callee) {
                    return passes_on(self).or(|| Sink::named("call", at));
                }
                if *position > 0 && !LOOKUPS.contains(&callee) && self.names_model_beside(at.unit, call, arg) {
                    // `config.get<string>("app.model", "x")`, `typer.Option("x", "--model")`, `z.default("model", "x")`.
                    return Sink::named("default", at);
                }
                if *position == 0 && self.names_flag_beside(at.unit, call, arg) {
                    return Sink::named("default", at);
                }
                passes_on(self)
            }
            ArgKind::Splat | ArgKind::DictSplat => Sink::unknown("argument"),
        }
    }

    /// True if a string argument beside `arg` names a model: an option (`"--model"`), an environment variable, a key.
    pub(super) fn names_model_beside(&self, unit: UnitId, call: &Call, arg: &Arg) -> bool {
        call.args.iter().filter(|other| other.value != arg.value).any(|other| {
            self.literal(unit, other.value)
                .is_some_and(|text| !(self.is_model)(text) && text.len() < 80 && self.words.names_model(last_key(text)))
        })
    }

    /// `os.getenv("MODEL") or "x"`, `process.env.MODEL ?? "x"`, `options.model || "x"`: what stands before it names a model.
    pub(super) fn is_fallback(&self, choice: At, value: At) -> bool {
        let facts = self.facts(choice.unit);
        let ExprKind::Choice(values) = &facts.expr(choice.expr).kind else { return false };
        values.iter().take_while(|v| **v != value.expr).any(|&v| match &facts.expr(v).kind {
            ExprKind::Call(call) => {
                let looks_up = index::last_name(facts, call.callee).is_some_and(|name| LOOKUPS.contains(&name));
                let key = call.args.first().and_then(|arg| self.literal(choice.unit, arg.value));
                looks_up && key.is_some_and(|key| self.words.names_model(last_key(key)))
            }
            ExprKind::Attr { name, .. } => self.words.names_model(name),
            ExprKind::Index { key, .. } => {
                self.literal(choice.unit, *key).is_some_and(|key| self.words.names_model(last_key(key)))
            }
            _ => false,
        })
    }

    /// True if another keyword of a call names the model itself.
    fn has_model_beside(&self, call: &Call, arg: &Arg) -> bool {
        let names_model = |other: &Arg| match &other.kind {
            ArgKind::Keyword(name, _) => self.words.names_model(name) && !is_deployment(name),
            _ => false,
        };
        call.args.iter().any(|other| other.value != arg.value && names_model(other))
    }

    /// Like [`Flow::names_model_beside`], but only for command-line flags.
    fn names_flag_beside(&self, unit: UnitId, call: &Call, arg: &Arg) -> bool {
        call.args.iter().filter(|other| other.value != arg.value).any(|other| {
            self.literal(unit, other.value).is_some_and(|text| text.starts_with("--") && self.words.names_model(text))
        })
    }

    /// True if a call is given a command-line flag, and not one of something that only counts.
    fn has_flag(&self, unit: UnitId, call: &Call) -> bool {
        let mut flags =
            call.args.iter().filter_map(|arg| self.literal(unit, arg.value)).filter(|t| t.starts_with("--"));
        flags.next().is_some_and(|flag| !self.words.names_table(flag) && !self.words.is_inert(flag))
    }

    fn literal(&self, unit: UnitId, expr: ExprId) -> Option<&str> {
        match &self.facts(unit).expr(expr).kind {
            ExprKind::Str(text) => Some(text),
            _ => None,
        }
    }

    fn in_function(&mut self, unit: UnitId, function: FunctionId, call: &Call, arg: u32, path: &[Step]) -> Sink {
        let facts = self.facts(unit);
        let mut best = Sink::new(Rank::None, "argument");
        for parameter in argument::received(facts, function, call, arg) {
            let taken = match &facts.binding(parameter).kind {
                BindingKind::Param { path, .. } => path.len(),
                _ => 0,
            };
            if taken == 0 {
                best = best.or(|| self.parameter(unit, parameter, path));
                let name = &facts.binding(parameter).name;
                if matches!(path, [Step::Index(_)]) && best.rank <= Rank::Unknown && self.words.names_model(name) {
                    best = Sink { rank: Rank::Named, why: EACH, ..best };
                }
            } else {
                best = best.or(|| self.bound(unit, parameter, path));
            }
        }
        best
    }

    fn in_class(&mut self, unit: UnitId, class: ClassId, call: &Call, arg: u32, path: &[Step], depth: u32) -> Sink {
        let project = self.resolver.project;
        let facts = self.facts(unit);
        let data = facts.class(class);
        for name in ["__init__", "constructor"] {
            for &binding in project.unit(unit).bound(data.region, name) {
                if let BindingKind::Function(function) = facts.binding(binding).kind {
                    return self.in_function(unit, function, call, arg, path);
                }
            }
        }
        if depth < 6 {
            for &base in &data.bases {
                for target in self.resolver.targets(At { unit, expr: base }).iter() {
                    if let Target::Class(u, c) = target {
                        return self.in_class(*u, *c, call, arg, path, depth + 1);
                    }
                }
            }
        }
        // A dataclass or model class: its keywords are its fields.
        match call.args.get(arg as usize).map(|a| &a.kind) {
            Some(ArgKind::Keyword(keyword, _)) => {
                let keyword = *keyword;
                self.field(unit, class, &keyword, path)
            }
            _ => Sink::unknown("argument"),
        }
    }

    /// A dict or list spread into a call or another container.
    pub(super) fn spread(&mut self, parent: At, path: &[Step]) -> Sink {
        let facts = self.facts(parent.unit);
        let Some(call) = facts.call(parent.expr) else { return self.follow(parent, path) };
        let [Step::Key(key), rest @ ..] = path else { return Sink::unknown("argument") };
        let arg = Arg { kind: ArgKind::DictSplat, value: call.callee, span: facts.expr(parent.expr).span };
        let mut best = Sink::new(Rank::None, "argument");
        for target in self.resolver.targets(At { unit: parent.unit, expr: call.callee }).iter() {
            match target {
                Target::Api(callee) => {
                    if let Some(sink) = self.at_known_call(parent.unit, parent.expr, &arg, path, callee) {
                        return sink;
                    }
                }
                Target::Function(u, f) => {
                    let own = self.facts(*u);
                    for &p in &own.function(*f).params {
                        if own.binding(p).name == *key {
                            best = best.or(|| self.parameter(*u, p, rest));
                        }
                    }
                }
                Target::Class(u, c) => best = best.or(|| self.field(*u, *c, key, rest)),
                _ => {}
            }
        }
        best.or(|| Sink::unknown("argument"))
    }
}

/// `is_chat_model`, `supports_model`: asks about a model rather than using it.
fn is_question(name: &str) -> bool {
    let name = crate::knowledge::words::snake_case(name);
    let first = name.split('_').next().unwrap_or("");
    matches!(
        first,
        "is" | "has" | "supports" | "can" | "should" | "validate" | "check" | "count" | "parse" | "normalize"
    )
}

/// The last part of a dotted or slashed key, or the long flag of an option: `pipet.codeAgent.model` and
/// `-m, --model <name>` → `model`.
fn last_key(text: &str) -> &str {
    if let Some((_, flag)) = text.split_once("--") {
        return flag.split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).next().unwrap_or(flag);
    }
    text.rsplit(['.', '/', ':']).next().unwrap_or(text)
}
