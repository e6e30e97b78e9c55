//! The service of the client, as generated code describes it.

use modelarts_runtime::ServiceClient;
use modelarts_runtime::codegen::service::Service;

use crate::client::Client;
use crate::generated::service::SERVICE;

impl ServiceClient for Client {
    const SERVICE: &'static Service = &SERVICE;
}
