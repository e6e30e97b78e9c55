//! Operations as tables, and the one way in which each of them is carried out.
//!
//! Generated builders hold a [`Call`]: the description of the operation and the arguments that
//! were set. Checking, naming, encoding, sending and reading are written here once.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;

use crate::changes::Changes;
use crate::credentials::Way;
use crate::decode::{self, DecodeError, Failure};
use crate::encode;
use crate::error::{Error, ErrorKind, Result};
use crate::handle::Handle;
use crate::record::{Place, Slot};
use crate::redact::Secrets;
use crate::rule::{self, Rule, ValueRule};
use crate::service::{self, Service};
use crate::session::Session;
use crate::signing::{self, Text};
use crate::telemetry;
use crate::transport::Answer;

/// What the spec says of an operation.
#[derive(Debug)]
pub struct Operation {
    pub effect: Effect,
    pub name: &'static str,
    pub method: &'static str,
    /// The path, with names of parameters in braces.
    pub path: &'static str,
    pub parameters: &'static [Parameter],
    /// What holds between parameters.
    pub rules: &'static [Rule],
}

/// What it means to carry an operation out twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// No more than to carry it out once.
    Idempotent,
    /// Something else: two jobs, for one.
    Once,
}

impl Operation {
    /// Whether it changes something. A POST that can be repeated is a search.
    pub(crate) fn is_change(&self) -> bool {
        self.method != "GET" && !(self.method == "POST" && self.effect == Effect::Idempotent)
    }

    /// The parameters that page the list, where the operation is one.
    pub(crate) fn pages(&self) -> Option<PageParameters> {
        let find = |wanted: fn(&Role) -> Option<i64>| {
            let indexed = self.parameters.iter().enumerate();
            indexed.filter_map(|(index, parameter)| Some((index, wanted(&parameter.role)?))).next()
        };
        let by_item = find(|role| if let Role::FirstItem = role { Some(0) } else { None });
        let by_page = find(|role| if let Role::PageNumber(first) = role { Some(*first) } else { None });
        let (page, first) = by_item.or(by_page)?;
        let (size, default_size) = find(|role| if let Role::PageSize(default) = role { Some(*default) } else { None })?;
        let max_size = self.parameters.get(size).and_then(|parameter| match parameter.rule {
            ValueRule::Range(_, max) if max < i64::from(i32::MAX) => Some(max),
            _ => None,
        });
        Some(PageParameters { page, by_item: by_item.is_some(), first, size, default_size, max_size })
    }
}

/// Describes an operation: effect, name, method and path, then its parameters with their rules.
#[doc(hidden)]
#[macro_export]
macro_rules! operation {
    ($constant:ident { $effect:ident $name:literal $method:literal $path:literal $(rule $kind:ident $members:tt)*
        $(, $place:ident $parameter:literal $(.$rule:ident($($value:expr),*))*)* $(,)? }) => {
        pub(super) static $constant: $crate::call::Operation = $crate::call::Operation {
            effect: $crate::call::Effect::$effect,
            name: $name,
            method: $method,
            path: $path,
            rules: &[$($crate::rule::Rule::$kind $members),*],
            parameters: &[$($crate::call::Parameter::$place($parameter) $(.$rule($($value),*))*),*],
        };
    };
}
pub use operation;

/// The builder of an operation's call, and the ways to send it.
#[doc(hidden)]
#[macro_export]
macro_rules! builder {
    ($builder:ident { $owner:ident::$method:ident $send:ident -> $answer:ty $(, $pages:ident, $items:ident)? $(,)? }) => {
        #[doc = ::core::concat!(
            "A call of [`", ::core::stringify!($owner), "::", ::core::stringify!($method), "`](crate::",
            ::core::stringify!($owner), "::", ::core::stringify!($method), ").",
        )]
        #[derive(Clone, Debug)]
        #[must_use = "nothing is sent before this is"]
        pub struct $builder($crate::call::Call);

        impl $builder {
            /// Sends the call. What can go wrong is an [`ErrorKind`](crate::ErrorKind).
            pub fn $send(self) -> $crate::Sending<$answer> {
                $crate::Sending::new(self.0)
            }

            $(/// The list page by page, from the page that is set.
            #[inline]
            pub fn $pages(self) -> $crate::Pages<$answer> {
                $crate::Pages::new(self.0)
            }

            /// The list item by item, from the page that is set.
            #[inline]
            pub fn $items(self) -> $crate::Items<$answer> {
                $crate::Items::new(self.0)
            })?
        }
    };
}
pub use builder;

