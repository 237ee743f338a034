//! The facts themselves, tested: every row is there, in order, and leads somewhere.

use std::collections::{BTreeMap, HashMap, HashSet};

use codexit::knowledge::{Date, Knowledge, Model, Status, StatusWord};

fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// The day the facts were compiled.
fn compiled() -> Date {
    day("2026-11-21")
}

fn named(model: &Model) -> String {
    format!("{} {}", model.provider, model.id)
}

#[test]
fn every_row_of_every_provider_is_there() {
    let expected = BTreeMap::from([
        ("azure", 329),
        ("openai", 297),
        ("aws-bedrock", 131),
        ("google-vertex-ai", 130),
        ("google-gemini-api", 107),
        ("alibaba", 84),
        ("mistral", 84),
        ("anthropic", 59),
        ("xai", 52),
        ("cohere", 48),
        ("groq", 46),
        ("together", 46),
        ("github-copilot", 33),
        ("perplexity", 29),
        ("zai", 22),
        ("fireworks", 20),
        ("cloudflare-workers-ai", 19),
        ("moonshot", 19),
        ("minimax", 17),
        ("baseten", 15),
        ("wandb", 14),
        ("cerebras", 13),
        ("xiaomi", 8),
        ("databricks", 7),
        ("scaleway", 7),
        ("deepseek", 5),
        ("anyscale", 2),
        ("replicate", 2),
    ]);
    let knowledge = Knowledge::built_in();
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for model in knowledge.models.iter().filter(|model| model.word != Some(StatusWord::Unlisted)) {
        *counted.entry(&model.provider).or_default() += 1;
    }
    assert_eq!(counted, expected);
    // 1,644 rows of the compiled facts, and `content-filter-alpha`, which real code of 2021 names.
    assert_eq!(counted.values().sum::<usize>(), 1645);
}

#[test]
fn no_id_is_listed_twice_at_a_provider_and_rows_are_sorted() {
    let knowledge = Knowledge::built_in();
    let mut seen = HashSet::new();
    let mut last: HashMap<&str, &str> = HashMap::new();
    for model in knowledge.models.iter() {
        assert!(seen.insert((&model.provider, &model.id)), "{} is listed twice", named(model));
        if let Some(before) = last.insert(&model.provider, &model.id) {
            assert!(before < model.id.as_str(), "{} stands after {before}", named(model));
        }
        for spelling in &model.spellings {
            assert!(knowledge.models.row(&model.provider, spelling).is_none(), "{spelling} has a row of its own");
        }
    }
}

#[test]
fn dates_exist_and_are_in_order() {
    for model in Knowledge::built_in().models.iter() {
        let dates = [model.deprecated, model.shutdown, model.earliest_shutdown];
        for date in dates.into_iter().flatten() {
            assert!(
                date.exists() && date >= day("2020-01-01") && date <= day("2030-01-01"),
                "{}: {date}",
                named(model)
            );
        }
        if let (Some(deprecated), Some(shutdown)) = (model.deprecated, model.shutdown) {
            assert!(deprecated <= shutdown, "{}: {deprecated} > {shutdown}", named(model));
        }
        assert!(!(model.shutdown.is_some() && model.earliest_shutdown.is_some()), "{} has both", named(model));
    }
}

#[test]
fn a_retired_row_has_a_past_date_or_says_so() {
    for model in Knowledge::built_in().models.iter() {
        if model.word == Some(StatusWord::Retired) {
            assert_eq!(model.shutdown, None, "{}: the date says it", named(model));
        }
        if let (Some(StatusWord::Deprecated), Some(shutdown)) = (model.word, model.shutdown) {
            let said = model.note.contains("earliest possible");
            assert!(said && shutdown <= compiled(), "{}: why is the date not enough?", named(model));
        }
    }
}

