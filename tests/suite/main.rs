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
#[cfg(unix)]
mod fork;
mod from_env;
mod headers;
mod hostile_server;
mod http2;
mod large_specs;
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
mod write;