/// What the spec says of a parameter.
#[derive(Debug)]
pub struct Parameter {
    pub name: &'static str,
    pub location: Location,
    ak_sk: &'static str,
    account: &'static str,
    rule: ValueRule,
    role: Role,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    Path,
    Query,
    /// The object in the body.
    Body,
    Header,
}

/// What a parameter is to the paging of a list.
#[derive(Clone, Copy, Debug)]
enum Role {
    None,
    /// The number of the page; this is the first one.
    PageNumber(i64),
    /// The number of the first item, counted from 0.
    FirstItem,
    /// The number of items on a page; this many if it is not set.
    PageSize(i64),
}

/// The parameters that page a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageParameters {
    pub(crate) page: usize,
    /// Whether `page` counts items.
    pub(crate) by_item: bool,
    pub(crate) first: i64,
    pub(crate) size: usize,
    pub(crate) default_size: i64,
    /// The largest number of items on a page, where there is one.
    pub(crate) max_size: Option<i64>,
}

impl Parameter {
    pub const fn query(name: &'static str) -> Self {
        Self { name, location: Location::Query, ak_sk: name, account: name, rule: ValueRule::Any, role: Role::None }
    }

    pub const fn path(name: &'static str) -> Self {
        Self { location: Location::Path, ..Self::query(name) }
    }

    pub const fn header(name: &'static str) -> Self {
        Self { location: Location::Header, ..Self::query(name) }
    }

    pub const fn body(name: &'static str) -> Self {
        Self { location: Location::Body, ..Self::query(name) }
    }

    /// The name on the wire under each way of authentication.
    pub const fn named(self, ak_sk: &'static str, account: &'static str) -> Self {
        Self { ak_sk, account, ..self }
    }

    pub const fn range(self, min: i64, max: i64) -> Self {
        Self { rule: ValueRule::Range(min, max), ..self }
    }

    pub const fn length(self, min: u64, max: u64) -> Self {
        Self { rule: ValueRule::Length(min, max), ..self }
    }

    /// It holds the number of the page, which begins with this one.
    pub const fn page_number(self, first: i64) -> Self {
        Self { role: Role::PageNumber(first), ..self }
    }

    /// It holds the number of the first item of the page.
    pub const fn first_item(self) -> Self {
        Self { role: Role::FirstItem, ..self }
    }

    /// It holds the number of items on a page, this many if it is not set.
    pub const fn page_size(self, default: i64) -> Self {
        Self { role: Role::PageSize(default), ..self }
    }

    fn wire_name(&self, way: Way) -> &'static str {
        match way {
            Way::AkSk => self.ak_sk,
            Way::Account => self.account,
        }
    }

    /// Checks a value against the rule.
    pub(crate) fn check(&self, value: &Argument) -> Result<()> {
        let wrong = match value {
            Argument::Number(number) => self.rule.broken_by_number(*number),
            Argument::Text(text) => self.rule.broken_by_text(text),
            Argument::Broken(wrong) => return Err(Error::invalid(self.name, wrong.clone())),
            _ => None,
        };
        match wrong {
            Some(wrong) => Err(Error::invalid(self.name, format!("`{}` is {wrong}", self.name))),
            None => Ok(()),
        }
    }
}

