//! The options of the program.

use std::error::Error;
use std::ffi::OsStr;
use std::fmt::Display;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use lexopt::prelude::{Long, Short, ValueExt as _};
use modelarts_codegen::Sources;
use modelarts_emulator::{Emulator, EmulatorBuilder};

/// Returns the text of `--help`.
pub(crate) fn help() -> String {
    use modelarts_emulator::defaults::*;
    format!(
        "\
Run a fake ModelArts and IAM. Print its URL and serve until interrupted.

Usage: modelarts-emulator [OPTIONS]

Options:
  --host <ADDRESS>   Listen on this IPv4 or IPv6 address  [default: 127.0.0.1]
  --port <PORT>      Listen on this port                  [default: a free port]
  --jobs <N>         Seed each list with N items          [default: {JOBS}]
  --ak <KEY>         Accept this access key               [default: {ACCESS_KEY}]
  --sk <KEY>         Accept this secret key               [default: {SECRET_KEY}]
  --domain <NAME>    Accept logins of this domain         [default: {DOMAIN}]
  --user <NAME>      Accept logins of this user           [default: {USER}]
  --password <TEXT>  Accept logins with this password     [default: {PASSWORD}]
  --project-id <ID>  Serve this project                   [default: {PROJECT_ID}]
  --spec <DIR>       Serve the spec in this folder        [default: the built-in spec]
  -h, --help         Print help
"
    )
}

/// Reads the arguments. Returns `None` if they ask for help.
pub(crate) fn read() -> Result<Option<EmulatorBuilder>, Box<dyn Error>> {
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
    Ok(Some(builder))
}

/// Parses an address. The brackets that URLs have around IPv6 addresses are optional.
fn host(text: &str) -> Result<IpAddr, Box<dyn Error>> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let invalid = |why: &str| format!("invalid `--host`: `{text}` is {why}").into();
    let address: IpAddr = bare.parse().map_err(|_| invalid("not an IP address"))?;
    match address.to_canonical() {
        address if address.is_multicast() => Err(invalid("a multicast address")),
        IpAddr::V4(Ipv4Addr::BROADCAST) => Err(invalid("the broadcast address")),
        _ => Ok(address),
    }
}

/// Parses a number.
fn number<N: FromStr<Err: Display>>(option: &str, value: &OsStr) -> Result<N, Box<dyn Error>> {
    let text = value.to_string_lossy();
    text.parse().map_err(|error| format!("invalid `--{option}`: `{text}`: {error}").into())
}

/// Checks the ID of the project, which is one segment of a path.
fn project_id(text: String) -> Result<String, Box<dyn Error>> {
    match text.as_str() {
        "" => Err("invalid `--project-id`: it is empty".into()),
        id if id.contains('/') => Err(format!("invalid `--project-id`: `{id}` contains `/`").into()),
        _ => Ok(text),
    }
}
