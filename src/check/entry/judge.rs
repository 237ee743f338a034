//! The decision: is the model id under this key used, or only named?

use super::name::Name;
use super::shape::Shape;
use super::vocabulary::{ALIAS, CHOICES, DEPLOYMENT, EXAMPLE, IDENTITY, LABEL, PROVIDER, RESPONSE, SETTINGS, VALUE};
use super::{Level, Verdict, Walk};
use crate::facts::data::{Entry, Value};

/// More ids than this in one plain list are a list to choose from, not what a program runs.
const LONGEST_RUN: usize = 8;

/// Where a string stands: its key, the mapping of that key, and what holds the mapping.
struct Position<'w, 'a> {
    /// The key the string stands under; of an element of a list the key of the list.
    key: &'w Name,
    /// The string as an element of a list under that key: the list.
    list: Option<&'w Level<'a>>,
    /// The mapping that has the key.
    map: &'w Level<'a>,
    /// The key of that mapping, or of the list it is an element of; empty for the root.
    owner: &'w Name,
    /// True if the mapping is an element of a list.
    in_rows: bool,
    /// The mapping around that one.
    outer: Option<&'w Level<'a>>,
    /// True if the key itself is a model id: a table from ids to ids.
    key_is_id: bool,
}

impl<'a> Walk<'a> {
    /// The verdict on a string that is a model id; `name` if the string itself gives its name (`NAME=value`).
    /// `None`: an ordinary word where no model is named.
    pub(super) fn judge(&self, entry: &'a Entry, name: Option<&Name>, ambiguous: bool) -> Option<Verdict> {
        let own = Name::new(&entry.key);
        let none = Name::new("");
        let verdict = match (name, self.flag_before(entry)) {
            (Some(name), _) => self.judge_name(name),
            (None, Some(flag)) => self.judge_name(&flag),
            (None, None) => match self.position(entry, &own, &none) {
                Some(position) => match self.excluded(&position) {
                    Some(reason) => Verdict::Mention(reason),
                    None => self.judge_key(&position, ambiguous),
                },
                None => Verdict::Mention("list"),
            },
        };
        (!ambiguous || verdict == Verdict::Use).then_some(verdict)
    }

    /// `["--model", "gpt-4"]`: the name of the flag in front of an element.
    fn flag_before(&self, entry: &Entry) -> Option<Name> {
        let list = self.levels.last().filter(|level| level.is_list())?;
        let index: usize = entry.key.parse().ok()?;
        match &list.children().get(index.checked_sub(1)?)?.value {
            Value::Str(flag) if flag.starts_with('-') && !flag.contains([' ', '=']) => Some(Name::new(flag)),
            _ => None,
        }
    }

    /// A name that the string gives itself: a variable or a flag.
    fn judge_name(&self, name: &Name) -> Verdict {
        let names_model = name.ends_with(&self.words.model)
            || name.ends_with(DEPLOYMENT)
            || name.contains(&self.words.context) && (self.is_role(name) || name.ends_with(&self.words.context));
        if names_model { Verdict::Use } else { Verdict::Mention("other-key") }
    }

    fn position<'w>(&'w self, entry: &'a Entry, own: &'w Name, none: &'w Name) -> Option<Position<'w, 'a>> {
        let mut outer = &self.levels[..];
        let mut key = own;
        let mut list = None;
        while let Some((last, rest)) = outer.split_last()
            && last.is_list()
        {
            (list, key, outer) = (Some(last), last.name(), rest);
        }
        let key_is_id = (self.is_model)(&list.map_or(entry, |list: &Level<'a>| list.entry).key).is_some();
        let (map, mut outer) = outer.split_last()?;
        let (mut owner, mut in_rows) = (map, false);
        while let Some((last, rest)) = outer.split_last()
            && last.is_list()
        {
            (owner, in_rows, outer) = (last, true, rest);
        }
        // The root has no key.
        let owner = if outer.is_empty() { none } else { owner.name() };
        Some(Position { key, list, map, owner, in_rows, outer: outer.last(), key_is_id })
    }

    fn shape<'w>(&self, level: &'w Level<'a>) -> &'w Shape {
        level.shape.get_or_init(|| Shape::of(level.children(), self.words, self.is_model))
    }

    /// Why nothing under this place is used: a list of choices, a table, a sample, a recorded reply.
    fn excluded(&self, position: &Position<'_, 'a>) -> Option<&'static str> {
        // `prompts: [{task: …, models: […], content: …}]`: which models a prompt is written for.
        if position.list.is_some() && position.in_rows && position.owner.is(&["prompt"]) {
            return Some("applies-to");
        }
        if position.key.is(EXAMPLE) || position.key.is(CHOICES) {
            return Some(if position.key.is(EXAMPLE) { "example" } else { "option-list" });
        }
        // A parameter of a pipeline: `{name: model, default: …, values: […]}`.
        let beside = |keys: &[&str]| position.map.children().iter().any(|entry| keys.contains(&entry.key.as_str()));
        if position.list.is_some_and(|list| list.entry.key == "values") && beside(&["default", "type"]) {
            return Some("option-list");
        }
        if self.is_table(position.key) || position.key.contains(&self.words.table) && self.is_counted(position.key) {
            return Some("table");
        }
        if let Some(reason) = self.levels.last().and_then(|level| self.around(level).excluded) {
            // What a described service takes when the request names no model is what it runs.
            let is_default = reason == "schema" && position.key.is(&["default"]) && !position.in_rows;
            return (!is_default || !position.owner.ends_with(&self.words.model)).then_some(reason);
        }
        let is_row = self.shape(position.map).is_price_row && !position.owner.ends_with(SETTINGS);
        is_row.then_some("table")
    }

