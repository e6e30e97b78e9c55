//! The emulator as a program.

use std::error::Error;
use std::io::Write as _;
use std::net::IpAddr;
use std::process::ExitCode;

use lexopt::prelude::{Long, Short, ValueExt as _};
use modelarts_codegen::Sources;
use modelarts_emulator::Emulator;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let Some(emulator) = start()? else {
        print!("{}", help());
        return Ok(());
    };
    if !emulator.address().ip().is_loopback() {
        eprintln!("warning: {} is reached from other machines, by whoever knows its keys", emulator.address());
    }
    println!("{}", emulator.url());
    std::io::stdout().flush()?;
    loop {
        std::thread::park();
    }
}

fn help() -> String {
    use modelarts_emulator::defaults::*;
    format!(
        "\
A fake ModelArts and IAM. Prints its URL and serves until it is interrupted.

Usage: modelarts-emulator [options]

Options:
  --host ADDR        Address to listen on, IPv4 or IPv6      [default: 127.0.0.1]
  --port P           Port                                    [default: any free one]
  --jobs N           Number of entries of each list          [default: {JOBS}]
  --ak AK            Access key that is accepted             [default: {ACCESS_KEY}]
  --sk SK            Its secret key                          [default: {SECRET_KEY}]
  --domain NAME      Domain of the account that gets tokens  [default: {DOMAIN}]
  --user NAME        Its user                                [default: {USER}]
  --password WORD    Its password                            [default: {PASSWORD}]
  --project-id ID    The project that exists                 [default: {PROJECT_ID}]
  --spec DIR         Folder of the spec to serve             [default: the one built in]
  --help             Show this text
"
    )
}

/// Reads an address, with or without the brackets that URLs have around those of IPv6.
fn host(text: &str) -> Result<IpAddr, Box<dyn Error>> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse().map_err(|_| format!("invalid `--host`: `{text}` is not an IP address").into())
}

/// The emulator that the arguments describe; nothing if help is asked for.
fn start() -> Result<Option<Emulator>, Box<dyn Error>> {
    let mut builder = Emulator::builder();
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        builder = match argument {
            Long("host") => builder.host(host(&arguments.value()?.string()?)?),
            Long("port") => builder.port(arguments.value()?.parse()?),
            Long("jobs") => builder.jobs(arguments.value()?.parse()?),
            Long("ak") => builder.access_key(arguments.value()?.string()?),
            Long("sk") => builder.secret_key(arguments.value()?.string()?),
            Long("domain") => builder.domain(arguments.value()?.string()?),
            Long("user") => builder.user(arguments.value()?.string()?),
            Long("password") => builder.password(arguments.value()?.string()?),
            Long("project-id") => builder.project_id(arguments.value()?.string()?),
            Long("spec") => builder.spec(Sources::read(arguments.value()?.as_ref())?),
            Long("help") | Short('h') => return Ok(None),
            unexpected => return Err(unexpected.unexpected().into()),
        };
    }
    Ok(Some(builder.start()?))
}
