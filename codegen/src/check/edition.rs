//! Checks the edition of the spec language.

use super::key_path::KeyPath;
use crate::diagnostic::{Diagnostics, Part};

/// The edition of the spec language that this generator reads.
pub const EDITION: u32 = 2;

const CODE: &str = "E0052";

/// Reports a spec that states no edition, or another one.
pub(super) fn check(stated: Option<u32>, file: &KeyPath<'_>, report: &mut Diagnostics) {
    let at = file.key("edition");
    report.push(match stated {
        Some(EDITION) => return,
        None => {
            // The name of the service is what a file begins with.
            let first = file.key("service");
            let error = first.key_error(CODE, "missing key `edition`").label("the edition is written before it");
            error.help(format!("add `edition: {EDITION}`")).replace(
                first.place(Part::Key),
                format!("edition: {EDITION}\nservice"),
                true,
            )
        }
        Some(old) if old < EDITION => {
            let error = at.error(CODE, format!("edition {old} is not supported"));
            let error = error.label(format!("this generator reads edition {EDITION}"));
            error.help(format!("write `edition: {EDITION}`; spec/README.md lists the keys that changed")).replace(
                at.place(Part::Value),
                EDITION.to_string(),
                true,
            )
        }
        Some(new) => {
            let error = at.error(CODE, format!("edition {new} is newer than this generator"));
            let error = error.label(format!("this generator reads edition {EDITION}"));
            error.help(format!("use a newer generator, or write `edition: {EDITION}`"))
        }
    });
}
