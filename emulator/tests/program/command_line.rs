//! The options and the output of the program.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

fn program(arguments: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_modelarts-emulator"));
    program.args(arguments);
    program
}

/// Starts the program. Returns its URL and its warnings.
fn start(arguments: &[&str]) -> (String, String) {
    let mut running = program(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut url = String::new();
    BufReader::new(running.stdout.take().unwrap()).read_line(&mut url).unwrap();
    running.kill().unwrap();
    running.wait().unwrap();
    let mut warnings = String::new();
    running.stderr.take().unwrap().read_to_string(&mut warnings).unwrap();
    (url, warnings)
}

/// Runs the program, which fails. Returns the standard error.
fn error(arguments: &[&str]) -> String {
    let Output { status, stderr, .. } = program(arguments).output().unwrap();
    assert!(!status.success());
    String::from_utf8(stderr).unwrap()
}

#[test]
fn hosts_other_than_loopback_cause_a_warning() {
    let (url, warnings) = start(&[]);
    assert!(url.starts_with("http://127.0.0.1:") && warnings.is_empty(), "{url} {warnings}");
    let (url, warnings) = start(&["--host", "0.0.0.0"]);
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    assert!(warnings.starts_with("warning: 0.0.0.0:"), "{warnings}");
    if TcpListener::bind("[::1]:0").is_ok() {
        for host in ["::1", "[::1]"] {
            let (url, warnings) = start(&["--host", host]);
            assert!(url.starts_with("http://[::1]:") && warnings.is_empty(), "{url} {warnings}");
        }
    }
}

#[test]
fn errors_name_the_value_and_the_cause() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    let stderr = error(&["--port", &port]);
    assert!(stderr.starts_with(&format!("error: cannot listen on 127.0.0.1:{port}: ")), "{stderr}");
    assert!(stderr.contains("in use"), "{stderr}");
    assert_eq!(error(&["--host", "nowhere"]), "error: invalid `--host`: `nowhere` is not an IP address\n");
    assert_eq!(error(&["--jobs", "10000000"]), "error: invalid number of jobs: 10000000 is more than 20000\n");
}

#[test]
fn errors_name_the_option() {
    for (arguments, message) in [
        (["--port", "99999"], "invalid `--port`: `99999`: number too large to fit in target type"),
        (["--jobs", "x"], "invalid `--jobs`: `x`: invalid digit found in string"),
        (["--host", "224.0.0.1"], "invalid `--host`: `224.0.0.1` is a multicast address"),
        (["--host", "ff02::1"], "invalid `--host`: `ff02::1` is a multicast address"),
        (["--host", "255.255.255.255"], "invalid `--host`: `255.255.255.255` is the broadcast address"),
        (["--project-id", ""], "invalid `--project-id`: it is empty"),
        (["--project-id", "a/b"], "invalid `--project-id`: `a/b` contains `/`"),
    ] {
        assert_eq!(error(&arguments), format!("error: {message}\n"));
    }
    let stderr = error(&["--spec", "/nonexistent"]);
    assert!(stderr.contains("/nonexistent") && stderr.contains("No such file"), "{stderr}");
}

#[test]
fn mapped_ipv4_loopback_causes_no_warning() {
    if TcpListener::bind("[::ffff:127.0.0.1]:0").is_ok() {
        let (url, warnings) = start(&["--host", "::ffff:127.0.0.1"]);
        assert!(url.starts_with("http://[::ffff:127.0.0.1]:") && warnings.is_empty(), "{url} {warnings}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_but_a_closed_pipe_is_not() {
    for arguments in [&[][..], &["--help"]] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let Output { status, stderr, .. } = program(arguments).stdout(full).stderr(Stdio::piped()).output().unwrap();
        let stderr = String::from_utf8(stderr).unwrap();
        assert_eq!(status.code(), Some(1), "{stderr}");
        assert!(stderr.starts_with("error: cannot write the output: "), "{stderr}");
    }
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let Output { status, stderr, .. } = program(&["--help"]).stdout(writer).stderr(Stdio::piped()).output().unwrap();
    assert_eq!((status.code(), stderr.as_slice()), (Some(0), &b""[..]));
}

/// Accepting fails while too many files are open.
#[cfg(unix)]
#[test]
fn the_emulator_survives_too_many_open_files() {
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
