//! A model at a provider: when it goes, what it is for, what its provider names instead.

use super::raw::Date;

/// One model at one provider. The same weights at another host are another row with other days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Provider or host: `openai`, `azure`, `aws-bedrock` …
    pub provider: String,
    /// The id as the provider writes it; Azure ids are `name@version`.
    pub id: String,
    /// Other spellings of the same id.
    pub spellings: Vec<String>,
    /// Endpoint family as written in the table: `chat`, `completion`, `code` …; see [`Model::family`].
    pub kind: String,
    /// The status word of the row, where dates do not say it.
    pub word: Option<StatusWord>,
    /// Day the end was announced.
    pub deprecated: Option<Date>,
    /// Last day, or day of removal, as the source gives it.
    pub shutdown: Option<Date>,
    /// "Not sooner than": never a shutdown, never a status.
    pub earliest_shutdown: Option<Date>,
    /// What the provider names instead, best first: ids at the same provider.
    pub replacement: Vec<String>,
    /// An ordinary word, or too short to be told from one: counts only where it reaches a call or a key that names a model.
    pub ambiguous: bool,
    /// Counts only where the provider is known from the client or from a prefix.
    pub host_only: bool,
    /// How much it reads and answers, and where it is served.
    pub measures: Measures,
    /// What was read.
    pub source_title: String,
    /// Where; empty if it has no address.
    pub source_url: String,
    /// Day (or month, or year) of the source.
    pub as_of: String,
    /// `high`, `medium` or `low`.
    pub confidence: String,
    /// Remarks: conflicting sources and the like.
    pub note: String,
}

/// The status word of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusWord {
    /// Served, no end announced.
    Active,
    /// Served, but the provider calls it legacy.
    Legacy,
    /// Its end is announced.
    Deprecated,
    /// Gone.
    Retired,
    /// Only named as a replacement; nothing is known of it.
    Unlisted,
}

impl StatusWord {
    /// The word of a row; words are checked when a file is read, so an unknown one cannot occur.
    pub fn of(word: &str) -> Option<StatusWord> {
        Some(match word {
            "active" => StatusWord::Active,
            "legacy" => StatusWord::Legacy,
            "deprecated" => StatusWord::Deprecated,
            "retired" => StatusWord::Retired,
            "unlisted" => StatusWord::Unlisted,
            _ => return None,
        })
    }
}

/// What a model is on a given day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Served, no end announced.
    Active,
    /// Served, no end announced, but the provider calls it legacy.
    Legacy,
    /// Its end is announced: the day, if one is. The day may have passed where it is only the earliest possible one.
    Deprecated {
        /// Day it stops.
        on: Option<Date>,
    },
    /// Gone: the day, if it is known.
    Retired {
        /// Day it stopped.
        on: Option<Date>,
    },
    /// Only named as a replacement; nothing is known of it.
    Unlisted,
}

impl Status {
    /// In words, for people: `retired 2026-10-23`, `shuts down 2027-01-14`, `active`.
    pub fn words(self) -> String {
        match self {
            Status::Active => "active".into(),
            Status::Legacy => "legacy".into(),
            Status::Deprecated { on: Some(on) } => format!("shuts down {on}"),
            Status::Deprecated { on: None } => "deprecated, no date".into(),
            Status::Retired { on: Some(on) } => format!("retired {on}"),
            Status::Retired { on: None } => "retired".into(),
            Status::Unlisted => "not listed".into(),
        }
    }

    /// The bare word used in machine formats: `active`, `legacy`, `deprecated`, `retired`, `unlisted`.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::Legacy => "legacy",
            Status::Deprecated { .. } => "deprecated",
            Status::Retired { .. } => "retired",
            Status::Unlisted => "unlisted",
        }
    }
}

/// What a call must be to use a model: a model of another family is no drop-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// Messages in, message out.
    Chat,
    /// Text in, text out; the code engines of 2021 to 2023 too.
    Completion,
    /// Text and an instruction in, text out.
    Edit,
    /// Text in, vector out.
    Embedding,
    /// Pictures.
    Image,
    /// Sound in or out, where nothing more is known.
    Audio,
    /// Text in, speech out.
    Speech,
    /// Speech in, text out.
    Transcription,
    /// Sound over a connection that stays open.
    Realtime,
    /// Moving pictures.
    Video,
    /// Judging content.
    Moderation,
    /// Ordering documents.
    Rerank,
    /// Reading documents.
    Ocr,
}

