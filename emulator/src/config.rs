//! What an emulator is configured with: the account that it accepts, default values and limits.

mod account;
pub mod defaults;
pub mod limits;

pub(crate) use self::account::Account;
