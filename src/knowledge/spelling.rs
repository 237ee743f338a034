//! How people write a model id: with prefixes, variants, versions and fine-tune suffixes. Every way of reading what is
//! written is listed, the most faithful first; which of them is a model is for the tables to say.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

/// Longest text that is tried as a model id, in bytes: resource names of a cloud are long, prose is longer.
pub const LONGEST: usize = 200;

/// One way to read what is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading<'a> {
    /// The id that is meant.
    pub id: Cow<'a, str>,
    /// Index of the provider that a prefix or a manner of writing points to.
    pub hint: Option<usize>,
    /// Something was taken off its front: a bare word is no longer an ordinary word then.
    pub prefixed: bool,
    /// Something that qualifies the id was taken off its end.
    pub taken_off: Option<TakenOff>,
}

/// What was taken off the end of an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenOff {
    /// The rest of a fine-tuned id: it is judged by its base.
    FineTune,
    /// `:free` and other variants of a router.
    Variant,
    /// A version or a context size that has no row of its own.
    Version,
    /// `-latest` of a series: the series' moving name ends with the series.
    Latest,
}

/// A prefix that people put before ids.
#[derive(Clone, Debug)]
pub struct Prefix {
    /// The prefix, its separator included: `azure/`, `openai:`, `us.`.
    pub text: String,
    /// Index of the provider it points to.
    pub provider: usize,
    /// The provider is a router: a prefix after it says more.
    pub router: bool,
}

/// All prefixes, by their first letter: almost every string has none, and most are looked at.
#[derive(Clone, Debug, Default)]
pub struct Prefixes {
    by_first: FxHashMap<u8, Vec<Prefix>>,
}

impl Prefixes {
    /// These prefixes; empty ones are left out.
    pub fn new(prefixes: impl IntoIterator<Item = Prefix>) -> Prefixes {
        let mut by_first: FxHashMap<u8, Vec<Prefix>> = FxHashMap::default();
        for prefix in prefixes {
            if let Some(first) = prefix.text.bytes().next() {
                by_first.entry(first.to_ascii_lowercase()).or_default().push(prefix);
            }
        }
        for prefixes in by_first.values_mut() {
            prefixes.sort_by(|a, b| b.text.len().cmp(&a.text.len()).then_with(|| a.text.cmp(&b.text)));
        }
        Prefixes { by_first }
    }

    /// The longest prefix that `text` starts with, whatever its case.
    fn of(&self, text: &str) -> Option<&Prefix> {
        let candidates = self.by_first.get(&text.bytes().next()?.to_ascii_lowercase())?;
        candidates.iter().find(|prefix| starts_with_ignoring_case(text, &prefix.text))
    }
}

/// Providers that a manner of writing points to, by index.
#[derive(Clone, Copy, Debug, Default)]
pub struct Landmarks {
    /// `aws-bedrock`.
    pub bedrock: Option<usize>,
    /// `google-vertex-ai`.
    pub vertex: Option<usize>,
    /// `azure`.
    pub azure: Option<usize>,
}

/// Words that some tools put between provider and id: `openai:chat:gpt-4`.
const ENDPOINT_WORDS: &[&str] =
    &["chat:", "completion:", "messages:", "responses:", "embedding:", "embeddings:", "image:", "moderation:"];

/// Variants of a router: `openai/gpt-4:free`.
const VARIANTS: &[&str] =
    &[":free", ":beta", ":nitro", ":extended", ":thinking", ":online", ":floor", ":exacto", ":self-moderated"];

/// What is written, whole and then with one prefix after another taken off.
pub fn peel<'a>(written: &'a str, prefixes: &Prefixes, landmarks: Landmarks) -> Vec<Reading<'a>> {
    let whole = Reading { id: Cow::Borrowed(written), hint: None, prefixed: false, taken_off: None };
    let mut readings = vec![Reading { hint: manner(written, landmarks), ..whole.clone() }];
    if !written.contains(['/', ':', '.']) || written.contains(char::is_whitespace) {
        return readings;
    }
    let (mut rest, mut hint, mut from_router) = (written, None, false);
    if let Some((resource, provider)) = resource(written, landmarks) {
        (rest, hint) = (resource, provider);
        readings.push(Reading { id: Cow::Borrowed(rest), hint, prefixed: true, taken_off: None });
    }
    // Each turn takes at least one byte off, and no real id carries more than a handful of prefixes.
    for _ in 0..5 {
        let Some(prefix) = prefixes.of(rest) else { break };
        rest = &rest[prefix.text.len()..];
        if prefix.text.ends_with(':') {
            rest = ENDPOINT_WORDS.iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
        }
        if hint.is_none() || from_router {
            (hint, from_router) = (Some(prefix.provider), prefix.router);
        }
        if rest.is_empty() {
            return readings;
        }
        readings.push(Reading { id: Cow::Borrowed(rest), hint, prefixed: true, taken_off: None });
    }
    // `bedrock/us-east-1/…`, `azure/eu/…`: what stands between the host and the id is a region or a route.
    if let (Some(_), Some((_, last))) = (hint, rest.rsplit_once('/'))
        && !last.is_empty()
    {
        readings.push(Reading { id: Cow::Borrowed(last), hint, prefixed: true, taken_off: None });
    }
    readings
}

