//! The memory of the emulator stays below the bound in [`limits`], whatever clients send.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};

use modelarts_emulator::{defaults, limits};
use serde_json::json;

/// The maximum resident memory, in KiB.
const MAX_MEMORY: usize = 800 * 1024;

struct Running {
    program: Child,
    address: String,
    token: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

impl Running {
    fn start() -> Self {
        let mut program =
            Command::new(env!("CARGO_BIN_EXE_modelarts-emulator")).stdout(Stdio::piped()).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(program.stdout.take().unwrap()).read_line(&mut url).unwrap();
        let address = url.trim().trim_start_matches("http://").to_owned();
        let mut running = Self { program, address, token: String::new() };
        let login = json!({ "auth": {
            "identity": { "methods": ["password"], "password": { "user": { "name": defaults::USER,
                "password": defaults::PASSWORD, "domain": { "name": defaults::DOMAIN } } } },
            "scope": { "project": { "id": defaults::PROJECT_ID } } } });
        let response = running.send("POST", "/v3/auth/tokens", &login.to_string());
        let token = response.lines().find_map(|line| line.strip_prefix("x-subject-token: "));
        running.token = token.unwrap().to_owned();
        running
    }

    fn head(&self, method: &str, target: &str, length: usize) -> String {
        let token = &self.token;
        format!(
            "{method} {target} HTTP/1.1\r\nHost: h\r\nX-Auth-Token: {token}\r\nContent-Length: {length}\r\n\
             Connection: close\r\n\r\n"
        )
    }

    fn connect(&self) -> std::io::Result<TcpStream> {
        TcpStream::connect(&self.address)
    }

    fn send(&self, method: &str, target: &str, body: &str) -> String {
        let mut stream = self.connect().unwrap();
        let _ = stream.write_all(self.head(method, target, body.len()).as_bytes());
        let _ = stream.write_all(body.as_bytes());
        let mut response = Vec::new();
        let _ = stream.read_to_end(&mut response);
        String::from_utf8_lossy(&response).into_owned()
    }

    /// Returns a figure of the process from `/proc`, in KiB.
    fn memory(&self, line: &str) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.program.id())).unwrap();
        let line = status.lines().find_map(|found| found.strip_prefix(line)).unwrap();
        line.trim_matches([':', '\t', ' ', 'k', 'B']).parse().unwrap()
    }

    fn assert_bounded(&self, after: &str) {
        let (peak, now) = (self.memory("VmHWM"), self.memory("VmRSS"));
        println!("{after}: {} MiB, peak {} MiB", now / 1024, peak / 1024);
        assert!(peak < MAX_MEMORY, "{after}: {peak} KiB");
        let list = self.send("GET", "/v1/emulator-project/training-jobs", "");
        assert!(list.starts_with("HTTP/1.1 200 OK"), "{after}: {list}");
    }
}

/// Ends connections, and waits until the emulator has ended them, too: until then they count.
fn end(open: Vec<TcpStream>) {
    for stream in &open {
        let _ = stream.shutdown(Shutdown::Write);
    }
    for mut stream in open {
        stream.set_nonblocking(false).unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
    }
}

#[test]
fn memory_is_bounded_whatever_clients_send() {
    let running = Running::start();
    running.assert_bounded("when idle");
    let algorithms = "/v2/emulator-project/algorithms";

    // Bodies of the maximum size with many values.
    for body in [format!("{{\"a\":[{}0]}}", "0,".repeat(limits::BODY / 2 - 10)), "[".repeat(limits::BODY)] {
        for _ in 0..5 {
            assert!(running.send("POST", algorithms, &body).starts_with("HTTP/1.1 400"));
        }
    }
    running.assert_bounded("large bodies");

    // Large items until the quota is exhausted.
    let inputs = vec![json!({ "name": "x" }); limits::BODY / 16];
    let algorithm = json!({ "metadata": { "name": "a" }, "job_config": { "inputs": inputs } }).to_string();
    while running.send("POST", algorithms, &algorithm).starts_with("HTTP/1.1 201") {}
    running.assert_bounded("created items");

    // Two thousand connections at once, each with the largest body but for its last byte.
    let head = running.head("POST", algorithms, limits::BODY);
    let part = vec![b' '; limits::BODY - 1];
    let mut open: Vec<_> = (0..2000).filter_map(|_| running.connect().ok()).collect();
    for stream in &mut open {
        // The emulator does not read all of it, so the test must not block.
        stream.set_nonblocking(true).unwrap();
        let _ = stream.write_all(head.as_bytes());
        let _ = stream.write_all(&part);
    }
    for stream in &mut open {
        let _ = stream.write_all(&part);
    }
    end(open);
    running.assert_bounded("two thousand connections");

    // Two thousand heads without an end.
    let mut open: Vec<_> = (0..2000).filter_map(|_| running.connect().ok()).collect();
    let unfinished = format!("GET /{} HTTP/1.1\r\n", "x".repeat(limits::HEAD - 1000));
    for stream in &mut open {
        stream.set_nonblocking(true).unwrap();
        let _ = stream.write_all(unfinished.as_bytes());
    }
    end(open);
    running.assert_bounded("two thousand heads");
}
