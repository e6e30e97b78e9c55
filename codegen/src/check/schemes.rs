//! Checks authentication schemes.

use super::key_path::KeyPath;
use crate::diagnostic::Diagnostics;

/// Requests are signed with an access key and a secret key.
pub(crate) const AK_SK: &str = "ak_sk";
/// Requests carry a token of the identity service.
pub(crate) const ACCOUNT: &str = "account";

/// Checks that a table has an entry for each authentication scheme of the client, and no other.
pub(super) fn check(schemes: &[&str], at: &KeyPath<'_>, report: &mut Diagnostics) {
    let known = [AK_SK, ACCOUNT];
    let unknown: Vec<_> = schemes.iter().filter(|scheme| !known.contains(scheme)).collect();
    for scheme in &unknown {
        let error = at.key(scheme).key_error("E0023", format!("unknown authentication scheme `{scheme}`"));
        report.push(error.suggest_word(scheme, known.into_iter()));
    }
    // An unknown scheme is most likely the missing one, misspelled.
    for scheme in known.iter().filter(|scheme| unknown.is_empty() && !schemes.contains(scheme)) {
        let error = at.key_error("E0023", format!("missing authentication scheme `{scheme}`"));
        report.push(error.help(format!("add the key `{scheme}`")));
    }
}
