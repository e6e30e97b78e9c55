//! Logins against a real Keystone, the identity service that IAM follows.
//!
//! `keystone.sh` installs one from PyPI and starts it on loopback.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use modelarts::{Client, ClientBuilder, Credentials, Error, ErrorKind};
use modelarts_tests::{FrozenClock, read_head};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// How long a token holds there.
const LIFETIME: Duration = Duration::from_secs(60 * 60);
const PAGE: &str = r#"{"is_success": true, "job_total_count": 0, "job_count_limit": 1, "quotas": 1, "jobs": []}"#;

/// A running Keystone. It stops when it is dropped.
struct Keystone {
    settings: BTreeMap<String, String>,
}

impl Keystone {
    fn start() -> Self {
        script("install").expect("Keystone can be installed");
        let _ = script("wipe");
        let said = script("start").expect("an installed Keystone starts");
        let settings = said.lines().filter_map(|line| line.split_once('='));
        Self { settings: settings.map(|(name, value)| (name.to_owned(), value.to_owned())).collect() }
    }

    fn get(&self, name: &str) -> &str {
        &self.settings[&format!("KEYSTONE_{name}")]
    }

    fn account(&self) -> Credentials {
        Credentials::account(self.get("DOMAIN"), self.get("USER"), self.get("PASSWORD"))
    }
}

impl Drop for Keystone {
    fn drop(&mut self) {
        let _ = script("stop");
    }
}

fn script(command: &str) -> Result<String, String> {
    let home = std::env::var("KEYSTONE_HOME").unwrap_or_else(|_| {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("keystone");
        target.display().to_string()
    });
    let run = Command::new("bash")
        .args([concat!(env!("CARGO_MANIFEST_DIR"), "/suite/slow/keystone.sh"), command])
        .env("KEYSTONE_HOME", home)
        .env("KEYSTONE_TOKEN_TTL", LIFETIME.as_secs().to_string())
        .output()
        .map_err(|error| error.to_string())?;
    match run.status.success() {
        true => Ok(String::from_utf8_lossy(&run.stdout).into_owned()),
        false => Err(String::from_utf8_lossy(&run.stderr).trim().to_owned()),
    }
}

/// A service that knows nobody by itself: it asks Keystone whether a token holds, and for which project.
#[derive(Clone)]
struct Service {
    keystone: String,
    tokens: Arc<Mutex<BTreeSet<String>>>,
}

impl Service {
    async fn start(keystone: &Keystone) -> (String, Self) {
        let keystone = keystone.get("URL").trim_start_matches("http://").to_owned();
        let service = Self { keystone, tokens: Arc::default() };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let serving = service.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let service = serving.clone();
                tokio::spawn(async move { service.answer(stream).await });
            }
        });
        (address, service)
    }

    async fn answer(&self, mut stream: TcpStream) {
        let Ok(Some(request)) = read_head(&mut stream).await else { return };
        let request = String::from_utf8_lossy(&request).into_owned();
        let header =
            |name: &str| request.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().to_owned();
        let project = request.split('/').nth(2).unwrap_or_default().to_owned();
        let token = header("x-auth-token: ");
        let holds = self.holds(&token, &project).await;
        self.tokens.lock().unwrap().insert(token);
        let (status, body) = if holds { ("200 OK", PAGE) } else { ("401 Unauthorized", "{}") };
        let length = body.len();
        let answer = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        let _ = stream.write_all(answer.as_bytes()).await;
    }

    async fn holds(&self, token: &str, project: &str) -> bool {
        let mut stream = TcpStream::connect(&self.keystone).await.unwrap();
        let ask = format!(
            "GET /v3/auth/tokens?nocatalog=1 HTTP/1.1\r\nHost: {}\r\nX-Auth-Token: {token}\r\nX-Subject-Token: {token}\r\n\
             Connection: close\r\n\r\n",
            self.keystone
        );
        stream.write_all(ask.as_bytes()).await.unwrap();
        let mut said = String::new();
        stream.read_to_string(&mut said).await.unwrap();
        said.starts_with("HTTP/1.1 200") && said.contains(project)
    }
}

async fn list(client: ClientBuilder) -> Result<Client, Error> {
    let client = client.build()?;
    client.training_jobs_v1().list().send().await?;
    Ok(client)
}

#[tokio::test]
async fn logins_work_with_a_real_identity_service() {
    let keystone = Keystone::start();
    let (endpoint, service) = Service::start(&keystone).await;
    let base = || Client::builder().endpoint(&endpoint).iam_endpoint(keystone.get("URL"));
    let by_id = || base().project_id(keystone.get("PROJECT_ID"));
    let by_name = || base().project_name(keystone.get("PROJECT"));

    // A login, for a project by its ID and by its name; a token of it finds its project too.
    list(by_id().credentials(keystone.account())).await.unwrap();
    service.tokens.lock().unwrap().clear();
    list(by_name().credentials(keystone.account())).await.unwrap();
    let token = service.tokens.lock().unwrap().iter().next_back().unwrap().clone();
    list(by_name().credentials(Credentials::token(token))).await.unwrap();

    // Who must not come in.
    let (domain, user, password) = (keystone.get("DOMAIN"), keystone.get("USER"), keystone.get("PASSWORD"));
    let (nobody, no_role) = (keystone.get("NOROLE_USER"), keystone.get("NOROLE_PASSWORD"));
    for (what, credentials) in [
        ("wrong password", Credentials::account(domain, user, "canary-of-a-secret")),
        ("unknown domain", Credentials::account("nowhere", user, password)),
        ("user without a role", Credentials::account(domain, nobody, no_role)),
    ] {
        for client in [by_id(), by_name()] {
            let error = list(client.credentials(credentials.clone())).await.unwrap_err();
            assert_eq!((error.kind(), error.status()), (ErrorKind::Authentication, Some(401)), "{what}: {error}");
            assert!(error.is_auth() && !error.is_retryable() && error.attempts() == 1, "{what}: {error:?}");
            assert!(error.to_string().contains("request to the identity service rejected: 401"), "{what}: {error}");
            assert!(!format!("{error:?}").contains("canary"));
        }
    }
    let error = list(base().project_name("eu-xx").credentials(keystone.account())).await.unwrap_err();
    assert!(error.is_auth(), "unknown project: {error}");

    // Tokens are renewed before they end, and after: no call fails meanwhile.
    service.tokens.lock().unwrap().clear();
    let client = list(by_id().credentials(keystone.account())).await.unwrap();
    let _frozen = FrozenClock::freeze();
    let seen = || service.tokens.lock().unwrap().len();
    let step = LIFETIME / 12;
    for _ in 0..24 {
        tokio::time::advance(step).await;
        client.training_jobs_v1().list().send().await.unwrap();
    }
    assert_eq!(seen(), 3, "one, and a new one after 10 or 11 steps each");
    tokio::time::advance(LIFETIME).await;
    client.training_jobs_v1().list().send().await.unwrap();
    assert_eq!(seen(), 4);
}