/// The value of a parameter.
#[derive(Clone, Debug)]
pub(crate) enum Argument {
    Boolean(bool),
    Number(i64),
    Name(&'static str),
    Text(String),
    /// A value that is JSON already.
    Json(String),
    /// A value that breaks a rule, and how.
    Broken(String),
}

impl Argument {
    fn text(&self) -> Text<'_> {
        match self {
            Self::Boolean(value) => if *value { "true" } else { "false" }.into(),
            Self::Number(value) => value.to_string().into(),
            Self::Name(value) => (*value).into(),
            Self::Text(value) | Self::Json(value) | Self::Broken(value) => value.as_str().into(),
        }
    }

    /// The value as JSON.
    fn write_json(&self, json: &mut String) {
        match self {
            Self::Name(text) => encode::append_text(json, text),
            Self::Text(text) => encode::append_text(json, text),
            value => json.push_str(&value.text()),
        }
    }
}

/// An operation with its arguments.
#[derive(Clone)]
pub struct Call {
    client: Handle,
    operation: &'static Operation,
    arguments: Vec<Option<Argument>>,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let set = self.arguments().map(|(parameter, argument)| (parameter.name, argument));
        f.write_str(self.operation.name)?;
        f.debug_map().entries(set).finish()
    }
}

impl Call {
    pub fn new(client: &Handle, operation: &'static Operation) -> Self {
        let arguments = operation.parameters.iter().map(|_| None).collect();
        Self { client: client.clone(), operation, arguments }
    }

    /// Sets a parameter, by its index in the operation's description.
    pub fn number(self, parameter: usize, value: i64) -> Self {
        self.with(parameter, Argument::Number(value))
    }

    /// Sets a parameter whose type has no sign.
    pub fn unsigned(self, parameter: usize, value: u32) -> Self {
        self.with(parameter, Argument::Number(value.into()))
    }

    /// Sets a parameter to a code that has a name.
    pub fn name(self, parameter: usize, value: &'static str) -> Self {
        self.with(parameter, Argument::Name(value))
    }

    /// Sets a parameter to a text that the caller gives away.
    pub fn given(self, parameter: usize, value: String) -> Self {
        self.with(parameter, Argument::Text(value))
    }

    /// Sets a parameter to a text.
    pub fn text(self, parameter: usize, value: &str) -> Self {
        self.with(parameter, Argument::Text(value.to_owned()))
    }

    /// Sets a parameter of the body to an object or a list.
    pub fn json(self, parameter: usize, mut slot: Slot<'_>) -> Self {
        let name = self.operation.parameters.get(parameter).map_or("", |parameter| parameter.name);
        let value = match rule::broken(&mut slot, name) {
            Some(wrong) => Argument::Broken(wrong),
            None => encode::json(slot).map_or_else(|error| Argument::Broken(error.to_string()), Argument::Json),
        };
        self.with(parameter, value)
    }

    /// Sets a parameter to `true` or `false`.
    pub fn boolean(self, parameter: usize, value: bool) -> Self {
        self.with(parameter, Argument::Boolean(value))
    }

    fn with(mut self, parameter: usize, value: Argument) -> Self {
        self.set(parameter, value);
        self
    }

    pub(crate) fn set(&mut self, parameter: usize, value: Argument) {
        if let Some(argument) = self.arguments.get_mut(parameter) {
            *argument = Some(value);
        }
    }

    /// The changes that are made at the address of the call.
    pub(crate) fn changes(&self) -> &Changes {
        &self.client.shared.changes
    }

    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The number that a parameter is set to.
    pub(crate) fn number_of(&self, parameter: usize) -> Option<i64> {
        match self.arguments.get(parameter) {
            Some(Some(Argument::Number(number))) => Some(*number),
            _ => None,
        }
    }

    /// The parameters that are set.
    fn arguments(&self) -> impl Iterator<Item = (&'static Parameter, &Argument)> {
        let all = self.operation.parameters.iter().zip(&self.arguments);
        all.filter_map(|(parameter, argument)| argument.as_ref().map(|argument| (parameter, argument)))
    }

    /// Checks the arguments, before anything is sent.
    fn check(&self) -> Result<()> {
        for (parameter, argument) in self.arguments() {
            parameter.check(argument)?;
        }
        self.check_rules()
    }

