//! Causes of errors.

use std::ops::Range;

use crate::diagnostic::Edit;

/// How far a text can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    /// It is not YAML from this line on, counted from 0.
    Broken(usize),
    /// It is YAML, but not a spec, and the first error is in this line.
    Yaml(usize),
    /// It is a spec.
    Valid,
}

/// A possible cause of an error, and its correction.
#[derive(Clone, Debug)]
pub(crate) struct Cause {
    /// The bytes to underline.
    pub(crate) range: Range<usize>,
    pub(crate) message: String,
    pub(crate) label: String,
    pub(crate) help: String,
    /// Second places.
    pub(crate) related: Vec<(Range<usize>, String)>,
    pub(crate) edit: Edit,
    /// Whether the correction is certain if the text is valid with it.
    pub(crate) is_certain: bool,
    /// Whether that also holds if the text has another error.
    pub(super) is_independent: bool,
    /// Whether the correction cannot restore a name that other parts of the spec use.
    pub(crate) loses_name: bool,
    /// Whether the error is reported when the corrected text is read.
    pub(crate) is_silent: bool,
    /// Whether it only explains an error if the text is valid with it.
    pub(super) is_weak: bool,
}

impl Cause {
    pub(super) fn new(range: Range<usize>, message: impl Into<String>, edit: Edit) -> Self {
        Self {
            range,
            message: message.into(),
            label: String::new(),
            help: String::new(),
            related: Vec::new(),
            edit,
            is_certain: false,
            is_independent: false,
            loses_name: false,
            is_silent: false,
            is_weak: false,
        }
    }

    pub(super) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    pub(super) fn certain(self) -> Self {
        Self { is_certain: true, ..self }
    }

    /// Marks the correction as certain, whatever else is wrong.
    pub(super) fn independent(self) -> Self {
        Self { is_certain: true, is_independent: true, ..self }
    }

    pub(super) fn weak(self) -> Self {
        Self { is_weak: true, ..self }
    }
}