/// What is left of a reading when something is taken off its end; most faithful first.
pub fn variants<'a>(reading: &Reading<'a>) -> Vec<Reading<'a>> {
    let id = reading.id.as_ref();
    let mut out = Vec::new();
    if id.contains(char::is_whitespace) {
        return out;
    }
    let mut push = |id: &str, prefixed: bool, taken_off: TakenOff| {
        if !id.is_empty() {
            let prefixed = reading.prefixed || prefixed;
            out.push(Reading {
                id: Cow::Owned(id.to_owned()),
                prefixed,
                taken_off: Some(taken_off),
                ..reading.clone()
            });
        }
    };
    if let Some(base) = fine_tune_base(id) {
        push(base, true, TakenOff::FineTune);
        return out;
    }
    if let Some(base) = VARIANTS.iter().find_map(|variant| id.strip_suffix(variant)) {
        push(base, false, TakenOff::Variant);
    }
    if let Some((name, version)) = versioned(id) {
        push(&format!("{name}-{version}"), false, TakenOff::Version);
        push(name, false, TakenOff::Version);
    }
    if is_dotted(id) {
        let mut stem = id;
        if let Some((rest, size)) = stem.rsplit_once(':')
            && size.strip_suffix('k').is_some_and(is_number)
        {
            stem = rest;
            push(stem, false, TakenOff::Version);
        }
        if let Some((rest, number)) = stem.rsplit_once(':')
            && is_number(number)
        {
            stem = rest;
            push(stem, false, TakenOff::Version);
        }
        if let Some((rest, number)) = stem.rsplit_once("-v")
            && is_number(number)
        {
            push(rest, false, TakenOff::Version);
        }
    }
    if let Some(series) = id.strip_suffix("-latest")
        && let Some(number) = series.strip_prefix("gemini-")
        && number.starts_with(|c: char| c.is_ascii_digit())
        && number.contains('.')
    {
        push(series, false, TakenOff::Latest);
    }
    out
}

/// Other spellings of an id of a table: the same model, whoever writes it.
pub fn spellings_of(id: &str) -> Vec<String> {
    let dashed = versioned(id).map(|(name, version)| format!("{name}-{version}"));
    let mut out: Vec<String> = Vec::from_iter(dashed.clone());
    for form in [Some(id), dashed.as_deref()].into_iter().flatten() {
        if let Some(rest) = form.strip_prefix("gpt-35-turbo") {
            out.push(format!("gpt-3.5-turbo{rest}"));
        } else if let Some(rest) = form.strip_prefix("gpt-3.5-turbo") {
            out.push(format!("gpt-35-turbo{rest}"));
        }
    }
    out
}

/// Names of which an id of a table is one version: `gpt-4o` of `gpt-4o@2024-05-13`, and the stems of Bedrock ids.
pub fn names_of(id: &str) -> Vec<String> {
    if let Some((name, _)) = versioned(id) {
        let mut names = spellings_of(name);
        names.insert(0, name.to_owned());
        return names;
    }
    let mut names = Vec::new();
    if is_dotted(id) {
        let stem = match id.rsplit_once(':') {
            Some((stem, number)) if is_number(number) => {
                names.push(stem.to_owned());
                stem
            }
            _ => id,
        };
        if let Some((stem, number)) = stem.rsplit_once("-v")
            && is_number(number)
            && stem.contains(|c: char| c.is_ascii_digit())
        {
            names.push(stem.to_owned());
        }
    }
    names
}

/// The base of a fine-tuned id: `ft:BASE:org:name:id`, `BASE:ft-org-…`, `BASE.ft-…`.
fn fine_tune_base(id: &str) -> Option<&str> {
    if let Some(rest) = id.strip_prefix("ft:") {
        return rest.split(':').next();
    }
    id.split_once(":ft-").or_else(|| id.split_once(".ft-")).map(|(base, _)| base)
}

/// The id at the end of a cloud's resource name, and the provider that such names belong to.
fn resource(written: &str, landmarks: Landmarks) -> Option<(&str, Option<usize>)> {
    if written.starts_with("arn:aws") && written.contains(":bedrock:") {
        return Some((written.rsplit_once('/')?.1, landmarks.bedrock));
    }
    let publisher = written.find("publishers/")?;
    let (_, id) = written[publisher..].split_once("/models/")?;
    Some((id, landmarks.vertex))
}

