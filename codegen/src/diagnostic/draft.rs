//! The text of a file as the generator reads it after an error: with assumed corrections, so that one run finds the
//! other errors as well.

use std::ops::Range;

/// A change of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    /// The bytes that are replaced.
    pub(crate) range: Range<usize>,
    pub(crate) text: String,
}

impl Edit {
    pub(crate) fn new(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }

    /// Returns a text with the change, or `None` if the range is not in it.
    pub(crate) fn apply(&self, text: &str) -> Option<String> {
        let (before, after) = (text.get(..self.range.start)?, text.get(self.range.end..)?);
        Some([before, &self.text, after].concat())
    }

    /// Maps an offset in the changed text to the offset before the change. A place in the new text is at its beginning.
    fn undo(&self, offset: usize) -> usize {
        let end = self.range.start + self.text.len();
        if offset >= end { offset - end + self.range.end } else { offset.min(self.range.start) }
    }

    /// Splits the change into the smallest ones that do the same, the last one first, so that other places keep theirs.
    fn split(self, text: &str) -> Vec<Self> {
        let old = text.get(self.range.clone()).unwrap_or_default();
        let lines = |text: &str| text.split_inclusive('\n').map(str::to_owned).collect::<Vec<_>>();
        let (old_lines, new_lines) = (lines(old), lines(&self.text));
        if old_lines.len() != new_lines.len() {
            return vec![self];
        }
        let mut start = self.range.start;
        let mut edits = Vec::new();
        for (old, new) in old_lines.iter().zip(&new_lines) {
            let same = |(a, b): &(char, char)| a == b;
            let after: usize =
                old.chars().rev().zip(new.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
            let (old_rest, new_rest) = (&old[..old.len() - after], &new[..new.len() - after]);
            let before: usize =
                old_rest.chars().zip(new_rest.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
            if old != new {
                edits.push(Self::new(start + before..start + old_rest.len(), &new_rest[before..]));
            }
            start += old.len();
        }
        edits.reverse();
        edits
    }
}

/// A text with assumed corrections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Draft {
    text: String,
    edits: Vec<Edit>,
}

impl Draft {
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), edits: Vec::new() }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn is_changed(&self) -> bool {
        !self.edits.is_empty()
    }

    /// Makes a change. Returns whether it was possible.
    pub(crate) fn apply(&mut self, edit: Edit) -> bool {
        let Some(text) = edit.apply(&self.text) else { return false };
        self.edits.extend(edit.split(&self.text));
        self.text = text;
        true
    }

    /// Maps a range of the changed text to the original text.
    pub(crate) fn original(&self, range: Range<usize>) -> Range<usize> {
        let undo = |offset| self.edits.iter().rev().fold(offset, |offset, edit| edit.undo(offset));
        let start = undo(range.start);
        start..undo(range.end).max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::{Draft, Edit};

    #[test]
    fn offsets_after_several_changes_map_to_the_original() {
        let original = "one: 1\ntwo\u{ff1a} 2\nthree: 3\n";
        let mut draft = Draft::new(original);
        assert!(draft.apply(Edit::new(0..3, "eleven")));
        assert!(draft.apply(Edit::new(10..13, "")));
        assert!(!draft.apply(Edit::new(90..91, "")));
        let moved: String = draft.text()[10..].split_inclusive('\n').map(|line| format!("  {line}")).collect();
        assert!(draft.apply(Edit::new(10..draft.text().len(), moved)));
        for word in ["three", "2", "3"] {
            let at = draft.text().find(word).unwrap();
            assert_eq!(&original[draft.original(at..at + word.len())], word);
        }
    }
}