    /// Names and encodes the arguments for a session.
    pub(crate) fn outgoing<'a>(&'a self, session: &'a Session) -> Result<Outgoing<'a>> {
        let way = session.identity.way();
        let (mut body, mut headers) = (String::new(), Vec::new());
        // In the order of names, which is the one that is signed.
        let mut query = Vec::with_capacity(self.arguments.len());
        for (parameter, argument) in self.arguments() {
            match parameter.location {
                Location::Path => {}
                Location::Query => {
                    let name = parameter.wire_name(way);
                    let at = query.partition_point(|(known, _)| *known < name);
                    query.insert(at, (name, argument));
                }
                Location::Header => headers.push((parameter.wire_name(way), argument.text())),
                Location::Body => {
                    body.push(if body.is_empty() { '{' } else { ',' });
                    encode::append_text(&mut body, parameter.wire_name(way));
                    body.push(':');
                    argument.write_json(&mut body);
                }
            }
        }
        if self.operation.parameters.iter().any(|parameter| parameter.location == Location::Body) {
            body.push_str(if body.is_empty() { "{}" } else { "}" });
        }
        Ok(Outgoing {
            method: self.operation.method,
            path: self.path(&session.project_id)?,
            query: encoded(&query),
            headers,
            body: body.into(),
        })
    }

    /// Checks what holds between parameters.
    fn check_rules(&self) -> Result<()> {
        let Operation { rules, parameters, .. } = self.operation;
        let is_set = |index: usize| self.arguments.get(index).is_some_and(Option::is_some);
        let mut wrong = rules.iter().filter_map(|rule| rule.broken_by_presence(is_set, |index| parameters[index].name));
        match wrong.next() {
            Some(wrong) => Err(Error::invalid("body", wrong)),
            None => Ok(()),
        }
    }

    fn path(&self, project_id: &str) -> Result<String> {
        service::fill(self.operation.path, |path, name| {
            match self.operation.parameters.iter().position(|parameter| parameter.name == name) {
                Some(index) => signing::append_encoded(path, &self.piece(index)?),
                // What is not the operation's own is the client's.
                None => signing::append_encoded(path, project_id),
            }
            Ok(())
        })
    }

    /// The value of a parameter as a piece of a path.
    fn piece(&self, index: usize) -> Result<Text<'_>> {
        let value = self.arguments.get(index).and_then(Option::as_ref).map(Argument::text).unwrap_or_default();
        check_path_part(self.operation.parameters[index].name, &value)?;
        Ok(value)
    }

    /// Sends the call; the answer is not read yet.
    pub(crate) fn exchange(self) -> Exchange {
        Box::pin(async move {
            let operation = self.operation;
            let service = self.client.shared.dispatch.service;
            let host = &self.client.shared.endpoint.host;
            let secrets = Arc::clone(&self.client.shared.dispatch.transport.secrets);
            let _change = operation.is_change().then(|| self.changes().begin());
            // It is large: it stays where it is.
            let sent = pin!(async {
                self.check()?;
                self.client.execute(&self).await
            });
            let answer = telemetry::call(service, operation, host, &secrets, sent, |answer| answer).await;
            let answer = answer.map_err(|error| error.with_operation(operation).without_secrets(&secrets))?;
            let limit = self.client.shared.dispatch.transport.max_response_bytes();
            Ok(Received { service, operation, secrets, answer, limit })
        })
    }
}

/// Checks a value that becomes a part of a path.
pub(crate) fn check_path_part(name: &'static str, value: &str) -> Result<()> {
    // URLs treat these as steps through folders, even when they are encoded.
    match value {
        "" | "." | ".." => Err(Error::invalid(name, format!("`{name}` is `{value}`; it cannot be a part of a path"))),
        _ => Ok(()),
    }
}

fn encoded(query: &[(&str, &Argument)]) -> String {
    let mut encoded = String::new();
    for (name, argument) in query {
        signing::append_pair(&mut encoded, name, &argument.text());
    }
    encoded
}

