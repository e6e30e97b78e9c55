//! The headers that the client sends of its own accord are no parameters.

use modelarts::{Client, Credentials};
use modelarts_codegen::{Sources, read};
use modelarts_tests::{feature, json, read_head};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;

/// The names of the headers of a request with a body that a client sends with some credentials.
async fn sent(credentials: Credentials) -> Vec<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let received = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let head = read_head(&mut stream).await.unwrap().unwrap();
        stream.write_all(&json("{\"is_success\": true}")).await.unwrap();
        String::from_utf8(head).unwrap()
    };
    let client = Client::builder().endpoint(&url).iam_endpoint(&url).project_id("p").credentials(credentials);
    let client = client.build().unwrap();
    let call = client.training_jobs_v1().update_description(1, "A.").send();
    let (head, answer) = tokio::join!(received, call);
    answer.unwrap();
    let lines = head.lines().skip(1).filter_map(|line| line.split_once(':'));
    lines.map(|(name, _)| name.to_owned()).collect()
}

#[tokio::test]
async fn what_the_client_sends_itself_cannot_be_a_parameter() {
    let credentials = [
        Credentials::ak_sk("AK", "SK"),
        Credentials::temporary_ak_sk("AK", "SK", "a token"),
        Credentials::token("a token"),
    ];
    let mut names = Vec::new();
    for credentials in credentials {
        names.extend(sent(credentials).await);
    }
    names.sort();
    names.dedup();
    assert!(names.len() >= 10, "{names:?}");
    for name in names {
        let files = feature("second_version").files().to_vec().into_iter();
        let sources = Sources::new(files.map(|(file, text)| {
            let text = text.replace("name: X-Language", &format!("name: {name}"));
            // The type of a body can be said where there is none.
            (file, text.replace("    http: GET /v2/{project_id}/things", "    get_with_body: true\n    body: { a: { type: Long, doc: A. } }\n    http: GET /v2/{project_id}/things"))
        }));
        let found = read(&sources).expect_err(&name);
        let codes: Vec<_> = found.entries().iter().map(|entry| entry.code).collect();
        assert_eq!(codes, ["E0039"], "{name}: {found}");
    }
}
