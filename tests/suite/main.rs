//! The tests of generator, client and emulator together: one program, a module for each topic.

mod arbitrary_responses;
mod arbitrary_specs;
mod blocking;
mod codegen;
mod concurrent_pages;
mod connections;
mod diagnostics;
mod diff;
mod docs;
mod empty_values;
mod emulator_limits;
mod emulator_state;
mod end_to_end;
mod every_operation;
mod faults;
mod features_in_use;
#[cfg(unix)]
mod fork;
mod from_env;
mod headers;
mod hostile_server;
mod http2;
mod large_specs;
mod layers;
mod lifecycles;
mod links;
mod logins;
mod memory;
mod moving_lists;
mod names;
mod network_faults;
mod own_process;
mod propose;
mod proxies;
mod recorded_log;
mod scenario;
mod schema;
mod seed_page;
mod service_quirks;
mod service_texts;
mod sessions;
mod signing;
#[cfg(feature = "slow")]
mod slow;
mod snapshots;
mod telemetry;
mod tls;
mod tls_server;
mod waiting;
mod words;
mod write;
mod writer_errors;

// Generated code of some features, in use in `features_in_use`.
#[path = "../goldens/constants/mod.rs"]
#[rustfmt::skip]
#[allow(dead_code, unreachable_pub, reason = "tests use a part of it")]
mod constants;
#[path = "../goldens/query_values/mod.rs"]
#[rustfmt::skip]
#[allow(dead_code, unreachable_pub, reason = "tests use a part of it")]
mod query_values;
#[path = "../goldens/secrets/mod.rs"]
#[rustfmt::skip]
#[allow(dead_code, unreachable_pub, reason = "tests use a part of it")]
mod secrets;
#[path = "../goldens/deprecations/mod.rs"]
#[rustfmt::skip]
#[allow(dead_code, unreachable_pub, reason = "tests use a part of it")]
mod deprecations;
#[path = "../goldens/field_names/mod.rs"]
#[rustfmt::skip]
#[allow(dead_code, unreachable_pub, reason = "tests use a part of it")]
mod field_names;
#[path = "../goldens/vendor_types/mod.rs"]
#[rustfmt::skip]
#[allow(dead_code, unreachable_pub, reason = "tests use a part of it")]
mod vendor_types;

/// The client that generated code extends.
mod client {
    use modelarts_runtime::codegen::service::Service;
    use modelarts_runtime::{ClientInner, ServiceClient};

    pub(crate) struct Client(pub(crate) ClientInner);

    impl From<ClientInner> for Client {
        fn from(inner: ClientInner) -> Self {
            Self(inner)
        }
    }

    impl ServiceClient for Client {
        const SERVICE: &'static Service = &crate::vendor_types::service::SERVICE;
    }
}
