//! Expressions.

use super::super::builder::span_of;
use super::super::{Arg, ArgKind, BindingKind, Call, DictItem, ExprId, ExprKind, Part, RegionKind, Use};
use super::{Lowering, Place, children};
use crate::facts::field;
use thin_vec::ThinVec;
use tree_sitter::Node;

impl Lowering<'_> {
    /// Lowers an expression; its usage is the caller's to set.
    pub(super) fn expression(&mut self, node: Node) -> ExprId {
        match self.deeper(|l| l.expression_inner(node)) {
            Some(id) => id,
            None => self.add(node, ExprKind::Other),
        }
    }

    fn expression_inner(&mut self, node: Node) -> ExprId {
        match node.kind() {
            "identifier" => self.name(node),
            "string" | "concatenated_string" => self.string(node),
            "integer" | "float" => self.add(node, ExprKind::Num(self.str(node).into())),
            "true" => self.add(node, ExprKind::Bool(true)),
            "false" => self.add(node, ExprKind::Bool(false)),
            "none" => self.add(node, ExprKind::Null),
            "attribute" => self.attribute(node),
            "subscript" => self.subscript(node),
            "call" => self.call(node),
            "list" | "tuple" | "set" | "expression_list" | "pattern_list" => {
                let items = children(node).into_iter().map(|n| self.item(n)).collect();
                self.add(node, ExprKind::List(items))
            }
            "dictionary" => self.dictionary(node),
            "list_comprehension" | "set_comprehension" | "generator_expression" | "dictionary_comprehension" => {
                self.comprehension(node)
            }
            "binary_operator" => self.binary(node),
            "boolean_operator" => {
                let values = self.operand_chain(node, "boolean_operator");
                self.add(node, ExprKind::Choice(values.into()))
            }
            "conditional_expression" => {
                let parts = children(node);
                if let [yes, test, no] = parts[..] {
                    let values = vec![self.expression(yes), self.expression(no)];
                    self.used(test, Use::Test);
                    self.add(node, ExprKind::Choice(values.into()))
                } else {
                    self.other(node)
                }
            }
            "comparison_operator" => {
                let operands: Vec<ExprId> = children(node).into_iter().map(|n| self.expression(n)).collect();
                self.b.operands(span_of(node), &operands, self.place.region)
            }
            "not_operator" => {
                children(node).into_iter().for_each(|n| {
                    self.used(n, Use::Test);
                });
                self.add(node, ExprKind::Other)
            }
            "lambda" => self.lambda(node),
            "await" | "list_splat" | "dictionary_splat" => self.same(node),
            "yield" => {
                let function = self.place.function;
                if let Some(function) = function {
                    self.b.function_mut(function).is_generator = true;
                }
                let usage = function.map_or(Use::Other, Use::Yielded);
                children(node).into_iter().for_each(|n| {
                    self.used(n, usage);
                });
                self.add(node, ExprKind::Other)
            }
            "named_expression" => match (field::child(node, "name"), field::child(node, "value")) {
                (Some(name), Some(value)) => {
                    let value = self.expression(value);
                    self.bind_name(name, BindingKind::Value { expr: value, path: ThinVec::new() }, None);
                    self.add(node, ExprKind::Same(value))
                }
                _ => self.other(node),
            },
            "parenthesized_expression" => match children(node)[..] {
                [inner] => self.expression(inner),
                _ => self.other(node),
            },
            "type" => match children(node)[..] {
                [inner] => self.expression(inner),
                _ => self.other(node),
            },
            "as_pattern" => match node.named_child(0) {
                Some(inner) => self.expression(inner),
                None => self.other(node),
            },
            _ => self.other(node),
        }
    }

    /// Anything else: its children are lowered, so that nothing in it is lost.
    fn other(&mut self, node: Node) -> ExprId {
        children(node).into_iter().for_each(|n| {
            self.used(n, Use::Other);
        });
        self.add(node, ExprKind::Other)
    }

    fn same(&mut self, node: Node) -> ExprId {
        match node.named_child(0) {
            Some(inner) => {
                let inner = self.expression(inner);
                self.add(node, ExprKind::Same(inner))
            }
            None => self.add(node, ExprKind::Other),
        }
    }

    fn item(&mut self, node: Node) -> ExprId {
        self.expression(node)
    }

    fn name(&mut self, node: Node) -> ExprId {
        let name = self.str(node);
        let kind = match &self.place.this {
            Some((this, class)) if this == name => ExprKind::This(*class),
            _ => ExprKind::Name(name.into()),
        };
        self.add(node, kind)
    }

    fn attribute(&mut self, node: Node) -> ExprId {
        match (field::child(node, "object"), field::child(node, "attribute")) {
            (Some(object), Some(attribute)) => {
                let object = self.expression(object);
                let name = self.str(attribute).into();
                self.add(node, ExprKind::Attr { object, name, name_span: span_of(attribute) })
            }
            _ => self.other(node),
        }
    }

    fn subscript(&mut self, node: Node) -> ExprId {
        let Some(value) = field::child(node, "value") else { return self.other(node) };
        let object = self.expression(value);
        let mut cursor = node.walk();
        let keys: Vec<Node> = node.children_by_field_name("subscript", &mut cursor).collect();
        let keys: Vec<ExprId> = keys.into_iter().map(|n| self.expression(n)).collect();
        let key = match keys[..] {
            [key] => key,
            _ => self.add(node, ExprKind::List(keys.into())),
        };
        self.add(node, ExprKind::Index { object, key })
    }

    fn call(&mut self, node: Node) -> ExprId {
        let (Some(callee), Some(arguments)) = (field::child(node, "function"), field::child(node, "arguments")) else {
            return self.other(node);
        };
        if arguments.kind() == "argument_list"
            && let Some(built) = self.format_call(node, callee, arguments)
        {
            return built;
        }
        let callee = self.expression(callee);
        let mut args = Vec::new();
        let mut position = 0;
        let list = if arguments.kind() == "argument_list" { children(arguments) } else { vec![arguments] };
        for argument in list {
            let (kind, value) = match argument.kind() {
                "keyword_argument" => match (field::child(argument, "name"), field::child(argument, "value")) {
                    (Some(name), Some(value)) => (ArgKind::Keyword(self.str(name).into(), span_of(name)), value),
                    _ => continue,
                },
                "list_splat" => (ArgKind::Splat, argument.named_child(0).unwrap_or(argument)),
                "dictionary_splat" => (ArgKind::DictSplat, argument.named_child(0).unwrap_or(argument)),
                _ => {
                    position += 1;
                    (ArgKind::Positional(position - 1), argument)
                }
            };
            let value = self.expression(value);
            args.push(Arg { kind, value, span: span_of(argument) });
        }
        self.add(node, ExprKind::Call(Call { callee, args: args.into(), is_new: false }))
    }

    fn dictionary(&mut self, node: Node) -> ExprId {
        let mut items = Vec::new();
        for child in children(node) {
            match child.kind() {
                "pair" => {
                    let (Some(key), Some(value)) = (field::child(child, "key"), field::child(child, "value")) else {
                        continue;
                    };
                    let key_span = span_of(key);
                    let key = self.expression(key);
                    let value = self.expression(value);
                    let name = match &self.b.facts.expr(key).kind {
                        ExprKind::Str(name) => Some(name.as_str().into()),
                        _ => None,
                    };
                    items.push(DictItem::Entry { name, key: Some(key), key_span, value });
                }
                "dictionary_splat" => {
                    let value = self.expression(child.named_child(0).unwrap_or(child));
                    items.push(DictItem::Splat(value));
                }
                _ => {
                    self.used(child, Use::Other);
                }
            }
        }
        self.add(node, ExprKind::Dict(items.into()))
    }

    fn comprehension(&mut self, node: Node) -> ExprId {
        let region = self.b.region(RegionKind::Block, self.place.region, span_of(node));
        let before = self.place.clone();
        // What the first clause goes through is evaluated outside: its names are not those of the comprehension.
        let clauses = children(node);
        let first = clauses.iter().find(|clause| clause.kind() == "for_in_clause");
        let mut outside =
            first.and_then(|clause| field::child(*clause, "right")).map(|right| self.used(right, Use::Iterated));
        self.place.region = region;
        self.place.scope = region;
        for clause in clauses {
            match clause.kind() {
                "for_in_clause" => {
                    if let (Some(left), Some(right)) = (field::child(clause, "left"), field::child(clause, "right")) {
                        let iterable = outside.take().unwrap_or_else(|| self.used(right, Use::Iterated));
                        self.bind_pattern(
                            left,
                            &mut |path| BindingKind::Element { iterable, path: path.into() },
                            Vec::new(),
                        );
                    }
                }
                "if_clause" => children(clause).into_iter().for_each(|n| {
                    self.used(n, Use::Test);
                }),
                _ => {}
            }
        }
        let element = match field::child(node, "body") {
            // Of a dict, what its keys lead to.
            Some(body) if body.kind() == "pair" => {
                field::child(body, "key").map(|key| self.expression(key));
                match field::child(body, "value") {
                    Some(value) => self.expression(value),
                    None => self.other(body),
                }
            }
            Some(body) => self.expression(body),
            None => self.add(node, ExprKind::Other),
        };
        self.place = before;
        self.add(node, ExprKind::Comprehension(element))
    }

    fn lambda(&mut self, node: Node) -> ExprId {
        let (id, region) = self.b.function("", span_of(node), self.place.region, span_of(node));
        let before = self.place.clone();
        self.place = Place { region, scope: region, function: Some(id), this: before.this.clone() };
        let parameters = field::child(node, "parameters").map(children).unwrap_or_default();
        self.parameters(id, &parameters);
        if let Some(body) = field::child(node, "body") {
            let value = self.used(body, Use::Returned(id));
            self.b.function_mut(id).returns.push(value);
        }
        self.place = before;
        self.add(node, ExprKind::Function(id))
    }

    /// The operands of a left-nested chain of the same operator, first to last, without recursing over its length.
    fn operand_chain(&mut self, node: Node, kind: &str) -> Vec<ExprId> {
        let mut right_to_left = Vec::new();
        let mut at = node;
        while let (Some(left), Some(right)) = (field::child(at, "left"), field::child(at, "right")) {
            right_to_left.push(right);
            let same_operator = left.kind() == kind
                && field::child(left, "operator").map(|o| o.kind_id())
                    == field::child(node, "operator").map(|o| o.kind_id());
            if !same_operator {
                right_to_left.push(left);
                break;
            }
            at = left;
        }
        right_to_left.into_iter().rev().map(|n| self.expression(n)).collect()
    }

    fn binary(&mut self, node: Node) -> ExprId {
        match field::child(node, "operator").map(|o| o.kind()) {
            Some("+") => {
                let operands = self.operand_chain(node, "binary_operator");
                self.sum(node, operands)
            }
            Some("%") => self.percent(node),
            Some("|") => {
                // `A | B` in annotations, and merged dicts: one of both for our purposes.
                let values = self.operand_chain(node, "binary_operator");
                self.add(node, ExprKind::Choice(values.into()))
            }
            _ => {
                let operands = self.operand_chain(node, "binary_operator");
                for operand in operands {
                    self.b.use_of(operand, Use::Other);
                }
                self.add(node, ExprKind::Other)
            }
        }
    }

    /// `a + b + c`: a built string if one of them is text, one of several values if one is a list.
    fn sum(&mut self, node: Node, operands: Vec<ExprId>) -> ExprId {
        let kinds = |f: fn(&ExprKind) -> bool| operands.iter().any(|o| f(&self.b.facts.expr(*o).kind));
        if kinds(|k| matches!(k, ExprKind::List(_) | ExprKind::Comprehension(_))) {
            return self.add(node, ExprKind::Choice(operands.into()));
        }
        if kinds(|k| matches!(k, ExprKind::Num(_))) && !kinds(|k| matches!(k, ExprKind::Str(_) | ExprKind::Template(_)))
        {
            operands.iter().for_each(|o| self.b.use_of(*o, Use::Other));
            return self.add(node, ExprKind::Other);
        }
        let mut parts = Vec::new();
        let texts: Vec<ExprId> = operands.clone();
        for operand in operands {
            match &self.b.facts.expr(operand).kind {
                ExprKind::Str(text) => parts.push(Part::Text(text.to_string())),
                ExprKind::Template(inner) => parts.extend(inner.clone()),
                _ => parts.push(Part::Hole(operand)),
            }
        }
        let id = self.add(node, ExprKind::Template(parts.into()));
        // The literal pieces stand in the template as text; they are still holes of it, not values of their own.
        texts.into_iter().for_each(|t| self.b.use_of(t, Use::Hole(id)));
        id
    }
}
