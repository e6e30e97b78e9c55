//! Fields that look like those of a failure.

use modelarts_runtime::{Credentials, ErrorKind};
use modelarts_tests::{answer, json, serve};

use crate::client::{client_at, clients_of};

#[tokio::test]
async fn fields_of_a_result_that_look_like_a_failure_are_data() {
    let result = r#"{"is_success": false, "error_code": "X.1", "error_msg": "ill", "parts":
        [{"is_success": false, "error_code": "X.2"}]}"#;
    let client = client_at(&serve([json(result)]), Credentials::token("t"));
    let check = client.checks().run().send().await.unwrap();
    assert_eq!(
        (check.is_success, check.error_code.as_deref(), check.error_msg.as_deref()),
        (false, Some("X.1"), Some("ill"))
    );
    assert_eq!((check.parts[0].is_success, check.parts[0].error_code.as_deref()), (false, Some("X.2")));
    let (_emulator, clients) = clients_of("failures_as_data");
    for client in clients {
        assert_eq!(client.checks().run().send().await.unwrap().parts.len(), 3);
    }
}

#[tokio::test]
async fn a_failure_with_a_table_of_its_own_is_an_error() {
    let failure =
        answer("400 Bad Request", "application/json", r#"{"error_code": "X.3", "error_msg": "later", "retry_in": 5}"#);
    let client = client_at(&serve([failure]), Credentials::token("t"));
    let error = client.checks().run().send().await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Service, Some("X.3")));
}
