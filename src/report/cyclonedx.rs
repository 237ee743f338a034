//! CycloneDX 1.6: a bill of the models, packages and services that findings are about, with lifecycle dates as
//! properties and every place as an occurrence.

use super::{View, escape, survey::Survey, tame};
use crate::finding::{Category, Finding};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Writes the bill.
pub fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    let survey = Survey::new(view);
    let mut components: Vec<Value> = survey.models.iter().map(model).collect();
    components.extend(packages(view));
    let bill = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": format!("{}T00:00:00Z", view.report.as_of),
            "tools": {"components": [{
                "type": "application",
                "name": "codexit",
                "version": env!("CARGO_PKG_VERSION"),
            }]},
            "properties": [property("codexit:rules-checked", &view.rules_checked.to_string())],
        },
        "components": components,
        "services": services(&survey),
    });
    serde_json::to_writer_pretty(&mut *out, &bill).map_err(io::Error::from)?;
    writeln!(out)
}

fn property(name: &str, value: &str) -> Value {
    json!({"name": name, "value": tame::line(value)})
}

fn occurrence(f: &Finding) -> Value {
    json!({"location": tame::line(&f.path), "line": f.place.line})
}

fn model(model: &super::survey::Model) -> Value {
    let mut properties = vec![property("codexit:status", model.status.as_str())];
    let mut put = |name: &str, value: Option<String>| properties.extend(value.map(|v| property(name, &v)));
    put("codexit:provider", model.host.map(str::to_owned));
    put("codexit:deprecated-on", model.first.deprecated_on.map(|d| d.to_string()));
    put("codexit:shutdown-on", model.first.shutdown_on.map(|d| d.to_string()));
    put("codexit:replacement", model.first.replacement.clone());
    let mut component = json!({
        "type": "machine-learning-model",
        "bom-ref": format!("model:{}@{}", escape::uri(model.id), escape::uri(model.host.unwrap_or("unknown"))),
        "name": tame::line(model.id),
        "properties": properties,
        "evidence": {"occurrences": model.places.iter().map(|f| occurrence(&f.finding)).collect::<Vec<_>>()},
    });
    if let Some(host) = model.host {
        component["publisher"] = json!(tame::line(host));
    }
    component
}

/// Packages that manifests name, each once, with what is known of them.
fn packages(view: &View) -> Vec<Value> {
    let mut by_name: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for kept in &view.passed.findings {
        let f = &kept.finding;
        if Category::of_rule(&f.rule) == Some(Category::Dependency) {
            by_name.entry(&f.subject).or_default().push(f);
        }
    }
    let of = |(name, findings): (&str, Vec<&Finding>)| {
        let first = findings[0];
        let mut properties = vec![property("codexit:rule", &first.rule)];
        let mut put = |name: &str, value: Option<String>| properties.extend(value.map(|v| property(name, &v)));
        put("codexit:support-ends", first.shutdown_on.map(|d| d.to_string()));
        put("codexit:replacement", first.replacement.clone());
        json!({
            "type": "library",
            "bom-ref": format!("package:{}", escape::uri(name)),
            "name": tame::line(name),
            "properties": properties,
            "evidence": {"occurrences": findings.iter().map(|f| occurrence(f)).collect::<Vec<_>>()},
        })
    };
    by_name.into_iter().map(of).collect()
}

fn services(survey: &Survey) -> Vec<Value> {
    let hosts: std::collections::BTreeSet<&str> = survey.models.iter().filter_map(|m| m.host).collect();
    let of = |host: &str| {
        json!({
            "bom-ref": format!("service:{}", escape::uri(host)),
            "name": tame::line(host),
            "x-trust-boundary": true,
        })
    };
    hosts.into_iter().map(of).collect()
}
