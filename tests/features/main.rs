//! Features of the spec language in use: the clients in `tests/goldens` against the emulator.
//!
//! This is a program of its own, because the other one writes what is compiled here.

mod client;
mod combinations_in_use;
mod cursors_in_use;
mod failures_in_use;
mod patches_in_use;
mod responses_in_use;
mod services_in_use;
mod values_in_use;

#[allow(dead_code, reason = "tests call only some operations")]
#[rustfmt::skip]
#[path = "../goldens/cursors/mod.rs"]
mod cursors;
#[allow(dead_code, reason = "tests call only some operations")]
#[rustfmt::skip]
#[path = "../goldens/failures_as_data/mod.rs"]
mod failures_as_data;
#[allow(dead_code, reason = "tests call only some operations")]
#[rustfmt::skip]
#[path = "../goldens/patches/mod.rs"]
mod patches;
#[allow(dead_code, reason = "tests call only some operations")]
#[rustfmt::skip]
#[path = "../goldens/responses/mod.rs"]
mod responses;
#[allow(dead_code, reason = "tests call only some operations")]
#[rustfmt::skip]
#[path = "../goldens/combinations/mod.rs"]
mod combinations;
#[allow(dead_code, reason = "tests call only some operations")]
#[rustfmt::skip]
#[path = "../goldens/both_ways/mod.rs"]
mod both_ways;
#[allow(dead_code, reason = "tests call only some operations")]
#[rustfmt::skip]
#[path = "../goldens/recursion/mod.rs"]
mod recursion;
#[allow(dead_code, reason = "tests call only some operations")]
#[rustfmt::skip]
#[path = "../goldens/times/mod.rs"]
mod times;
#[allow(dead_code, reason = "tests call only some operations")]
#[rustfmt::skip]
#[path = "../goldens/value_rules/mod.rs"]
mod value_rules;
#[allow(dead_code, reason = "tests call only some operations")]
#[rustfmt::skip]
#[path = "../goldens/constants/mod.rs"]
mod constants;
#[allow(dead_code, reason = "tests call only some operations")]
#[rustfmt::skip]
#[path = "../goldens/deprecations/mod.rs"]
mod deprecations;
#[allow(dead_code, reason = "tests call only some operations")]
#[rustfmt::skip]
#[path = "../goldens/field_names/mod.rs"]
mod field_names;
#[allow(dead_code, reason = "tests call only some operations")]
#[rustfmt::skip]
#[path = "../goldens/query_values/mod.rs"]
mod query_values;
#[allow(dead_code, reason = "tests call only some operations")]
#[rustfmt::skip]
#[path = "../goldens/secrets/mod.rs"]
mod secrets;
#[allow(dead_code, reason = "tests call only some operations")]
#[rustfmt::skip]
#[path = "../goldens/vendor_types/mod.rs"]
mod vendor_types;
#[allow(dead_code, reason = "tests call only some operations")]
#[rustfmt::skip]
#[path = "../goldens/billing/mod.rs"]
mod billing;
#[allow(dead_code, reason = "tests call only some operations")]
#[rustfmt::skip]
#[path = "../goldens/evs/mod.rs"]
mod evs;
#[allow(dead_code, reason = "tests call only some operations")]
#[rustfmt::skip]
#[path = "../goldens/smn/mod.rs"]
mod smn;
