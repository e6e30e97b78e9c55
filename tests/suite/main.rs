//! The tests of generator, client and emulator together: one program, a module for each topic.

mod answers;
mod blanks;
mod blocking;
mod codegen;
mod connections;
mod diagnostics;
mod diff;
mod docs;
mod emulator_limits;
mod emulator_state;
mod end_to_end;
mod every_operation;
mod faults;
#[cfg(unix)]
mod fork;
mod from_env;
mod headers;
mod hostile;
mod http2;
mod large_specs;
mod links;
mod logins;
mod memory;
mod moving_lists;
mod names;
mod oddities;
mod own_process;
mod propose;
mod proxies;
mod robust;
mod scenario;
mod schema;
mod seed_page;
mod service_texts;
mod sessions;
mod side_by_side;
mod signing;
#[cfg(feature = "slow")]
mod slow;
mod snapshots;
mod storms;
mod telemetry;
mod tls;
mod tls_server;
mod waiting;
mod write;
