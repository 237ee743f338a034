//! Finding the row that is meant by what stands in code: every way of writing an id.

use codexit::knowledge::{Date, Hit, Knowledge, Status};

struct Known(Knowledge);

impl Known {
    /// `provider id` of the row that is found, or `-`.
    fn find(&self, written: &str, host: Option<&str>) -> String {
        self.hit(written, host).map_or("-".into(), |hit| format!("{} {}", hit.provider, hit.model.id))
    }
    fn hit(&self, written: &str, host: Option<&str>) -> Option<Hit<'_>> {
        self.0.models.find(written, host)
    }
    fn status(&self, written: &str, host: Option<&str>) -> Status {
        self.hit(written, host).unwrap().model.status(today())
    }
}

fn known() -> Known {
    Known(Knowledge::built_in())
}

fn today() -> Date {
    Date::parse("2026-11-22").unwrap()
}

#[test]
fn prefixes() {
    let known = known();
    for (written, found) in [
        ("gpt-4", "openai gpt-4"),
        ("openai/gpt-4", "openai gpt-4"),
        ("openai:gpt-4", "openai gpt-4"),
        ("openai:chat:gpt-4", "openai gpt-4"),
        ("openai:completion:text-davinci-003", "openai text-davinci-003"),
        ("OpenAI/gpt-4", "openai gpt-4"),
        ("openrouter/openai/gpt-4", "openai gpt-4"),
        ("openai/gpt-4:free", "openai gpt-4"),
        ("openrouter/anthropic/claude-2.1:beta", "anthropic claude-2.1"),
        ("anthropic:messages:claude-3-opus-20240229", "anthropic claude-3-opus-20240229"),
        ("anthropic/claude-3-opus-20240229", "anthropic claude-3-opus-20240229"),
        ("models/gemini-pro", "google-gemini-api gemini-pro"),
        ("models/text-bison-001", "google-gemini-api text-bison-001"),
        ("gemini/gemini-1.5-flash", "google-gemini-api gemini-1.5-flash"),
        ("google-gla:gemini-1.5-flash", "google-gemini-api gemini-1.5-flash"),
        ("groq/llama3-70b-8192", "groq llama3-70b-8192"),
        ("groq/openai/gpt-oss-20b", "groq openai/gpt-oss-20b"),
        ("together_ai/mistralai/Mixtral-8x7B-Instruct-v0.1", "together mistralai/Mixtral-8x7B-Instruct-v0.1"),
        ("mistral/mistral-large-2402", "mistral mistral-large-2402"),
        ("x-ai/grok-3", "xai grok-3"),
        ("cohere/command", "cohere command"),
        ("github_copilot/gpt-4.1", "github-copilot gpt-4.1"),
        ("fireworks_ai/accounts/fireworks/models/gpt-oss-120b", "fireworks accounts/fireworks/models/gpt-oss-120b"),
        ("accounts/fireworks/models/gpt-oss-120b", "fireworks accounts/fireworks/models/gpt-oss-120b"),
        ("cloudflare/@cf/microsoft/phi-2", "cloudflare-workers-ai @cf/microsoft/phi-2"),
        ("@cf/microsoft/phi-2", "cloudflare-workers-ai @cf/microsoft/phi-2"),
    ] {
        assert_eq!(known.find(written, None), found, "{written}");
    }
}

#[test]
fn azure_spellings() {
    let known = known();
    for (written, host, found) in [
        ("gpt-35-turbo", Some("azure"), "azure gpt-35-turbo"),
        ("gpt-35-turbo", None, "azure gpt-35-turbo"),
        ("gpt-35-turbo", Some("openai"), "openai gpt-3.5-turbo"),
        ("gpt-3.5-turbo", Some("azure"), "azure gpt-35-turbo"),
        ("gpt-35-turbo-16k", Some("azure"), "azure gpt-35-turbo-16k"),
        ("gpt-35-turbo-0613", Some("azure"), "azure gpt-35-turbo@0613"),
        ("gpt-35-turbo-0613", None, "azure gpt-35-turbo@0613"),
        ("gpt-3.5-turbo-0613", Some("azure"), "azure gpt-35-turbo@0613"),
        ("gpt-35-turbo-instruct", Some("azure"), "azure gpt-35-turbo-instruct@0914"),
        ("gpt-35-turbo-instruct", None, "azure gpt-35-turbo-instruct@0914"),
        ("azure/gpt-35-turbo", None, "azure gpt-35-turbo"),
        ("azure/gpt-4", None, "azure gpt-4"),
        ("azure/gpt-4", Some("openai"), "azure gpt-4"),
        ("azure/eu/gpt-4o-2024-08-06", None, "azure gpt-4o@2024-08-06"),
        ("gpt-4@0613", None, "azure gpt-4@0613"),
        ("gpt-4@0613", Some("azure"), "azure gpt-4@0613"),
        ("gpt-4o-2024-05-13", Some("azure"), "azure gpt-4o@2024-05-13"),
        ("gpt-4o-2024-05-13", None, "openai gpt-4o-2024-05-13"),
        ("gpt-4-turbo", Some("azure"), "openai gpt-4-turbo"),
        ("gpt-35-turbo-0613.ft-0123456789", Some("azure"), "azure gpt-35-turbo@0613"),
    ] {
        assert_eq!(known.find(written, host), found, "{written} {host:?}");
    }
}

