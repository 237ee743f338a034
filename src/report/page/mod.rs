//! The page for a browser: one file that asks for nothing from anywhere.
//!
//! Everything a reader sees first (figures, timeline, models, packages, plan) is markup from a template, where every
//! text is escaped. The list of everything found is data in the page, shown by a small script that writes text and never
//! markup, so that ten thousand findings stay quick; a policy in the page forbids requests of any kind.

pub(super) mod continuity;
mod data;
pub(super) mod plan;
mod posture;
pub(super) mod timeline;

use super::View;
use minijinja::{AutoEscape, Environment};
use std::io::{self, Write};

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Writes the page.
pub fn write(view: &View, out: &mut dyn Write) -> io::Result<()> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("page.html", TEMPLATE).map_err(io::Error::other)?;
    let template = environment.get_template("page.html").map_err(io::Error::other)?;
    let calls = super::posture::calls(view);
    let page = data::page(view, &calls);
    let context = minijinja::context! {
        page => minijinja::value::Serde(&page),
        style => STYLE,
        script => SCRIPT,
        data => island(&data::findings(view))?,
        calls => island(&posture::rows(view, &calls))?,
    };
    let text = template.render(context).map_err(io::Error::other)?;
    out.write_all(text.as_bytes())?;
    writeln!(out)
}

/// JSON that can stand in a script element: nothing in it can end the element or begin a comment.
fn island<T: serde::Serialize>(data: &T) -> io::Result<String> {
    let text = serde_json::to_string(data).map_err(io::Error::from)?;
    Ok(text
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029"))
}
