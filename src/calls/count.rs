//! How often an SDK is told to try again.

use super::posture::Retries;
use crate::facts::ExprKind;
use crate::project::{At, Resolver};

/// The number that a setting is, as written; empty if it is something else.
pub fn written(resolver: &Resolver<'_>, at: At) -> String {
    match &resolver.project.expr(resolver.value_of(at)).kind {
        ExprKind::Num(text) | ExprKind::Name(text) => text.to_string(),
        _ => String::new(),
    }
}

/// How often an SDK tries again that is told `at`; `counts_tries` says that the number counts tries, not retries.
pub fn number_of(resolver: &Resolver<'_>, at: At, counts_tries: bool) -> Retries {
    let meant = resolver.value_of(at);
    match &resolver.project.expr(meant).kind {
        ExprKind::Num(number) => match number.replace('_', "").parse::<f64>() {
            Ok(n) if n <= f64::from(u8::from(counts_tries)) => Retries::Off(at),
            Ok(n) => Retries::Set(n as u32 - u32::from(counts_tries), at),
            Err(_) => Retries::Some(at),
        },
        ExprKind::Null | ExprKind::Bool(false) => Retries::Unknown,
        _ => Retries::Some(at),
    }
}