impl Family {
    /// True if a call of a model of this family can name one of the other, as far as is known.
    pub fn fits(self, other: Family) -> bool {
        const SOUND: [Family; 3] = [Family::Speech, Family::Transcription, Family::Realtime];
        let is_unsaid = |a, b| a == Family::Audio && SOUND.contains(&b);
        self == other || is_unsaid(self, other) || is_unsaid(other, self)
    }
}

/// How much a model reads and answers, and where it is served, as far as that is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measures {
    /// Tokens it reads at most.
    pub context: Option<u32>,
    /// Tokens it answers with at most.
    pub output: Option<u32>,
    /// Numbers in a vector that it gives.
    pub dimensions: Option<u32>,
    /// It is served by OpenAI's Responses API, not by chat completions.
    pub responses_only: bool,
}

impl Model {
    /// What the model is on the day `as_of`: dates decide, the status word where there is none.
    pub fn status(&self, as_of: Date) -> Status {
        match (self.word, self.shutdown) {
            (Some(StatusWord::Unlisted), _) => Status::Unlisted,
            (Some(StatusWord::Deprecated), on) => Status::Deprecated { on },
            (_, Some(on)) if on <= as_of => Status::Retired { on: Some(on) },
            (_, Some(on)) => Status::Deprecated { on: Some(on) },
            (Some(StatusWord::Retired), None) => Status::Retired { on: None },
            (Some(StatusWord::Legacy), None) => Status::Legacy,
            (Some(StatusWord::Active) | None, None) => Status::Active,
        }
    }

    /// What the model is on the day `as_of`, in words: like [`Status::words`], but a model that its provider still calls
    /// active or legacy is so until its day, and a day that was only the earliest possible one is not said to be the end.
    pub fn words(&self, as_of: Date) -> String {
        match (self.status(as_of), self.word) {
            (Status::Deprecated { on: Some(on) }, Some(StatusWord::Active)) => format!("active until {on}"),
            (Status::Deprecated { on: Some(on) }, Some(StatusWord::Legacy)) => format!("legacy until {on}"),
            (Status::Deprecated { on: Some(on) }, Some(StatusWord::Deprecated)) => {
                format!("deprecated, may end from {on} on")
            }
            (status, _) => status.words(),
        }
    }

    /// True if the model may be recommended on `as_of`: it is listed and served, and nothing ends it within
    /// `horizon_days` days.
    pub fn lives(&self, as_of: Date, horizon_days: u32) -> bool {
        match self.status(as_of) {
            Status::Active | Status::Legacy => true,
            Status::Deprecated { on: Some(on) } => {
                self.word != Some(StatusWord::Deprecated) && as_of.days_until(on) > i64::from(horizon_days)
            }
            Status::Deprecated { on: None } | Status::Retired { .. } | Status::Unlisted => false,
        }
    }

    /// True if there is a day on which this row makes a finding.
    pub fn may_be_found(&self) -> bool {
        let word = matches!(self.word, Some(StatusWord::Legacy | StatusWord::Deprecated | StatusWord::Retired));
        self.word != Some(StatusWord::Unlisted) && (word || self.shutdown.is_some())
    }

    /// What a call must be to use it. Code models of today are chat models; the code engines of 2021 to 2023 (and
    /// PaLM's) completed text.
    pub fn family(&self) -> Family {
        match self.kind.as_str() {
            "code" if self.id.contains("-edit-") => Family::Edit,
            "code" if ["davinci", "cushman", "code-bison", "code-gecko"].iter().any(|old| self.id.contains(old)) => {
                Family::Completion
            }
            "completion" => Family::Completion,
            "edit" => Family::Edit,
            "embedding" => Family::Embedding,
            "image" => Family::Image,
            // The tables have one kind for all sound; what is called how stands in the name.
            "audio" if self.id.contains("realtime") => Family::Realtime,
            "audio" if self.id.contains("tts") => Family::Speech,
            "audio" if ["whisper", "transcribe"].iter().any(|name| self.id.contains(name)) => Family::Transcription,
            "audio" => Family::Audio,
            "video" => Family::Video,
            "moderation" => Family::Moderation,
            "rerank" => Family::Rerank,
            "ocr" => Family::Ocr,
            _ => Family::Chat,
        }
    }

