//! The emulator as a program.

use std::error::Error;
use std::ffi::OsStr;
use std::io::{ErrorKind, Write as _};
use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;
use std::str::FromStr;

use lexopt::prelude::{Long, Short, ValueExt as _};
use modelarts_codegen::Sources;
use modelarts_emulator::Emulator;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut message = format!("error: {error}");
            let mut cause = error.source();
            while let Some(error) = cause {
                let text = error.to_string();
                // Some errors already say what caused them.
                if !message.contains(&text) {
                    message += &format!(": {text}");
                }
                cause = error.source();
            }
            say(&message);
            ExitCode::FAILURE
        }
    }
}

/// Prints to the standard error. Where that is closed, there is nobody to tell.
fn say(message: &str) {
    let _ = writeln!(std::io::stderr(), "{message}");
}

/// Prints to the standard output. Whoever closes it has read enough: that is no error.
fn print(text: &str) -> Result<(), Box<dyn Error>> {
    let mut output = std::io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(format!("cannot write the output: {error}").into()),
        _ => Ok(()),
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let Some(emulator) = start()? else { return print(&help()) };
    if !is_loopback(emulator.address().ip()) {
        say(&format!("warning: {} is reached from other machines, by whoever knows its keys", emulator.address()));
    }
    print(&format!("{}\n", emulator.url()))?;
    loop {
        std::thread::park();
    }
}

/// Whether only this machine reaches an address, that of IPv4 within IPv6 too.
fn is_loopback(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
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
    let wrong = |why: &str| format!("invalid `--host`: `{text}` is {why}").into();
    let address: IpAddr = bare.parse().map_err(|_| wrong("not an IP address"))?;
    match address.to_canonical() {
        address if address.is_multicast() => Err(wrong("a multicast address")),
        IpAddr::V4(Ipv4Addr::BROADCAST) => Err(wrong("the broadcast address")),
        _ => Ok(address),
    }
}

/// Reads the number that an option has.
fn number<N: FromStr<Err: std::fmt::Display>>(option: &str, value: &OsStr) -> Result<N, Box<dyn Error>> {
    let text = value.to_string_lossy();
    text.parse().map_err(|error| format!("invalid `--{option}`: `{text}`: {error}").into())
}

/// Reads the ID of the project: one segment of a path.
fn project_id(text: String) -> Result<String, Box<dyn Error>> {
    match text.as_str() {
        "" => Err("invalid `--project-id`: it is empty".into()),
        id if id.contains('/') => Err(format!("invalid `--project-id`: `{id}` contains `/`").into()),
        _ => Ok(text),
    }
}

/// The emulator that the arguments describe; nothing if help is asked for.
fn start() -> Result<Option<Emulator>, Box<dyn Error>> {
    let mut builder = Emulator::builder();
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        builder = match argument {
            Long("host") => builder.host(host(&arguments.value()?.string()?)?),
            Long("port") => builder.port(number("port", &arguments.value()?)?),
            Long("jobs") => builder.jobs(number("jobs", &arguments.value()?)?),
            Long("ak") => builder.access_key(arguments.value()?.string()?),
            Long("sk") => builder.secret_key(arguments.value()?.string()?),
            Long("domain") => builder.domain(arguments.value()?.string()?),
            Long("user") => builder.user(arguments.value()?.string()?),
            Long("password") => builder.password(arguments.value()?.string()?),
            Long("project-id") => builder.project_id(project_id(arguments.value()?.string()?)?),
            Long("spec") => builder.spec(Sources::read(arguments.value()?.as_ref())?),
            Long("help") | Short('h') => return Ok(None),
            unexpected => return Err(unexpected.unexpected().into()),
        };
    }
    Ok(Some(builder.start()?))
}
