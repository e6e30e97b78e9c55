//! Runs an emulator as a program.

mod options;

use std::error::Error;
use std::io::{ErrorKind, Write as _};
use std::process::ExitCode;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut message = format!("error: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                let text = error.to_string();
                // Some messages already contain that of their source.
                if !message.contains(&text) {
                    message += &format!(": {text}");
                }
                cause = error.source();
            }
            print_error(&message);
            ExitCode::FAILURE
        }
    }
}

/// Prints a line to the standard error. A closed standard error is no failure.
fn print_error(message: &str) {
    let _ = writeln!(std::io::stderr(), "{message}");
}

/// Prints a text to the standard output. A closed pipe is no error: its reader has read enough.
fn print(text: &str) -> Result<(), Box<dyn Error>> {
    let mut output = std::io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(format!("cannot write the output: {error}").into()),
        _ => Ok(()),
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let Some(builder) = options::read()? else { return print(&options::help()) };
    let emulator = builder.start()?;
    let address = emulator.address();
    // An IPv4 loopback address can be mapped into IPv6.
    if !address.ip().to_canonical().is_loopback() {
        print_error(&format!("warning: {address} is reachable from other machines"));
    }
    print(&format!("{}\n", emulator.url()))?;
    loop {
        std::thread::park();
    }
}
