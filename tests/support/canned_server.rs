//! A server that responds with given bytes, valid or not: for what no real server would send on
//! purpose.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

/// Responds to each connection with the next of the given texts, then closes it.
///
/// Returns the address. The server ends after the last response.
///
/// # Panics
///
/// If loopback cannot be listened on.
pub fn serve(answers: impl IntoIterator<Item = Vec<u8>> + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback can be listened on");
    let address = listener.local_addr().expect("a listener has an address");
    std::thread::spawn(move || {
        for (answer, stream) in answers.into_iter().zip(listener.incoming()) {
            // A client that goes away early is part of some tests.
            let _ = stream.and_then(|stream| exchange(stream, &answer));
        }
    });
    format!("http://{address}")
}

fn exchange(mut stream: TcpStream, answer: &[u8]) -> std::io::Result<()> {
    let mut request = Vec::new();
    let mut buffer = [0; 4096];
    while !request.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut buffer)? {
            0 => return Ok(()),
            count => request.extend_from_slice(&buffer[..count]),
        }
    }
    stream.write_all(answer)
}

/// The bytes of a response with a body.
pub fn answer(status: &str, content_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\
         X-Request-Id: canned\r\nConnection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

/// The bytes of a JSON response with status 200.
pub fn json(body: &str) -> Vec<u8> {
    answer("200 OK", "application/json", body)
}
