//! Which argument of a call reaches which parameter.

use crate::facts::{ArgKind, BindingId, BindingKind, Call, ExprId, Facts, FunctionId};

/// The argument of `call` that a parameter with this position (0-based) and name receives.
pub fn passed(facts: &Facts, call: ExprId, index: u32, name: &str) -> Option<ExprId> {
    let call = facts.call(call)?;
    call.args
        .iter()
        .find(|arg| match &arg.kind {
            ArgKind::Positional(at) => *at == index,
            ArgKind::Keyword(keyword, _) => keyword == name,
            ArgKind::Splat | ArgKind::DictSplat => false,
        })
        .map(|arg| arg.value)
}

/// The keyword argument of this name.
pub fn named(facts: &Facts, call: ExprId, name: &str) -> Option<ExprId> {
    let of = |arg: &&crate::facts::Arg| matches!(&arg.kind, ArgKind::Keyword(keyword, _) if keyword == name);
    Some(facts.call(call)?.args.iter().find(of)?.value)
}

/// The parameters of `function` that receive argument number `arg` of a call; several when the argument is taken apart.
pub fn received(facts: &Facts, function: FunctionId, call: &Call, arg: u32) -> Vec<BindingId> {
    let Some(arg) = call.args.get(arg as usize) else { return Vec::new() };
    facts
        .function(function)
        .params
        .iter()
        .copied()
        .filter(|&p| {
            let binding = facts.binding(p);
            let BindingKind::Param { index, rest, .. } = &binding.kind else { return false };
            match &arg.kind {
                ArgKind::Positional(at) => at == index && !rest,
                ArgKind::Keyword(keyword, _) => *keyword == binding.name && !rest,
                ArgKind::Splat | ArgKind::DictSplat => false,
            }
        })
        .collect()
}
