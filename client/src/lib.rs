//! Client for the training API of ModelArts, on Huawei Cloud and Open Telekom Cloud.
//!
//! ```no_run
//! use modelarts::training_jobs::{JobSortKey, JobStatus, SortOrder};
//! use modelarts::{Client, Credentials};
//!
//! # async fn list() -> modelarts::Result<()> {
//! let client = Client::builder()
//!     .region("eu-de")
//!     .project_id("0f2c4a...")
//!     .credentials(Credentials::ak_sk("AK...", "SK..."))
//!     .build()?;
//!
//! let page = client
//!     .list_training_jobs()
//!     .status(JobStatus::Running)
//!     .per_page(100)
//!     .sort_by(JobSortKey::CreateTime)
//!     .order(SortOrder::Asc)
//!     .search_content("job")
//!     .send()
//!     .await?;
//! println!("{} of {} jobs", page.jobs.len(), page.job_total_count);
//!
//! let mut jobs = client.list_training_jobs().per_page(1000).items();
//! while let Some(job) = jobs.try_next().await? {
//!     println!("{} {}", job.job_name, job.status);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! - A [`Client`] is made with [`Client::builder`], or from the environment with
//!   [`Client::from_env`]. It is cheap to clone and may be shared between tasks.
//! - Every operation of the API is a method of [`Client`] that returns a builder. Nothing is
//!   sent before `send`, `pages` or `items` is called and the result awaited.
//! - A value outside its range is an error before anything is sent. Names that depend on the way
//!   of authentication (`sortBy`, `sort_by`) are the client's business.
//! - Everything that can go wrong is an [`Error`].

mod call;
mod client;
mod code;
mod credentials;
mod decode;
mod encode;
mod environment;
mod error;
mod error_code;
#[rustfmt::skip]
mod generated;
mod page;
mod record;
mod service;
pub mod signing;
mod timestamp;
mod token;
mod transport;

pub use call::Sending;
pub use client::{Client, ClientBuilder};
pub use code::{UnknownCode, Unrecognized};
pub use credentials::Credentials;
pub use error::{Error, ErrorKind, Result};
pub use error_code::ErrorCode;
#[doc(inline)]
pub use generated::*;
pub use page::{Items, Paged, Pages};
pub use record::Record;
pub use timestamp::Timestamp;