    /// The source with its day, for people: `OpenAI deprecations page, 2026-10-02`.
    pub fn cited(&self) -> String {
        match (self.source_title.is_empty(), self.as_of.is_empty()) {
            (true, _) => self.as_of.clone(),
            (false, true) => self.source_title.clone(),
            (false, false) => format!("{}, {}", self.source_title, self.as_of),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, kind: &str, word: Option<StatusWord>, shutdown: Option<&str>) -> Model {
        Model {
            provider: "p".into(),
            id: id.into(),
            spellings: Vec::new(),
            kind: kind.into(),
            word,
            deprecated: None,
            shutdown: shutdown.and_then(Date::parse),
            earliest_shutdown: Date::parse("2020-01-01"),
            replacement: Vec::new(),
            ambiguous: false,
            host_only: false,
            measures: Measures::default(),
            source_title: String::new(),
            source_url: String::new(),
            as_of: String::new(),
            confidence: String::new(),
            note: String::new(),
        }
    }

    #[test]
    fn dates_decide_and_the_day_itself_counts_as_gone() {
        let as_of = Date::parse("2026-11-22").unwrap();
        let on = |text: &str| Date::parse(text);
        assert_eq!(row("a", "chat", None, Some("2026-11-22")).status(as_of), Status::Retired { on: on("2026-11-22") });
        assert_eq!(
            row("a", "chat", None, Some("2026-11-23")).status(as_of),
            Status::Deprecated { on: on("2026-11-23") }
        );
        let legacy = row("a", "chat", Some(StatusWord::Legacy), Some("2027-04-14"));
        assert_eq!(legacy.status(as_of), Status::Deprecated { on: on("2027-04-14") });
        assert_eq!(row("a", "chat", Some(StatusWord::Legacy), None).status(as_of), Status::Legacy);
        assert_eq!(row("a", "chat", Some(StatusWord::Retired), None).status(as_of), Status::Retired { on: None });
    }

    #[test]
    fn not_sooner_than_makes_no_status() {
        let as_of = Date::parse("2026-11-22").unwrap();
        let model = row("a", "chat", None, None);
        assert_eq!(model.status(as_of), Status::Active);
        assert!(model.lives(as_of, 90) && !model.may_be_found());
    }

    #[test]
    fn an_earliest_possible_date_that_passed_leaves_it_deprecated_and_unrecommended() {
        let as_of = Date::parse("2026-11-22").unwrap();
        let model = row("a", "chat", Some(StatusWord::Deprecated), Some("2026-10-22"));
        assert_eq!(model.status(as_of), Status::Deprecated { on: Date::parse("2026-10-22") });
        assert!(!model.lives(as_of, 90));
    }

    #[test]
    fn words_tell_a_scheduled_end_from_an_announced_one() {
        let as_of = Date::parse("2026-11-22").unwrap();
        let words = |word, shutdown| row("a", "chat", word, shutdown).words(as_of);
        assert_eq!(words(None, Some("2027-01-14")), "shuts down 2027-01-14");
        assert_eq!(words(Some(StatusWord::Active), Some("2028-01-11")), "active until 2028-01-11");
        assert_eq!(words(Some(StatusWord::Legacy), Some("2027-04-14")), "legacy until 2027-04-14");
        assert_eq!(words(Some(StatusWord::Active), Some("2026-11-22")), "retired 2026-11-22");
        assert_eq!(words(Some(StatusWord::Deprecated), Some("2026-10-22")), "deprecated, may end from 2026-10-22 on");
    }

    #[test]
    fn a_recommendation_outlives_the_horizon() {
        let as_of = Date::parse("2026-11-22").unwrap();
        assert!(!row("a", "chat", None, Some("2027-02-20")).lives(as_of, 90));
        assert!(row("a", "chat", None, Some("2027-02-21")).lives(as_of, 90));
        assert!(!row("a", "chat", Some(StatusWord::Unlisted), None).lives(as_of, 90));
    }

    #[test]
    fn old_code_engines_complete_and_new_code_models_chat() {
        let family = |id: &str, kind: &str| row(id, kind, None, None).family();
        assert_eq!(family("code-davinci-002", "code"), Family::Completion);
        assert_eq!(family("cushman-codex", "code"), Family::Completion);
        assert_eq!(family("code-davinci-edit-001", "code"), Family::Edit);
        assert_eq!(family("codechat-bison@001", "code"), Family::Chat);
        assert_eq!(family("gpt-5.3-codex", "code"), Family::Chat);
        assert_eq!(family("codestral-2508", "code"), Family::Chat);
    }

    #[test]
    fn speech_is_not_called_as_a_connection_is() {
        let family = |id: &str| row(id, "audio", None, None).family();
        assert!(!family("gpt-4o-mini-tts").fits(family("gpt-realtime-2.1-mini")));
        assert!(!family("gpt-4o-mini-transcribe").fits(family("gpt-4o-mini-tts")));
        assert!(family("playai-tts").fits(family("canopylabs/orpheus-v1-english")));
        assert!(family("gpt-4o-realtime-preview").fits(family("gpt-realtime")));
    }
}
