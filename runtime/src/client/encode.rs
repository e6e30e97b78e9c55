//! Encodes the arguments of a call as a request.

use super::arguments::{Argument, Arguments, Json};
use super::check::check_path_segment;
use crate::auth::request::UnsignedRequest;
use crate::auth::session::Session;
use crate::auth::signing::Text;
use crate::error::Result;
use crate::service::parameter::Location;
use crate::service::template::expand_template;
use crate::transport::percent::{append_encoded, append_pair};
use crate::value::encode;

impl Argument {
    fn text(&self) -> Text<'_> {
        match self {
            Self::Boolean(value) => if *value { "true" } else { "false" }.into(),
            Self::Number(value) => value.to_string().into(),
            Self::Name(value) => (*value).into(),
            Self::Text(value) | Self::Json(Json(value)) | Self::Invalid(value) => value.as_str().into(),
            Self::Secret(value) => value.expose().into(),
            Self::Float(value) => value.to_string().into(),
            Self::List(items) => items.join(",").into(),
        }
    }

    /// Appends the value as JSON.
    fn write_json(&self, json: &mut String) {
        match self {
            Self::Name(text) => encode::append_text(json, text),
            Self::Text(text) => encode::append_text(json, text),
            Self::Secret(text) => encode::append_text(json, text.expose()),
            value => json.push_str(&value.text()),
        }
    }
}

impl Arguments {
    /// Encodes the arguments, under the names that the session's authentication scheme requires.
    pub(super) fn encode<'a>(
        &'a self,
        session: &'a Session,
        path_values: &[(&'static str, String)],
    ) -> Result<UnsignedRequest<'a>> {
        let scheme = session.identity.scheme();
        let (mut body, mut headers) = (String::new(), Vec::new());
        // Sorted by name, which is the order that is signed.
        let mut query = Vec::with_capacity(self.values.len());
        for (parameter, argument) in self.iter() {
            match parameter.location {
                Location::Path => {}
                Location::Query => {
                    let name = parameter.wire_name(scheme);
                    let at = query.partition_point(|(known, _)| *known < name);
                    query.insert(at, (name, argument));
                }
                Location::Header => headers.push((parameter.wire_name(scheme), argument.text())),
                Location::Body => {
                    body.push(if body.is_empty() { '{' } else { ',' });
                    encode::append_text(&mut body, parameter.wire_name(scheme));
                    body.push(':');
                    argument.write_json(&mut body);
                }
            }
        }
        if self.operation.parameters.iter().any(|parameter| parameter.location == Location::Body) {
            body.push_str(if body.is_empty() { "{}" } else { "}" });
        }
        if !self.operation.content_type.is_empty() {
            headers.push(("Content-Type", self.operation.content_type.into()));
        }
        Ok(UnsignedRequest {
            method: self.operation.method,
            path: self.path(&session.project_id, path_values)?,
            query: encode_query(&query),
            headers,
            body: body.into(),
        })
    }

    fn path(&self, project_id: &str, path_values: &[(&'static str, String)]) -> Result<String> {
        expand_template(self.operation.path, |path, name| {
            match self.operation.parameters.iter().position(|parameter| parameter.name == name) {
                Some(index) => append_encoded(path, &self.path_segment(index)?),
                None => {
                    let value = path_values.iter().find(|(known, _)| *known == name);
                    // The only other name is the project's.
                    append_encoded(path, value.map_or(project_id, |(_, value)| value));
                }
            }
            Ok(())
        })
    }

    /// Returns the value of a parameter as a segment of a path.
    fn path_segment(&self, index: usize) -> Result<Text<'_>> {
        let value = self.values.get(index).and_then(Option::as_ref).map(Argument::text).unwrap_or_default();
        check_path_segment(self.operation.parameters[index].name, &value)?;
        Ok(value)
    }
}

fn encode_query(query: &[(&str, &Argument)]) -> String {
    let mut encoded = String::new();
    for (name, argument) in query {
        match argument {
            Argument::List(items) => items.iter().for_each(|item| append_pair(&mut encoded, name, item)),
            argument => append_pair(&mut encoded, name, &argument.text()),
        }
    }
    encoded
}