/// A way of writing that only one host has.
fn manner(written: &str, landmarks: Landmarks) -> Option<usize> {
    if written.starts_with("gpt-35-") {
        return landmarks.azure;
    }
    let (name, version) = versioned(written)?;
    let vertex = !name.starts_with("gpt-") && !name.contains('/') && (is_number(version) || version == "default");
    if vertex { landmarks.vertex } else { None }
}

/// The name and the version of `name@version`; an `@` in front (`@cf/…`) is part of a name.
fn versioned(id: &str) -> Option<(&str, &str)> {
    id.split_once('@').filter(|(name, version)| !name.is_empty() && !version.is_empty())
}

/// `vendor.model`: what Bedrock's ids look like. The part before the dot is letters and digits and starts with a letter.
fn is_dotted(id: &str) -> bool {
    let Some((vendor, model)) = id.split_once('.') else { return false };
    vendor.starts_with(|c: char| c.is_ascii_alphabetic())
        && vendor.chars().all(|c| c.is_ascii_alphanumeric())
        && model.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn starts_with_ignoring_case(text: &str, prefix: &str) -> bool {
    text.as_bytes().get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peeled(written: &str) -> Vec<String> {
        let prefixes = [
            ("openrouter/", 9, true),
            ("openai/", 0, false),
            ("openai:", 0, false),
            ("azure/", 1, false),
            ("bedrock/", 2, false),
            ("us.", 2, false),
        ]
        .map(|(text, provider, router)| Prefix { text: text.into(), provider, router });
        let landmarks = Landmarks { bedrock: Some(2), vertex: Some(3), azure: Some(1) };
        let show = |r: Reading<'_>| format!("{}{}", r.id, r.hint.map_or(String::new(), |hint| format!(" {hint}")));
        peel(written, &Prefixes::new(prefixes), landmarks).into_iter().map(show).collect()
    }

    #[test]
    fn prefixes_come_off_one_by_one_and_the_first_host_stays() {
        assert_eq!(peeled("gpt-4"), ["gpt-4"]);
        assert_eq!(peeled("azure/openai/gpt-4"), ["azure/openai/gpt-4", "openai/gpt-4 1", "gpt-4 1",]);
        assert_eq!(peeled("openai:chat:gpt-4"), ["openai:chat:gpt-4", "gpt-4 0"]);
        let bedrock = peeled("bedrock/us.anthropic.claude-v2:1");
        assert_eq!(bedrock.last().unwrap(), "anthropic.claude-v2:1 2");
    }

    #[test]
    fn a_router_leaves_the_word_to_the_next_prefix() {
        assert_eq!(peeled("openrouter/openai/gpt-4").last().unwrap(), "gpt-4 0");
    }

    #[test]
    fn regions_and_resource_names_lead_to_the_id() {
        assert_eq!(peeled("bedrock/us-east-1/anthropic.claude-v2").last().unwrap(), "anthropic.claude-v2 2");
        let arn = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2";
        assert_eq!(peeled(arn).last().unwrap(), "anthropic.claude-v2 2");
        let vertex = "projects/p/locations/l/publishers/google/models/gemini-pro";
        assert_eq!(peeled(vertex).last().unwrap(), "gemini-pro 3");
    }

    #[test]
    fn a_path_without_a_known_host_is_not_cut() {
        assert_eq!(peeled("prompts/gpt-4"), ["prompts/gpt-4"]);
    }

    fn varied(id: &str) -> Vec<String> {
        let whole = Reading { id: Cow::Borrowed(id), hint: None, prefixed: false, taken_off: None };
        variants(&whole).into_iter().map(|reading| reading.id.into_owned()).collect()
    }

    #[test]
    fn endings_come_off() {
        assert_eq!(varied("ft:gpt-3.5-turbo-0613:org::id"), ["gpt-3.5-turbo-0613"]);
        assert_eq!(varied("davinci:ft-org-2023-01-01"), ["davinci"]);
        assert_eq!(varied("gpt-4:free"), ["gpt-4"]);
        assert_eq!(varied("gpt-4@0613"), ["gpt-4-0613", "gpt-4"]);
        assert_eq!(
            varied("anthropic.claude-3-haiku-20240307-v1:0:48k"),
            [
                "anthropic.claude-3-haiku-20240307-v1:0",
                "anthropic.claude-3-haiku-20240307-v1",
                "anthropic.claude-3-haiku-20240307"
            ]
        );
        assert_eq!(varied("gemini-1.0-pro-latest"), ["gemini-1.0-pro"]);
        assert!(varied("claude-3-opus-latest").is_empty() && varied("gpt-3.5-turbo-v1").is_empty());
    }
}
