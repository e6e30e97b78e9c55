//! An HTTP/1.1 server on loopback with fixed pages of jobs, one thread for each connection, and keep-alive.
//!
//! Arguments: files with a small and a large page. Prints its port, then serves until killed.
//! `per_page=1000` returns the large page, other requests the small one. If the project is a number,
//! there are this many jobs and each page is made on request.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

fn serve(mut stream: TcpStream, pages: &[Vec<u8>]) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut request = Vec::with_capacity(4096);
    let mut chunk = [0; 4096];
    loop {
        while !request.ends_with(b"\r\n\r\n") {
            match stream.read(&mut chunk)? {
                0 => return Ok(()),
                count => request.extend_from_slice(&chunk[..count]),
            }
        }
        let line = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
        let line = std::str::from_utf8(line).unwrap_or_default();
        match line.split('/').nth(2).and_then(|project| project.parse().ok()) {
            Some(total) => stream.write_all(&response(&made_page(line, total)))?,
            None => stream.write_all(&pages[usize::from(line.contains("per_page=1000"))])?,
        }
        request.clear();
    }
}

/// Returns one of the pages of `total` jobs, with 1000 jobs each.
fn made_page(line: &str, total: usize) -> String {
    let number =
        line.split(['?', '&', ' ']).find_map(|pair| pair.strip_prefix("page=")).and_then(|page| page.parse().ok());
    let first = (number.unwrap_or(1) - 1) * 1000;
    let mut body =
        format!(r#"{{"is_success":true,"job_total_count":{total},"job_count_limit":95,"quotas":100,"jobs":["#);
    for k in first..total.min(first + 1000) {
        let comma = if k > first { "," } else { "" };
        // Writing to a `String` cannot fail.
        let _ = write!(
            body,
            r#"{comma}{{"job_id":{},"job_name":"trainjob-{k:06}","version_id":{},"status":{},"create_time":1524189990635,"duration":{k},"job_desc":"synthetic training job number {k}","version_count":1}}"#,
            10_000 + k,
            20_000 + k,
            k % 20
        );
    }
    body + "]}"
}

fn response(body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}").into_bytes()
}

fn main() -> std::io::Result<()> {
    let read = |path| std::fs::read_to_string(path).map(|body| response(&body));
    let pages: Vec<Vec<u8>> = std::env::args().skip(1).map(read).collect::<Result<_, _>>()?;
    let pages = Arc::new(pages);
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    println!("{}", listener.local_addr()?.port());
    std::io::stdout().flush()?;
    for stream in listener.incoming() {
        let (stream, pages) = (stream?, Arc::clone(&pages));
        std::thread::spawn(move || serve(stream, &pages));
    }
    Ok(())
}
