//! Infers the shape of values from a sample.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// What a sample shows of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Nothing: there is no value, as in an empty list.
    Unknown,
    /// Null, as an item of a list or as the whole sample.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer {
        /// The smallest one.
        min: i128,
        /// The largest one.
        max: i128,
    },
    /// A number with a fraction.
    Float,
    /// A text.
    Text,
    /// A list, and the shape of all its items.
    List(Box<Shape>),
    /// An object, with the members of all objects in its place.
    Object(Vec<Member>),
    /// Values of different types.
    Mixed,
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Name on the wire.
    pub name: String,
    /// Shape of its values that are not null.
    pub shape: Shape,
    /// Whether it is missing or null in some objects.
    pub is_optional: bool,
}

impl Shape {
    /// Returns the kind of value, as JSON names it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Unknown | Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Integer { .. } | Self::Float => "a number",
            Self::Text => "a string",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
            Self::Mixed => "mixed",
        }
    }

    /// Returns the shape of values that have either shape.
    #[must_use]
    fn merge(self, other: Self) -> Self {
        match (self, other) {
            (Self::Unknown, known) | (known, Self::Unknown) => known,
            (Self::Integer { min, max }, Self::Integer { min: other_min, max: other_max }) => {
                Self::Integer { min: min.min(other_min), max: max.max(other_max) }
            }
            (Self::Integer { .. }, Self::Float) | (Self::Float, Self::Integer { .. }) => Self::Float,
            (Self::List(item), Self::List(other)) => Self::List(Box::new(item.merge(*other))),
            (Self::Object(members), Self::Object(others)) => Self::Object(merge_members(members, others)),
            (shape, other) if shape == other => shape,
            _ => Self::Mixed,
        }
    }
}

fn merge_members(mut members: Vec<Member>, others: Vec<Member>) -> Vec<Member> {
    for member in &mut members {
        member.is_optional |= others.iter().all(|other| other.name != member.name);
    }
    for other in others {
        match members.iter_mut().find(|member| member.name == other.name) {
            Some(member) => {
                member.is_optional |= other.is_optional;
                member.shape = std::mem::replace(&mut member.shape, Shape::Unknown).merge(other.shape);
            }
            None => members.push(Member { is_optional: true, ..other }),
        }
    }
    members
}

/// Reads a sample. Unlike a map of values, it keeps the order of members, and refuses a member that occurs twice.
impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Sample)
    }
}

struct Sample;

impl<'de> Visitor<'de> for Sample {
    type Value = Shape;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Shape, E> {
        Ok(Shape::Null)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Shape, E> {
        Ok(Shape::Boolean)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Shape, E> {
        Ok(Shape::Integer { min: number.into(), max: number.into() })
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Shape, E> {
        Ok(Shape::Integer { min: number.into(), max: number.into() })
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Shape, E> {
        Ok(Shape::Float)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Shape, E> {
        Ok(Shape::Text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Shape, A::Error> {
        let mut shape = Shape::Unknown;
        while let Some(item) = items.next_element::<Shape>()? {
            shape = shape.merge(item);
        }
        Ok(Shape::List(Box::new(shape)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Shape, A::Error> {
        let (mut members, mut seen) = (Vec::new(), HashSet::new());
        while let Some((name, shape)) = map.next_entry::<String, Shape>()? {
            if !seen.insert(name.clone()) {
                return Err(A::Error::custom(format_args!("duplicate member {name:?}")));
            }
            let is_optional = shape == Shape::Null;
            let shape = if is_optional { Shape::Unknown } else { shape };
            members.push(Member { name, shape, is_optional });
        }
        Ok(Shape::Object(members))
    }
}