    /// Why nothing inside a container is used, by its own key and what it holds.
    pub(super) fn excluded_by(&self, level: &Level<'a>) -> Option<&'static str> {
        let name = level.name();
        // A router's `model_list` holds mappings; other tools list names to choose from.
        let is_flat = || level.children().iter().all(|e| matches!(e.value, Value::Str(_) | Value::Plain(_)));
        if level.is_list() && name.is(&["model_list"]) && is_flat() {
            return Some("option-list");
        }
        if level.is_list() && (name.is(CHOICES) || name.contains(&self.words.options)) {
            return Some("option-list");
        }
        if name.is(EXAMPLE) {
            return Some("example");
        }
        if name.is(RESPONSE) {
            return Some("recorded-reply");
        }
        if self.is_table(name) {
            return Some("table");
        }
        if level.is_list() {
            return None;
        }
        let shape = self.shape(level);
        if shape.is_schema {
            Some("schema")
        } else if shape.is_record {
            Some("recorded-reply")
        } else if shape.is_price_row && (self.is_model)(&level.entry.key).is_some() {
            Some("table")
        } else {
            None
        }
    }

    /// A table of prices, sizes or tokenizers. A bare `context` says too little: much is called that.
    fn is_table(&self, name: &Name) -> bool {
        name.ends_with(&self.words.table) && !name.is(&["context"])
    }

    /// A model that is only counted with: `tokenizer_model`.
    fn is_counted(&self, name: &Name) -> bool {
        name.contains(&["tokenizer", "encoding", "tiktoken"])
    }

    fn is_role(&self, name: &Name) -> bool {
        name.ends_with(&self.words.role)
    }

    /// A name that means a model by itself: `model`, `engine`, `llm`.
    fn names_model(&self, name: &Name) -> bool {
        name.ends_with(&self.words.model) || name.ends_with(DEPLOYMENT)
    }

    fn judge_key(&self, position: &Position<'_, 'a>, ambiguous: bool) -> Verdict {
        let key = position.key;
        let shape = self.shape(position.map);
        // `{model: ada, modelVersion: "002"}`: the two make one id.
        if ambiguous && shape.has_version {
            return Verdict::Mention("part-of-id");
        }
        if key.ends_with(LABEL) && !key.ends_with(&self.words.model) && !key.contains(&["model_for"]) {
            return Verdict::Mention("label");
        }
        if key.ends_with(DEPLOYMENT) {
            return if shape.names_model { Verdict::Mention("deployment") } else { self.run(position) };
        }
        // `{llm_type: gpt-4, model: gpt-4}`: which class runs the model.
        if shape.has_model && key.ends_with(&["type"]) {
            return Verdict::Mention("label");
        }
        if key.ends_with(&self.words.model) {
            let is_alias = key.is(ALIAS) && (shape.has_model || shape.inner_names_model);
            return if is_alias { Verdict::Mention("alias") } else { self.run(position) };
        }
        if key.is(VALUE)
            && let Some(verdict) = self.judge_value(position, shape)
        {
            return verdict;
        }
        if ambiguous {
            return Verdict::Mention("other-key");
        }
        if self.is_role(key) && self.has_context(position, shape) {
            let is_form = position.in_rows && shape.has_choices;
            return if is_form { Verdict::Mention("option-list") } else { self.run(position) };
        }
        if key.ends_with(PROVIDER) {
            return self.run(position);
        }
        if key.is(IDENTITY) {
            return self.judge_identity(position, shape);
        }
        if shape.has_value && !key.is(VALUE) {
            return Verdict::Mention("label");
        }
        self.judge_by_owner(position, shape)
    }

    /// A plain list of many ids is a choice; everything else under a key that names a model is used.
    fn run(&self, position: &Position<'_, 'a>) -> Verdict {
        let is_choice = position.list.is_some_and(|list| list.children().len() > LONGEST_RUN);
        if is_choice { Verdict::Mention("option-list") } else { Verdict::Use }
    }

    /// `value` and `default` say nothing; what the mapping is called does: `{name: MODEL, value: …}`, `model: {value: …}`.
    fn judge_value(&self, position: &Position<'_, 'a>, shape: &Shape) -> Option<Verdict> {
        let called_model = shape.called.as_ref().is_some_and(|name| self.names_model(name));
        let owned_by_model = !position.in_rows && self.names_model(position.owner);
        if !called_model && !owned_by_model {
            return None;
        }
        let is_deployment = if called_model { &shape.called } else { &None };
        let is_deployment = is_deployment.as_ref().unwrap_or(position.owner).ends_with(DEPLOYMENT);
        if is_deployment && position.outer.is_some_and(|outer| self.shape(outer).names_model) {
            return Some(Verdict::Mention("deployment"));
        }
        // A form that is described in rows is the export of an editor; its default was never run.
        let is_form = position.in_rows && shape.has_choices;
        Some(if is_form { Verdict::Mention("option-list") } else { self.run(position) })
    }

    /// A key, a sibling or something further out names a model, a provider or an llm.
    fn has_context(&self, position: &Position<'_, 'a>, shape: &Shape) -> bool {
        position.key.contains(&self.words.context) || shape.names_context || self.around(position.map).has_context
    }

    /// `name` and `id`: the model itself where the mapping is one model to run, a label where it is one of a catalogue.
    fn judge_identity(&self, position: &Position<'_, 'a>, shape: &Shape) -> Verdict {
        if shape.names_model || shape.inner_names_model || shape.has_value {
            return Verdict::Mention("label");
        }
        if shape.is_catalogue {
            return Verdict::Mention("catalogue");
        }
        let owner = position.owner;
        let owner_names_model = owner.ends_with(&self.words.model) || owner.ends_with(PROVIDER);
        let owner_has_role = self.is_role(owner) && self.has_context(position, shape);
        if !position.in_rows && (owner_names_model || owner_has_role) {
            return Verdict::Use;
        }
        if shape.has_setting || shape.leaves_model_open {
            return Verdict::Use;
        }
        if position.in_rows && owner.ends_with(PROVIDER) {
            return Verdict::Use;
        }
        Verdict::Mention(if position.in_rows && owner_names_model { "catalogue" } else { "other-key" })
    }

    /// An id as a key: `- openai:gpt-4: {config: …}` in a list of models or providers is one that is run, with its
    /// settings; everywhere else it is the key of a table.
    pub(super) fn judge_id_as_key(&self, entry: &Entry) -> Verdict {
        let dict_key = Verdict::Mention("dict-key");
        let [.., list, map] = &self.levels[..] else { return dict_key };
        let is_only = list.is_list() && map.children().len() == 1;
        if !is_only || !list.name().ends_with(&self.words.context) || self.around(map).excluded.is_some() {
            return dict_key;
        }
        match &entry.value {
            Value::Map(settings) if Shape::of(settings, self.words, self.is_model).has_setting => Verdict::Use,
            _ => dict_key,
        }
    }

    /// Any other key: used if the mapping's own key names models (`models: {chat: gpt-4}`), or a word of the key does.
    fn judge_by_owner(&self, position: &Position<'_, 'a>, shape: &Shape) -> Verdict {
        if position.key_is_id {
            return Verdict::Mention("alias-table");
        }
        if position.key.contains(&self.words.model) {
            return self.run(position);
        }
        let owner = position.owner;
        let owner_names_model = owner.ends_with(&self.words.model) || owner.ends_with(&self.words.context);
        if position.in_rows || !owner_names_model {
            return Verdict::Mention("other-key");
        }
        // Where a key beside it names the model, this one names something else by the same word.
        if shape.names_model { Verdict::Mention("label") } else { self.run(position) }
    }
}