#[test]
fn each_host_has_its_own_clock() {
    let known = known();
    let on = |text: &str| Some(Date::parse(text).unwrap());
    assert_eq!(known.status("gpt-4", None), Status::Retired { on: on("2026-10-23") });
    assert_eq!(known.status("gpt-4", Some("azure")), Status::Retired { on: on("2025-06-06") });
    assert_eq!(known.status("gemini-2.5-pro", Some("google-vertex-ai")), Status::Retired { on: on("2026-10-20") });
    assert_eq!(known.status("gemini-2.5-pro", None), Status::Deprecated { on: on("2026-12-01") });
    assert_eq!(known.status("vertex_ai/gemini-2.5-pro", None), Status::Retired { on: on("2026-10-20") });
    assert_eq!(known.status("gpt-4o", None), Status::Deprecated { on: on("2027-01-14") });
    let hosts = known.hit("gpt-4", None).unwrap().all_hosts;
    assert_eq!(hosts.iter().map(|row| row.provider.as_str()).collect::<Vec<_>>(), ["azure"]);
}

#[test]
fn of_several_versions_the_earliest_is_taken_and_said() {
    let known = known();
    let hit = known.hit("gpt-4o", Some("azure")).unwrap();
    assert_eq!(hit.model.shutdown, Date::parse("2026-12-09"));
    let note = hit.note.unwrap();
    assert!(note.contains("gpt-4o by version: 2024-05-13 on 2026-12-09"), "{note}");
    assert!(note.ends_with("the earliest is used"), "{note}");
    let hit = known.hit("textembedding-gecko", Some("google-vertex-ai")).unwrap();
    assert_eq!(hit.model.id, "textembedding-gecko@001");
    assert!(hit.note.unwrap().contains("002 on 2025-04-21"));
    let hit = known.hit("gpt-4o-realtime-preview", Some("azure")).unwrap();
    assert_eq!(hit.model.id, "gpt-4o-realtime-preview@2024-10-01");
    assert_eq!(known.hit("gpt-4", None).unwrap().note, None);
}

#[test]
fn bedrock_spellings() {
    let known = known();
    let id = "aws-bedrock anthropic.claude-3-opus-20240229-v1:0";
    for written in [
        "anthropic.claude-3-opus-20240229-v1:0",
        "anthropic.claude-3-opus-20240229-v1",
        "anthropic.claude-3-opus-20240229",
        "anthropic.claude-3-opus-20240229-v1:0:200k",
        "us.anthropic.claude-3-opus-20240229-v1:0",
        "bedrock/us.anthropic.claude-3-opus-20240229-v1:0",
        "bedrock/us-east-1/anthropic.claude-3-opus-20240229-v1:0",
        "bedrock/converse/anthropic.claude-3-opus-20240229-v1:0",
        "bedrock:anthropic.claude-3-opus-20240229-v1:0",
        "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-opus-20240229-v1:0",
        "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-opus-20240229-v1:0",
    ] {
        assert_eq!(known.find(written, None), id, "{written}");
        assert_eq!(known.find(written, Some("aws-bedrock")), id, "{written}");
    }
    assert_eq!(known.find("anthropic.claude-v2", None), "aws-bedrock anthropic.claude-v2");
    assert_eq!(known.find("anthropic.claude-v2:1", None), "aws-bedrock anthropic.claude-v2:1");
    assert_eq!(known.find("anthropic.claude-sonnet-4-6-v1:0", None), "aws-bedrock anthropic.claude-sonnet-4-6");
}

