//! Applying fixes: which of them go together, what a file's text becomes, and writing it.
//!
//! `plan` chooses from the findings, `change` makes a file's new bytes and refuses what would harm it, `write` puts
//! them in place of the old ones and sweeps up after runs that were killed, `diff` shows them. Only `change::of_file`
//! and `write` touch the world. What a fix says is planned to the left of here.

pub mod change;
pub mod diff;
pub mod plan;
pub mod write;

pub use change::{Change, Refusal};
pub use plan::{Choice, Plan};