/// A request that is ready to be signed.
#[derive(Debug)]
pub(crate) struct Outgoing<'a> {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    /// Encoded, in the order in which it is signed.
    pub(crate) query: String,
    /// Headers, beside those that all requests have.
    pub(crate) headers: Vec<(&'static str, Text<'a>)>,
    pub(crate) body: Bytes,
}

impl Outgoing<'_> {
    /// A request without query, headers and body.
    pub(crate) fn new(method: &'static str, path: &str) -> Self {
        Self { method, path: path.to_owned(), query: String::new(), headers: Vec::new(), body: Bytes::new() }
    }
}

/// A call under way. It is boxed, so that no caller's own future grows by it, and so that it is
/// compiled once.
pub(crate) type Exchange = Pin<Box<dyn Future<Output = Result<Received>> + Send>>;

/// An answer that is not read yet.
#[derive(Debug)]
pub(crate) struct Received {
    service: &'static Service,
    operation: &'static Operation,
    secrets: Arc<Secrets>,
    pub(crate) answer: Answer,
    /// The limit of the client for responses.
    limit: usize,
}

impl Received {
    /// Reads the answer: into its place, or into the error that it is.
    pub(crate) fn read(&self, slot: Slot<'_>) -> Result<()> {
        self.try_read(slot)
            .map_err(|error| error.with_operation(self.operation).with_answer(self.service, &self.answer))
            .map_err(|error| error.with_body(&self.answer.body).without_secrets(&self.secrets))
    }

    /// An error about what the answer says.
    pub(crate) fn error(&self, error: DecodeError) -> Error {
        let error = Error::decode(self.answer.status, error).with_operation(self.operation);
        error.with_answer(self.service, &self.answer).with_body(&self.answer.body)
    }

    fn try_read(&self, slot: Slot<'_>) -> Result<()> {
        let Answer { status, body, .. } = &self.answer;
        if !self.answer.is_success() {
            return Err(Error::service(self.service, *status, decode::failure(self.service, body).unwrap_or_default()));
        }
        let text = decode::without_mark(body).trim_ascii();
        if matches!(slot, Slot::Nothing) && matches!(text, b"" | b"null" | b"\"\"") {
            return Ok(());
        }
        if text.is_empty() && self.operation.is_change() {
            return without_body(&slot).map_err(|error| Error::decode(*status, error));
        }
        let mut failure = Failure::of(self.service);
        let read = decode::answer_within(self.limit, body, slot, &mut failure);
        if failure.is_failure() {
            return Err(Error::service(self.service, *status, failure));
        }
        read.map_err(|error| match self.answer.header("content-type") {
            Some(content_type)
                if error.kind == ErrorKind::Decode
                    && !content_type.as_bytes().windows(4).any(|word| word == b"json") =>
            {
                let message = format!("it is `{content_type}`, not JSON; is the endpoint right?");
                Error::decode(*status, DecodeError::new(message))
            }
            _ => Error::decode(*status, error),
        })
    }
}

/// The response to a change that has no body: fine if the table requires no field.
fn without_body(slot: &Slot<'_>) -> std::result::Result<(), DecodeError> {
    match slot {
        Slot::Record(record) => match record.table().missing(0) {
            Some(field) => Err(DecodeError::new(format!("the body is empty, `{}` is missing", field.name))),
            None => Ok(()),
        },
        _ => Err(DecodeError::new("the body is empty")),
    }
}

/// A call under way: awaited, it gives the answer.
#[must_use = "nothing is sent before this is awaited"]
pub struct Sending<T> {
    exchange: Exchange,
    answer: PhantomData<fn() -> T>,
}

impl<T> Sending<T> {
    #[doc(hidden)]
    pub fn new(call: Call) -> Self {
        Self { exchange: call.exchange(), answer: PhantomData }
    }
}

impl<T: Place> Future for Sending<T> {
    type Output = Result<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        let received = ready!(self.get_mut().exchange.as_mut().poll(context))?;
        let mut answer = T::EMPTY;
        received.read(answer.slot())?;
        Poll::Ready(Ok(answer))
    }
}

impl<T> fmt::Debug for Sending<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").finish_non_exhaustive()
    }
}
