//! The options of the program, and what it prints.

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
    assert_eq!(refused(&["--jobs", "10000000"]), "error: invalid number of jobs: 10000000 is more than 20000\n");
}

#[test]
fn arguments_are_refused_with_the_name_of_the_option() {
    for (arguments, message) in [
        (["--port", "99999"], "invalid `--port`: `99999`: number too large to fit in target type"),
        (["--jobs", "x"], "invalid `--jobs`: `x`: invalid digit found in string"),
        (["--host", "224.0.0.1"], "invalid `--host`: `224.0.0.1` is a multicast address"),
        (["--host", "ff02::1"], "invalid `--host`: `ff02::1` is a multicast address"),
        (["--host", "255.255.255.255"], "invalid `--host`: `255.255.255.255` is the broadcast address"),
        (["--project-id", ""], "invalid `--project-id`: it is empty"),
        (["--project-id", "a/b"], "invalid `--project-id`: `a/b` contains `/`"),
    ] {
        assert_eq!(refused(&arguments), format!("error: {message}\n"));
    }
    let said = refused(&["--spec", "/nonexistent"]);
    assert!(said.contains("/nonexistent") && said.contains("No such file"), "{said}");
}

#[test]
fn loopback_of_ipv4_within_ipv6_is_not_warned_of() {
    if TcpListener::bind("[::ffff:127.0.0.1]:0").is_ok() {
        let (url, warned) = served(&["--host", "::ffff:127.0.0.1"]);
        assert!(url.starts_with("http://[::ffff:127.0.0.1]:") && warned.is_empty(), "{url} {warned}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error_and_a_closed_one_is_none() {
    for arguments in [&[][..], &["--help"]] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let Output { status, stderr, .. } = program(arguments).stdout(full).stderr(Stdio::piped()).output().unwrap();
        let said = String::from_utf8(stderr).unwrap();
        assert_eq!(status.code(), Some(1), "{said}");
        assert!(said.starts_with("error: cannot write the output: "), "{said}");
    }
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let Output { status, stderr, .. } = program(&["--help"]).stdout(writer).stderr(Stdio::piped()).output().unwrap();
    assert_eq!((status.code(), stderr.as_slice()), (Some(0), &b""[..]));
}

/// Accepting fails while too many files are open. The emulator waits until some are closed.
#[cfg(unix)]
#[test]
fn too_many_open_files_do_not_end_it() {
    use std::io::Write as _;
    use std::net::TcpStream;
    let path = env!("CARGO_BIN_EXE_modelarts-emulator");
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -n 32; exec \"$0\"", path]).stdout(Stdio::piped());
    let mut running = shell.spawn().unwrap();
    let mut url = String::new();
    BufReader::new(running.stdout.take().unwrap()).read_line(&mut url).unwrap();
    let address = url.trim().trim_start_matches("http://");
    let open: Vec<_> = (0..100).map(|_| TcpStream::connect(address).unwrap()).collect();
    drop(open);
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n").unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    running.kill().unwrap();
    running.wait().unwrap();
    assert!(response.starts_with("HTTP/1.1 404"), "{response}");
}
