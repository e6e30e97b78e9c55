//! An API server with arbitrary responses: once it is honest again, every client works with its next call.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use modelarts::{Client, Credentials, MetadataProvider, RetryPolicy};
use modelarts_emulator::{Emulator, defaults};
use modelarts_tests::{Fault, FaultProxy, Random, amount};

const PAGE: &str = r#"{"is_success": true, "job_total_count": 0, "job_count_limit": 1, "quotas": 1, "jobs": []}"#;

const STATUSES: &[u16] = &[
    200, 200, 201, 202, 204, 206, 299, 300, 301, 302, 304, 307, 400, 401, 401, 401, 401, 403, 403, 404, 407, 408, 409,
    410, 412, 413, 418, 422, 429, 431, 451, 499, 500, 501, 502, 503, 504, 511, 599, 600, 799, 999,
];
/// Times that are waited for would only make the test slow: they are none, or beyond every deadline.
const HEADERS: &[&str] = &[
    "",
    "",
    "Retry-After: 0\r\n",
    "Retry-After: -1\r\n",
    "Retry-After: 18446744073709551615\r\n",
    "Retry-After: 99999999999999999999999\r\n",
    "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n",
    "Retry-After: Thu, 01 Jan 1970 00:00:00 GMT\r\n",
    "X-Subject-Token: other\r\n",
    "Location: http://127.0.0.1:1/\r\n",
    "Location: :::\r\n",
    "Content-Encoding: gzip\r\n",
    "Content-Encoding: none-such\r\n",
    "Connection: close\r\n",
    "X-Request-Id: \u{7f}\r\n",
    "WWW-Authenticate: Basic\r\nProxy-Authenticate: Basic\r\n",
];
const BODIES: &[&str] = &[
    "",
    "null",
    "{}",
    "[[[[[[[[",
    "\u{feff}{}",
    "<html>",
    r#"{"is_success": false}"#,
    r#"{"is_success": false, "error_code": "ModelArts.0203", "error_msg": "no"}"#,
    r#"{"error": {"code": 401, "message": "no"}}"#,
    PAGE,
];

/// A header with the time, from the beginning of dates to their end, or something else.
fn date(random: &mut Random) -> String {
    let day = Duration::from_secs(24 * 60 * 60);
    let now = SystemTime::now();
    let time = match random.below(9) {
        0 => return String::new(),
        1 => return "Date: yesterday\r\n".to_owned(),
        2 => return "Date: Fri, 31 Dec 9999 23:59:59 GMT\r\n".to_owned(),
        3 => SystemTime::UNIX_EPOCH,
        4 => now,
        5 => now + day,
        6 => now - day,
        7 => now + 70 * 365 * day,
        _ => SystemTime::UNIX_EPOCH + Duration::from_secs(random.below(253_402_300_799) as u64),
    };
    format!("Date: {}\r\n", httpdate::fmt_http_date(time))
}

fn anything(random: &mut Random) -> Fault {
    let one = |random: &mut Random, of: &[&str]| of[random.below(of.len())].to_owned();
    match random.below(40) {
        0 => Fault::ResetBefore,
        1 => Fault::ResetAfter,
        2 => Fault::CutOff,
        3 => Fault::None,
        _ => {
            let status = STATUSES[random.below(STATUSES.len())];
            let headers = date(random) + &one(random, HEADERS);
            Fault::Reply(status, headers, one(random, BODIES))
        }
    }
}

/// Clients of every kind of credentials, with an honest identity service.
fn clients(emulator: &Emulator, endpoint: &str) -> Vec<Client> {
    let keys = || Credentials::ak_sk(defaults::ACCESS_KEY, defaults::SECRET_KEY);
    // Delays would only make the test slow.
    let retries = RetryPolicy::default().attempts(2).backoff(Duration::ZERO, Duration::ZERO);
    let base = || emulator.client_builder().endpoint(endpoint).retry_policy(retries);
    let named = || {
        let builder = Client::builder().endpoint(endpoint).iam_endpoint(emulator.url());
        builder.project_name("eu-de").retry_policy(retries)
    };
    let builders = [
        base().credentials(keys()),
        base().credentials(Credentials::account(defaults::DOMAIN, defaults::USER, defaults::PASSWORD)),
        base().credentials(Credentials::token(emulator.issue_token())),
        base().credentials(Credentials::provider(MetadataProvider::with_endpoint(emulator.url()))),
        named().credentials(keys()),
        named().credentials(Credentials::provider(MetadataProvider::with_endpoint(emulator.url()))),
        base().credentials(keys()).retry_policy(RetryPolicy::never()),
    ];
    builders.into_iter().map(|builder| builder.build().unwrap()).collect()
}

#[tokio::test]
async fn every_client_works_once_a_hostile_server_is_honest_again() {
    let emulator = Emulator::builder().project_name("eu-de").start().unwrap();
    let is_hostile = Arc::new(AtomicBool::new(true));
    let (switch, random) = (Arc::clone(&is_hostile), Mutex::new(Random::new(20_261_126)));
    let proxy = FaultProxy::start(&emulator.url(), move |_, _, _| match switch.load(Ordering::SeqCst) {
        true => anything(&mut random.lock().unwrap()),
        false => Fault::None,
    })
    .await;
    let clients = clients(&emulator, &proxy.url());
    let begun = Instant::now();
    let (calls, mut failed) = (amount("CALLS", 1_000, 10_000), 0);
    for number in 0..calls {
        let outcome = clients[number % clients.len()].training_jobs_v1().list().send().await;
        failed += usize::from(outcome.is_err());
    }
    assert!(failed > calls / 2, "{failed}");
    let logins = |path: &str| emulator.requests().iter().filter(|request| request.path == path).count() as u64;
    // What the allowance has from the beginning, and one every 10 seconds.
    let allowed = 1 + 10 + begun.elapsed().as_secs().div_ceil(10);
    assert!(logins("/v3/auth/tokens") <= allowed, "{}", logins("/v3/auth/tokens"));
    assert!(logins("/openstack/latest/securitykey") <= 2 * allowed);

    is_hostile.store(false, Ordering::SeqCst);
    for (number, client) in clients.iter().enumerate() {
        let jobs = client.training_jobs_v1().list().send().await;
        assert_eq!(jobs.as_ref().map(|page| page.jobs.len()).map_err(ToString::to_string), Ok(10), "client {number}");
    }
}
