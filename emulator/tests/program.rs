//! The emulator as a program.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

fn program(arguments: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_modelarts-emulator"));
    program.args(arguments);
    program
}

/// The line that the program prints when it serves, and what it warns of.
fn served(arguments: &[&str]) -> (String, String) {
    let mut running = program(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut url = String::new();
    BufReader::new(running.stdout.take().unwrap()).read_line(&mut url).unwrap();
    running.kill().unwrap();
    running.wait().unwrap();
    let mut warned = String::new();
    running.stderr.take().unwrap().read_to_string(&mut warned).unwrap();
    (url, warned)
}

fn refused(arguments: &[&str]) -> String {
    let Output { status, stderr, .. } = program(arguments).output().unwrap();
    assert!(!status.success());
    String::from_utf8(stderr).unwrap()
}

#[test]
fn a_host_beyond_loopback_is_warned_of() {
    let (url, warned) = served(&[]);
    assert!(url.starts_with("http://127.0.0.1:") && warned.is_empty(), "{url} {warned}");
    let (url, warned) = served(&["--host", "0.0.0.0"]);
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    assert!(warned.starts_with("warning: 0.0.0.0:"), "{warned}");
    if TcpListener::bind("[::1]:0").is_ok() {
        for host in ["::1", "[::1]"] {
            let (url, warned) = served(&["--host", host]);
            assert!(url.starts_with("http://[::1]:") && warned.is_empty(), "{url} {warned}");
        }
    }
}

#[test]
fn what_cannot_be_served_is_named_with_its_cause() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let said = refused(&["--port", &port]);
    assert!(said.starts_with(&format!("error: cannot listen on 127.0.0.1:{port}: ")), "{said}");
    assert!(said.contains("in use"), "{said}");
    assert_eq!(refused(&["--host", "nowhere"]), "error: invalid `--host`: `nowhere` is not an IP address\n");
    assert_eq!(refused(&["--jobs", "10000000"]), "error: invalid number of jobs: 10000000 is more than 100000\n");
}
