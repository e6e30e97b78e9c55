//! Applies the replacements that are certain.

use super::list::Diagnostics;
use super::render::Fix;
use crate::sources::Sources;

/// How often a spec is corrected and checked again: a correction may uncover another error.
const MAX_ROUNDS: usize = 20;

/// Corrects the errors of a spec whose replacements are certain. A correction is only kept if the spec has fewer errors
/// with it. Returns the spec and the corrections.
pub fn fix(sources: Sources, check: impl Fn(&Sources) -> Diagnostics) -> (Sources, Vec<Fix>) {
    let (mut sources, mut applied) = (sources, Vec::new());
    for _ in 0..MAX_ROUNDS {
        let found = check(&sources);
        let fixes = found.fixes(&sources);
        let is_better = |fixed: &Sources| check(fixed).entries().len() < found.entries().len();
        let together = apply(&sources, &fixes);
        if fixes.is_empty() {
            break;
        } else if is_better(&together) {
            sources = together;
            applied.extend(fixes);
        } else {
            let alone = fixes.into_iter().find_map(|fix| {
                let fixed = apply(&sources, std::slice::from_ref(&fix));
                is_better(&fixed).then_some((fixed, fix))
            });
            let Some((fixed, fix)) = alone else { break };
            sources = fixed;
            applied.push(fix);
        }
    }
    (sources, applied)
}

/// Returns a spec with replacements, which are sorted and do not overlap.
fn apply(sources: &Sources, fixes: &[Fix]) -> Sources {
    let mut sources = sources.clone();
    // From the end to the beginning, no replacement moves another one.
    for fix in fixes.iter().rev() {
        let text = sources.text_on_disk(&fix.file).unwrap_or_default();
        let (Some(before), Some(after)) = (text.get(..fix.bytes.start), text.get(fix.bytes.end..)) else { continue };
        let text = [before, &fix.after, after].concat();
        sources = sources.with(&fix.file, &text);
    }
    sources
}