#[test]
fn vertex_spellings() {
    let known = known();
    for (written, host, found) in [
        ("chat-bison@001", None, "google-vertex-ai chat-bison@001"),
        ("vertex_ai/claude-3-opus@20240229", None, "google-vertex-ai claude-3-opus@20240229"),
        ("claude-3-opus@20240229", None, "google-vertex-ai claude-3-opus@20240229"),
        ("claude-3-5-sonnet-v2@20241022", None, "google-vertex-ai claude-3-5-sonnet-v2"),
        (
            "projects/p/locations/l/publishers/google/models/gemini-1.5-pro-002",
            None,
            "google-vertex-ai gemini-1.5-pro-002",
        ),
        ("publishers/google/models/gemini-1.5-pro-002", None, "google-vertex-ai gemini-1.5-pro-002"),
        ("gemini-1.5-pro@001", Some("google-vertex-ai"), "google-vertex-ai gemini-1.5-pro-001"),
        ("google/gemini-2.0-flash", Some("google-vertex-ai"), "google-vertex-ai gemini-2.0-flash"),
        ("google/gemini-2.0-flash", None, "google-gemini-api gemini-2.0-flash"),
        // Only named as a replacement there: the vendor's own row says more.
        ("gemini-1.5-pro", Some("google-vertex-ai"), "google-gemini-api gemini-1.5-pro"),
    ] {
        assert_eq!(known.find(written, host), found, "{written} {host:?}");
    }
}

#[test]
fn fine_tunes_are_judged_by_their_base() {
    let known = known();
    for (written, base) in [
        ("ft:gpt-3.5-turbo-0613:org::id", "openai gpt-3.5-turbo-0613"),
        ("ft:gpt-3.5-turbo-0613:my-org:name:8abcDEF", "openai gpt-3.5-turbo-0613"),
        ("openai/ft:gpt-3.5-turbo-0613:org::id", "openai gpt-3.5-turbo-0613"),
        ("davinci:ft-org-2023-01-30-12-00-00", "openai davinci"),
        ("curie:ft-org:name-2022-06-01", "openai curie"),
    ] {
        let hit = known.hit(written, None).unwrap();
        assert_eq!(format!("{} {}", hit.provider, hit.model.id), base, "{written}");
        assert!(hit.fine_tuned && !hit.ambiguous, "{written}");
        assert!(hit.note.unwrap().contains("fine-tune"), "{written}");
        assert!(matches!(hit.model.status(today()), Status::Retired { .. }), "{written}");
    }
    assert_eq!(known.find("ft:unknown-base:org::id", None), "-");
    assert_eq!(known.find("ft:", None), "-");
}

#[test]
fn names_of_2021_are_known() {
    let known = known();
    for written in
        ["davinci-codex", "cushman-codex", "davinci-instruct-beta", "ada-search-document", "curie-similarity"]
    {
        assert_eq!(known.find(written, None), format!("openai {written}"));
        assert!(matches!(known.status(written, None), Status::Retired { .. }), "{written}");
    }
}

#[test]
fn ordinary_words_are_ambiguous_unless_something_stands_before_them() {
    let known = known();
    for word in ["ada", "babbage", "curie", "davinci", "command", "o1", "o3", "sonar"] {
        assert!(known.hit(word, None).unwrap().ambiguous, "{word}");
    }
    assert!(!known.hit("openai/o1", None).unwrap().ambiguous);
    assert!(!known.hit("gpt-4", None).unwrap().ambiguous);
    for word in ["Ada", "O1", "DAVINCI", "whisper", "tts"] {
        assert_eq!(known.find(word, None), "-", "{word}");
    }
    assert_eq!(known.find("whisper", Some("azure")), "azure whisper");
}

#[test]
fn case_is_forgiven_where_there_is_a_digit_but_not_in_other_peoples_names() {
    let known = known();
    assert_eq!(known.find("GPT-4", None), "openai gpt-4");
    assert_eq!(known.find("Claude-2.1", None), "anthropic claude-2.1");
    assert_eq!(known.find("deepseek-r1", Some("azure")), "azure deepseek-r1");
    assert_eq!(known.find("DeepSeek-R1", Some("azure")), "azure DeepSeek-R1");
    // Repositories of open weights, not a vendor's API ids.
    for repository in ["mistralai/Pixtral-12B-2409", "google/gemma-7b-it", "deepseek-ai/DeepSeek-V3.1", "Qwen/Qwen3-8B"]
    {
        assert_eq!(known.find(repository, None), "-", "{repository}");
    }
    assert_eq!(known.find("deepseek-ai/DeepSeek-V3.1", Some("together")), "together deepseek-ai/DeepSeek-V3.1");
}

#[test]
fn names_that_say_nothing_of_their_host_need_one() {
    let known = known();
    for written in ["GPT-4.1 ", "Claude Opus 4", "claude-sonnet-4.6", "anthropic/claude-sonnet-4.6", "claude-3-opus"] {
        assert_eq!(known.find(written, None), "-", "{written}");
    }
    assert_eq!(known.find("Claude Opus 4", Some("github-copilot")), "github-copilot Claude Opus 4");
    assert_eq!(known.find("claude-3-opus", Some("google-vertex-ai")), "google-vertex-ai claude-3-opus");
}

