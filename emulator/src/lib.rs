//! A fake ModelArts and a fake identity service (IAM) for tests and demos.
//!
//! The emulator serves all operations of the spec. It checks requests as strictly as the real service: signatures and
//! their dates, tokens, the project, parameter names, types and ranges.
//!
//! Lists are seeded with items, always the same ones. Callers can list, show, update, stop and delete them, and create
//! others. An unknown ID is rejected with the error code that the spec names (`not_found`).
//!
//! Resources that only the spec describes are kept by their paths:
//!
//! - `GET …/boxes` with `pages` lists them, as does `GET …/boxes/detail`. The parameter of `…/boxes/{box_id}` is the item's field `box_id`, or else
//!   `id` (the end of that name), or else the only field that ends in `id`.
//! - `POST …/boxes` creates an item from the fields of the body, with a new ID unless the body has one. `PUT` of an
//!   item changes the fields that the body has. `DELETE` removes the item.
//! - Items under a parameter, such as `…/boxes/{box_id}/parts`, belong to one item and are deleted with it.
//! - If no operation lists the items and a path has `not_found`, the seeded items have the IDs 10000, 10001 and so on.
//!   If a `POST` creates them, none are seeded.
//!
//! Memory is bounded, whatever callers send: see [`limits`].
//!
//! ```
//! use modelarts_emulator::Emulator;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let emulator = Emulator::builder().jobs(25).start()?;
//! let page = emulator.ak_sk_client()?.training_jobs().list().send().await?;
//! assert_eq!((page.items.len(), page.total), (25, 25));
//! assert_eq!(emulator.requests()[0].query, "");
//! # Ok(())
//! # }
//! ```
//!
//! # Layers
//!
//! Each module imports only modules that are listed before it.
//!
//! - `config`: the accepted account, default values and limits
//! - `http`: requests and responses
//! - `rules`: checks of a request
//! - `world`: the items of the service, and the operations on them
//! - `state`: what all connections share
//! - `services`: IAM, the metadata service and ModelArts, each with its responses
//! - `start_error`: errors of starting an emulator
//! - `server`: listens and serves
//! - `emulator`: a running emulator
//! - `builder`: configures and starts it
//! - `lib`: the public names

mod builder;
mod config;
mod emulator;
mod http;
mod rules;
mod server;
mod services;
mod start_error;
mod state;
mod world;

pub use builder::EmulatorBuilder;
pub use config::{defaults, limits};
pub use emulator::Emulator;
pub use rules::auth_scheme::AuthScheme;
pub use start_error::StartError;
pub use state::RecordedRequest;
