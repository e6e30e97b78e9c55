//! Checks of a request: its route, its credentials and its arguments. They change nothing.
//!
//! Each module imports only modules that are listed before it.
//!
//! - `auth_scheme`: the authentication scheme of a request
//! - `refusal`: why a request is rejected
//! - `tokens`: issued tokens
//! - `route`: the operation of a request
//! - `authentication`: signatures and tokens
//! - `value`: types and rules of values
//! - `arguments`: the arguments of a request

pub(crate) mod arguments;
pub(crate) mod auth_scheme;
pub(crate) mod authentication;
pub(crate) mod refusal;
pub(crate) mod route;
pub(crate) mod tokens;
pub(crate) mod value;

#[cfg(test)]
fn api_of_the_spec() -> modelarts_codegen::Api {
    let spec = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    modelarts_codegen::read(&modelarts_codegen::Sources::read(&spec).unwrap()).ok().unwrap()
}