#[test]
fn every_row_names_its_source_with_a_day_and_how_far_to_trust_it() {
    for model in Knowledge::built_in().models.iter() {
        assert!(!model.source_title.is_empty(), "{}", named(model));
        assert!(model.source_url.is_empty() || model.source_url.starts_with("https://"), "{}", named(model));
        assert!([4, 7, 10].contains(&model.as_of.len()) && model.as_of.as_str() <= "2026-11-21", "{}", named(model));
        assert!(["high", "medium", "low"].contains(&model.confidence.as_str()), "{}", named(model));
    }
}

#[test]
fn tables_were_compared_with_their_sources_not_after_the_facts_were_compiled() {
    let knowledge = Knowledge::built_in();
    for provider in knowledge.models.providers() {
        assert!(provider.checked >= day("2024-01-01") && provider.checked <= compiled(), "{}", provider.id);
        assert!(!provider.references.is_empty(), "{}", provider.id);
        assert!(provider.references.iter().all(|page| page.starts_with("https://")), "{}", provider.id);
    }
    assert_eq!(knowledge.checked, compiled());
}

#[test]
fn every_replacement_is_a_row_and_every_unlisted_row_a_replacement() {
    let knowledge = Knowledge::built_in();
    let mut used = HashSet::new();
    for model in knowledge.models.iter() {
        for id in &model.replacement {
            let row = knowledge.models.row(&model.provider, id);
            assert!(row.is_some(), "{} is replaced by {id}, which is no row", named(model));
            used.insert((model.provider.clone(), id.clone()));
        }
    }
    for model in knowledge.models.iter().filter(|model| model.word == Some(StatusWord::Unlisted)) {
        assert!(used.contains(&(model.provider.clone(), model.id.clone())), "{} replaces nothing", named(model));
        assert!(model.shutdown.is_none() && !model.note.is_empty(), "{}", named(model));
    }
}

#[test]
fn every_chain_ends_and_never_at_something_gone_or_going() {
    let knowledge = Knowledge::built_in();
    for as_of in ["2023-01-01", "2026-11-22", "2028-06-01"].map(day) {
        for model in knowledge.models.iter() {
            let chain = knowledge.models.chain(model, as_of, 90);
            assert_eq!(chain.steps[0].id, model.id);
            let ids: HashSet<&str> = chain.steps.iter().map(|step| step.id.as_str()).collect();
            assert_eq!(ids.len(), chain.steps.len(), "{} goes round", named(model));
            let Some(end) = chain.end else {
                let alive = matches!(model.status(as_of), Status::Active | Status::Legacy);
                assert!(alive || chain.note.is_some(), "{} ends without a word", named(model));
                continue;
            };
            assert!(end.lives(as_of, 90), "{} leads to {}", named(model), end.id);
            assert_eq!(chain.steps.last().unwrap().id, end.id);
            assert_eq!(end.provider, model.provider);
            assert_eq!(chain.family_changes, end.family() != model.family());
        }
    }
}

#[test]
fn ordinary_words_are_ambiguous_and_nothing_short_is_not() {
    for model in Knowledge::built_in().models.iter() {
        let short = model.id.len() <= 3;
        let word = model.id.bytes().all(|b| b.is_ascii_lowercase());
        assert!(model.ambiguous || !(short || word), "{} can be a word", named(model));
    }
}

#[test]
fn names_are_no_row_of_another_provider_in_disguise() {
    // What a row's other spellings mean must be the row itself, or a row that is closer to what is written.
    let knowledge = Knowledge::built_in();
    for model in knowledge.models.iter().filter(|model| model.word != Some(StatusWord::Unlisted)) {
        let hit = knowledge.models.find(&model.id, Some(&model.provider)).unwrap();
        assert_eq!(named(hit.model), named(model));
    }
}

#[test]
fn known_ids_have_no_row() {
    let knowledge = Knowledge::built_in();
    let mut count = 0;
    for provider in knowledge.models.providers() {
        for id in &provider.known {
            assert!(knowledge.models.row(&provider.id, id).is_none(), "{} {id}", provider.id);
            count += 1;
        }
    }
    assert!(count > 400, "{count}");
}

