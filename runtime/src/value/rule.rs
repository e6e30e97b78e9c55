//! Rules of values, as data.

pub use crate::value::characters::Characters;

/// The rule of a single value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ValueRule {
    /// The type says it all.
    Any,
    /// The smallest and the largest number.
    Range(i64, i64),
    /// The smallest and the largest number of characters, and which ones.
    Text(u64, u64, &'static Characters),
    /// The smallest and the largest number with a fraction, and whether each is out of range itself.
    Fraction(f64, f64, bool, bool),
    /// The smallest and the largest number of items.
    Items(u64, u64),
}

/// A rule of an object: about one of its fields, or between some of them. Fields are given by index.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    Range(usize, i64, i64),
    Length(usize, u64, u64),
    Characters(usize, &'static Characters),
    Items(usize, u64, u64),
    Fraction(usize, &'static (f64, f64, bool, bool)),
    /// Only responses may lack the field.
    Mandatory(usize),
    ExactlyOne(&'static [usize]),
    AtMostOne(&'static [usize]),
    Together(&'static [usize]),
    /// A field that the type does not have, which is sent with this value.
    ConstantBoolean(&'static (&'static str, bool)),
    ConstantNumber(&'static (&'static str, i64)),
    ConstantText(&'static (&'static str, &'static str)),
}