#[test]
fn weights_that_are_run_end_with_no_vendors_date() {
    let known = known();
    assert_eq!(known.find("command-r", None), "cohere command-r");
    for (written, host) in [
        ("command-r", Some("ollama")),
        ("deepseek-coder", Some("ollama")),
        ("ollama/deepseek-coder", None),
        ("ollama/command-r", Some("openai")),
        ("huggingface/gpt-4", None),
    ] {
        assert_eq!(known.find(written, host), "-", "{written} {host:?}");
    }
}

#[test]
fn an_alias_does_not_inherit_its_snapshots_date() {
    let known = known();
    assert_eq!(known.find("claude-haiku-4-5", None), "anthropic claude-haiku-4-5");
    assert_eq!(known.find("gpt-4o-latest", None), "-");
    assert_eq!(known.find("mistral-large-latest", None), "mistral mistral-large-latest");
    assert_eq!(known.status("mistral-large-latest", None), Status::Active);
    // A series' moving name has nothing to point to when the series itself is gone.
    let hit = known.hit("models/gemini-1.0-pro-latest", None).unwrap();
    assert_eq!(hit.model.id, "gemini-1.0-pro");
    assert!(hit.note.unwrap().contains("series"));
}

#[test]
fn what_is_no_id_is_not_found() {
    let known = known();
    let long = "gpt-4/".repeat(100);
    for written in
        ["", " ", "/", ":", "@", "openai/", "gpt-4 ", "gpt-4,gpt-4o", "ft", "user@example.com", "us.", long.as_str()]
    {
        assert_eq!(known.find(written, None), "-", "{written:?}");
    }
    assert_eq!(known.find("gpt-4", Some("no-such-host")), "openai gpt-4");
    assert_eq!(known.find("é/ü:ß@ł.ø", None), "-");
}

fn chain(written: &str, host: Option<&str>, as_of: &str) -> (Vec<String>, Option<String>, bool) {
    let known = known();
    let as_of = Date::parse(as_of).unwrap();
    let hit = known.hit(written, host).unwrap();
    let chain = known.0.models.chain(hit.model, as_of, 90);
    let ids = chain.steps.iter().map(|step| step.id.clone()).collect();
    (ids, chain.end.map(|end| end.id.clone()), chain.family_changes)
}

#[test]
fn chains_lead_past_what_is_gone_or_going() {
    let (steps, end, changes) = chain("code-davinci-002", None, "2026-11-22");
    assert_eq!(steps, ["code-davinci-002", "gpt-3.5-turbo-instruct", "gpt-5.6-terra"]);
    assert_eq!((end.as_deref(), changes), (Some("gpt-5.6-terra"), true));
    let (steps, end, changes) = chain("gpt-3.5-turbo", None, "2026-11-22");
    assert_eq!((steps.len(), end.as_deref(), changes), (2, Some("gpt-5.6-terra"), false));
    let (_, end, changes) = chain("text-davinci-003", None, "2026-11-22");
    assert_eq!((end.as_deref(), changes), (Some("gpt-5.6-terra"), true));
    // The official answers of 2023, gpt-4o and gpt-4.1, go themselves on 2027-01-14: inside the horizon.
    let (steps, end, _) = chain("gpt-4.5-preview", None, "2026-11-22");
    assert_eq!(steps, ["gpt-4.5-preview", "gpt-4.1", "gpt-6-luna"]);
    assert_eq!(end.as_deref(), Some("gpt-6-luna"));
    let (_, end, _) = chain("gpt-35-turbo", Some("azure"), "2026-11-22");
    assert_eq!(end.as_deref(), Some("gpt-4.1-mini"));
}

#[test]
fn an_earlier_day_has_other_answers() {
    let (_, end, changes) = chain("text-davinci-003", None, "2024-02-01");
    assert_eq!((end.as_deref(), changes), (Some("gpt-3.5-turbo-instruct"), false));
}

#[test]
fn no_drop_in_is_an_answer() {
    let known = known();
    let hit = known.hit("sora-2", None).unwrap();
    let chain = known.0.models.chain(hit.model, today(), 90);
    assert!(chain.end.is_none() && chain.note.as_deref() == Some("no drop-in is known"));
    let hit = known.hit("deepseek-chat", None).unwrap();
    let chain = known.0.models.chain(hit.model, today(), 90);
    assert!(chain.end.is_none());
    assert_eq!(chain.steps.last().unwrap().status, "not listed");
    assert!(chain.note.unwrap().contains("deepseek-v4-flash"));
}

#[test]
fn each_step_carries_status_and_source_with_its_day() {
    let known = known();
    let hit = known.hit("text-davinci-003", None).unwrap();
    let chain = known.0.models.chain(hit.model, today(), 90);
    assert_eq!(chain.steps[0].status, "retired 2024-01-04");
    assert_eq!(chain.steps.last().unwrap().status, "active");
    assert!(chain.steps.iter().all(|step| step.source.contains("2026-1")), "{:?}", chain.steps);
}
