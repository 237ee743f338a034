//! What codexit knows: model lifecycles, SDK profiles, legacy APIs, packages.
//!
//! The facts themselves live in `rules/**/*.toml`. A file is read into the types of [`raw`] (as written), checked by
//! [`validate`], and turned by [`compile`] into what the checks ask: [`Models`], [`Package`], [`Rule`], [`Sdk`],
//! [`Words`]. `build.rs` shares the first two and embeds the result; [`load`] reads it back and lays a user's own files
//! over it. Nothing here looks at code: which value is a model id in use is for the checks to say.

pub mod anchor;
pub mod api_path;
pub mod behaviour;
pub mod chain;
pub mod compile;
pub mod date;
pub mod day;
pub mod document;
pub mod inquiry;
pub mod load;
pub mod lookup;
pub mod migration;
pub mod mistake;
pub mod model;
pub mod models;
pub mod package;
pub mod provider;
pub mod raw;
pub mod retrier;
pub mod rule;
pub mod sdk;
pub mod spelling;
pub mod validate;
pub mod words;

pub use anchor::{AnchorKind, ModelAnchor};
pub use api_path::PathPattern;
pub use chain::Chain;
pub use inquiry::Inquiry;
pub use load::KnowledgeError;
pub use lookup::Hit;
pub use migration::{MigratedCall, Migration};
pub use model::{Family, Model, Status, StatusWord};
pub use models::{Models, Provider};
pub use package::Package;
pub use raw::Date;
pub use rule::{Match, Rule, RuleLanguage};
pub use sdk::Sdk;
pub use words::Words;

/// Everything that is known.
#[derive(Clone, Debug)]
pub struct Knowledge {
    /// Model lifecycles.
    pub models: Models,
    /// Packages at their end.
    pub packages: Vec<Package>,
    /// Legacy APIs.
    pub rules: Vec<Rule>,
    /// How SDKs are used.
    pub sdks: Vec<Sdk>,
    /// The words by which code says what a value is for.
    pub words: Words,
    /// How old calls become new ones.
    pub migrations: Vec<Migration>,
    /// Where to look and whom to ask when a provider does not answer.
    pub contacts: Vec<provider::Contact>,
    /// The newest day on which one of the built-in tables was compared with its sources.
    pub checked: Date,
}

impl Knowledge {
    /// The packages called `name` in `ecosystem` (`pypi` or `npm`).
    pub fn packages_named<'a>(&'a self, ecosystem: &'a str, name: &'a str) -> impl Iterator<Item = &'a Package> {
        self.packages.iter().filter(move |package| package.is(ecosystem, name))
    }
}
