//! Clients that are made from the environment and files, each in a process of its own.

use std::error::Error as _;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::{fs, thread};

use modelarts::{Client, Error, RetryPolicy};
use modelarts_tests::{answer, serve};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};

use crate::own_process;

const PAGE: &str = r#"{"is_success": true, "job_total_count": 0, "job_count_limit": 1, "quotas": 7, "jobs": []}"#;

async fn quotas() -> Result<i32, Error> {
    let client = Client::from_env()?.with_retry_policy(RetryPolicy::never());
    Ok(client.training_jobs_v1().list().send().await?.quotas)
}

#[tokio::test]
#[ignore = "the other tests run it, each with an environment"]
async fn lists_with_a_client_of_its_environment() {
    match quotas().await {
        Ok(quotas) => own_process::report(format_args!("quotas: {quotas}")),
        Err(error) => {
            own_process::report(&error);
            let mut source = error.source();
            while let Some(error) = source {
                own_process::report(error);
                source = error.source();
            }
        }
    }
}

/// Returns what that test reports with these variables alone.
fn run(variables: &[(&str, &str)]) -> String {
    let mut command = own_process::command("from_env::lists_with_a_client_of_its_environment");
    own_process::run(command.env_clear().envs(variables.iter().copied()))
}

fn file(name: &str, text: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// The address of a server with a certificate that no system trusts, and the certificate as PEM.
fn secure() -> (String, String) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate = CertificateDer::from(made.cert.der().to_vec());
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, stream.unwrap());
            // A client that does not trust the certificate goes away here.
            if stream.read(&mut [0; 4096]).is_ok() {
                let _ = stream.write_all(&answer("200 OK", "application/json", PAGE));
                let _ = stream.flush();
            }
        }
    });
    (address, made.cert.pem())
}

#[test]
fn with_nothing_set_the_message_names_variables_and_files() {
    let said = run(&[("HOME", "/nowhere")]);
    for part in [
        "no project and no region found",
        "HUAWEICLOUD_SDK_PROJECT_ID",
        "OS_REGION_NAME",
        "/nowhere/.huaweicloud/credentials",
        "/nowhere/.config/openstack/clouds.yaml",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn verification_of_certificates_is_as_clouds_yaml_says() {
    let (address, pem) = secure();
    let pem = file("ca.pem", &pem);
    for (name, setting, expected) in [
        ("default", "verify: true".to_owned(), "UnknownIssuer"),
        ("unverified", "verify: false".to_owned(), "quotas: 7"),
        ("insecure", "insecure: yes".to_owned(), "quotas: 7"),
        ("trusted", format!("cacert: {pem}"), "quotas: 7"),
    ] {
        let clouds = format!(
            "clouds:\n  own:\n    {setting}\n    modelarts_endpoint_override: {address}\n    auth: {{ token: t, project_id: p }}\n"
        );
        let said = run(&[("OS_CLIENT_CONFIG_FILE", &file(&format!("{name}.yaml"), &clouds))]);
        assert!(said.contains(expected), "{setting}: {said}");
    }
}

/// An identity service that gives a token for the project `p1`, and the body of the login that it gets.
fn identity_service() -> (String, mpsc::Receiver<Value>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (sender, bodies) = mpsc::channel();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = String::new();
        let mut buffer = [0; 4096];
        loop {
            let count = stream.read(&mut buffer).unwrap();
            request += std::str::from_utf8(&buffer[..count]).unwrap();
            let body = request.split_once("\r\n\r\n").and_then(|(_, body)| serde_json::from_str(body).ok());
            if let Some(body) = body {
                sender.send(body).unwrap();
                break;
            }
        }
        let body = json!({ "token": { "expires_at": "2999-01-01T00:00:00Z", "project": { "id": "p1", "name": "n" } } })
            .to_string();
        let length = body.len();
        let head =
            format!("HTTP/1.1 201 Created\r\nX-Subject-Token: t1\r\nContent-Length: {length}\r\nConnection: close");
        stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).unwrap();
    });
    (address, bodies)
}

#[test]
fn an_application_credential_logs_in_for_its_own_project() {
    let (iam, bodies) = identity_service();
    let endpoint = serve([answer("200 OK", "application/json", PAGE)]);
    let clouds = format!(
        "clouds:\n  robot:\n    auth_type: v3applicationcredential\n    region_name: eu-de\n    \
         modelarts_endpoint_override: {endpoint}\n    auth:\n      auth_url: {iam}/v3\n      \
         application_credential_id: 12345e67\n      application_credential_secret: 0123\n"
    );
    assert_eq!(run(&[("OS_CLIENT_CONFIG_FILE", &file("robot.yaml", &clouds))]), "quotas: 7\n");
    let credential = json!({ "id": "12345e67", "secret": "0123" });
    let identity = json!({ "methods": ["application_credential"], "application_credential": credential });
    assert_eq!(bodies.recv().unwrap(), json!({ "auth": { "identity": identity } }));
}
