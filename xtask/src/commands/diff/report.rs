//! The formats of changes.

use std::fmt::Write as _;

use clap::ValueEnum;
use modelarts_codegen::diff::{self, Bump, Change, Class, Judgment, State};

use super::version::Versions;

/// A format of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Text
    Human,
    /// A JSON object
    Json,
    /// Annotations for GitHub Actions
    Github,
    /// Markdown, for a comment on a pull request
    Markdown,
}

/// Changes, and what is shown about them.
pub(super) struct Report<'a> {
    pub(super) changes: &'a [Change],
    /// Line and column of each change.
    pub(super) positions: &'a [(usize, usize)],
    /// What comes before the names of files of the old and the new state.
    pub(super) names: (&'a str, &'a str),
    pub(super) versions: Option<&'a Versions>,
}

/// The longest value that is shown in full, except as JSON.
const MAX_VALUE: usize = 100;

impl Report<'_> {
    pub(super) fn render(&self, format: Format) -> String {
        match format {
            Format::Human => self.human(),
            Format::Json => format!("{}\n", self.json()),
            Format::Github => self.github(),
            Format::Markdown => self.markdown(),
        }
    }

    /// Returns each change with the name of its file, and line and column.
    fn located(&self) -> impl Iterator<Item = (&Change, String, (usize, usize))> {
        self.changes.iter().zip(self.positions).map(|(change, position)| {
            let folder = if change.state == State::Old { self.names.0 } else { self.names.1 };
            (change, format!("{folder}{}", change.place.file), *position)
        })
    }

    fn bump(&self) -> &'static str {
        diff::bump(self.changes).map_or("none", Bump::as_str)
    }

    /// Describes how many changes there are, and which bump they require.
    fn summary(&self) -> String {
        let count = |is: &dyn Fn(&Change) -> bool| self.changes.iter().filter(|change| is(change)).count();
        let of = |class: Class| format!("{} {}", count(&|change| change.class() == class), class.as_str());
        let classes = [Class::Breaking, Class::Compatible, Class::Documentation].map(of).join(", ");
        let callers = count(&|change| change.callers.class == Class::Breaking);
        let wire = count(&|change| change.wire.class == Class::Breaking);
        let changes = match self.changes.len() {
            0 => return "no changes; required version bump: none".to_owned(),
            1 => "1 change".to_owned(),
            many => format!("{many} changes"),
        };
        let bump = format!("required version bump: {}", self.bump());
        let version = match self.versions.map(|versions| (versions.problem(), versions.least())) {
            None => String::new(),
            Some((Some(problem), _)) => format!("\nwarning: {problem}"),
            Some((None, least)) => format!(" (to {least} or later, which the version is)"),
        };
        format!("{changes}: {classes}; breaking for callers: {callers}, on the wire: {wire}\n{bump}{version}")
    }

    fn human(&self) -> String {
        let mut text = String::new();
        // Writing to a `String` cannot fail.
        for (change, file, (line, column)) in self.located() {
            let description = change.describe(quoted);
            if change.class() == Class::Documentation {
                let _ = writeln!(text, "{file}:{line}:{column}: {description} ({})", documented(change));
                continue;
            }
            let _ = writeln!(text, "{}: {description}\n  --> {file}:{line}:{column}", change.class().as_str());
            for (side, judgment) in sides(change) {
                let _ = writeln!(text, "  {side}: {}", judged(judgment));
            }
            text.push('\n');
        }
        if text.ends_with(")\n") {
            text.push('\n');
        }
        text + &self.summary() + "\n"
    }

    fn json(&self) -> serde_json::Value {
        let changes = self.located().map(|(change, file, (line, column))| {
            let judgment = |judgment: &Judgment| serde_json::json!({ "class": judgment.class.as_str(), "reason": judgment.reason });
            serde_json::json!({
                "class": change.class().as_str(), "message": change.describe(quoted), "subject": change.subject,
                "key": change.key, "old": change.old, "new": change.new,
                "callers": judgment(&change.callers), "wire": judgment(&change.wire),
                "state": if change.state == State::Old { "old" } else { "new" },
                "file": file, "line": line, "column": column,
            })
        });
        let least = self.versions.map(|versions| versions.least().to_string());
        let problem = self.versions.and_then(Versions::problem);
        serde_json::json!({
            "bump": self.bump(), "least_version": least, "version_problem": problem,
            "changes": changes.collect::<Vec<_>>(),
        })
    }

    fn github(&self) -> String {
        let mut text = String::new();
        for (change, file, (line, column)) in self.located() {
            let level = if change.class() == Class::Breaking { "warning" } else { "notice" };
            let [(_, callers), (_, wire)] = sides(change);
            let message = format!("{}\ncallers: {}\nwire: {}", change.describe(quoted), judged(callers), judged(wire));
            // GitHub shows the new state only.
            let place = match change.state {
                State::New => format!("file={},line={line},col={column},", property(&file)),
                State::Old => String::new(),
            };
            let title = change.class().as_str();
            let _ = writeln!(text, "::{level} {place}title={title} change::{}", data(&message));
        }
        let _ = writeln!(text, "::notice title=Spec changes::{}", data(&self.summary()));
        text
    }

    fn markdown(&self) -> String {
        let mut text = String::new();
        for (class, title) in [
            (Class::Breaking, "Breaking changes"),
            (Class::Compatible, "Compatible changes"),
            (Class::Documentation, "Changes of documentation"),
        ] {
            let mut located = self.located().filter(|(change, ..)| change.class() == class).peekable();
            if located.peek().is_some() {
                let _ = writeln!(text, "### {title}\n");
            }
            for (change, file, (line, _)) in located {
                let _ = writeln!(text, "- {} (`{file}:{line}`)", change.describe(code));
                if class == Class::Documentation {
                    continue;
                }
                for (side, judgment) in sides(change) {
                    let _ = writeln!(text, "  - {side}: {}", judged(judgment));
                }
            }
            if text.ends_with('\n') && !text.ends_with("\n\n") {
                text.push('\n');
            }
        }
        text + &self.summary() + "\n"
    }
}

/// Returns both judgments.
fn sides(change: &Change) -> [(&'static str, &Judgment); 2] {
    [("callers", &change.callers), ("wire", &change.wire)]
}

/// Returns which documentation changes: that of callers, or what documents of the wire show.
fn documented(change: &Change) -> String {
    let sides = sides(change).into_iter().filter(|(_, judgment)| judgment.class > Class::None);
    let sides: Vec<_> = sides.map(|(side, _)| side).collect();
    format!("documentation for {}", sides.join(" and "))
}

fn judged(judgment: &Judgment) -> String {
    format!("{}: {}", judgment.class.as_str(), judgment.reason)
}

/// Returns a value on one line, shortened if it is long.
fn short(value: &str) -> String {
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    let shortened: String = line.chars().take(MAX_VALUE).collect();
    if shortened.len() < line.len() { shortened + "…" } else { line }
}

fn quoted(value: &str) -> String {
    format!("`{}`", short(value))
}

/// Returns a value as a code span of Markdown.
fn code(value: &str) -> String {
    let value = short(value);
    if value.contains('`') { format!("`` {value} ``") } else { format!("`{value}`") }
}

/// Escapes the text of an annotation.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of an annotation.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