#[test]
fn every_anchor_is_sorted_unique_and_long_enough() {
    let anchors = Knowledge::built_in().models.anchors();
    assert!(anchors.windows(2).all(|pair| pair[0] < pair[1]));
    let has = |text: &str| anchors.iter().any(|anchor| anchor.text == text);
    for text in
        ["gpt-4", "gpt-35-turbo", "davinci", "davinci:ft-", "us.anthropic.claude-v2:1", "chat-bison@001", "gpt-4o"]
    {
        assert!(has(text), "{text}");
    }
    assert!(!has("text-embedding-3-small-x") && !has("gpt-5.6-sol-x"));
    assert!(anchors.iter().all(|anchor| anchor.text.len() >= 2));
}

#[test]
fn package_ranges_parse_in_their_own_grammar() {
    let knowledge = Knowledge::built_in();
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for package in &knowledge.packages {
        *counted.entry(&package.ecosystem).or_default() += 1;
        assert!(!package.source.is_empty(), "{}", package.name);
        if package.affected == "*" {
            continue;
        }
        match package.ecosystem.as_str() {
            "pypi" => assert!(package.affected.parse::<pep440_rs::VersionSpecifiers>().is_ok(), "{}", package.name),
            "npm" => assert!(nodejs_semver::Range::parse(&package.affected).is_ok(), "{}", package.name),
            other => panic!("{}: a range of {other} cannot be judged", package.name),
        }
    }
    assert_eq!(counted, BTreeMap::from([("maven", 1), ("npm", 15), ("nuget", 1), ("pypi", 33), ("swift", 1)]));
}

#[test]
fn the_packages_that_projects_are_held_back_by_are_known() {
    let knowledge = Knowledge::built_in();
    let affected = |ecosystem: &str, name: &str| {
        let found: Vec<&str> = knowledge.packages_named(ecosystem, name).map(|p| p.affected.as_str()).collect();
        assert_eq!(found.len(), 1, "{ecosystem} {name}");
        found[0].to_owned()
    };
    assert_eq!(affected("pypi", "openai"), "<1");
    assert_eq!(affected("npm", "openai"), "<4");
    assert_eq!(affected("npm", "@azure/openai"), "<2");
    assert_eq!(affected("pypi", "Llama_Index"), "<0.10");
    assert_eq!(affected("pypi", "google-generativeai"), "*");
    assert_eq!(affected("npm", "@google/generative-ai"), "*");
}

#[test]
fn every_rule_has_an_id_of_its_own_a_literal_to_look_for_and_a_source() {
    let knowledge = Knowledge::built_in();
    assert!(!knowledge.rules.is_empty() && !knowledge.sdks.is_empty() && !knowledge.words.model.is_empty());
    let mut seen = HashSet::new();
    for rule in &knowledge.rules {
        assert!(seen.insert(&rule.id), "{} is there twice", rule.id);
        // What rules about outages look for stands in the profiles of SDKs.
        let looks = !rule.anchors.is_empty() || rule.id.starts_with("resilience/");
        assert!(looks && !rule.references.is_empty(), "{}", rule.id);
        assert!(!rule.languages.is_empty(), "{}", rule.id);
    }
}

#[test]
fn every_provider_that_a_profile_or_a_host_names_has_a_table() {
    let knowledge = Knowledge::built_in();
    let known = |provider: &str| knowledge.models.provider(provider).is_some();
    let mut without: Vec<&str> = knowledge.words.hosts.iter().map(|(_, provider)| provider.as_str()).collect();
    without.extend(knowledge.sdks.iter().filter_map(|sdk| sdk.provider.as_deref()));
    without.retain(|provider| !known(provider));
    without.sort_unstable();
    without.dedup();
    // Its ids are those of their vendors, and are judged as such.
    assert_eq!(without, ["github-models"]);
}
