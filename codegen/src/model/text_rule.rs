//! Rules of texts: their length, and the characters that they may have.

/// A set of characters: some of ASCII, and all others or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CharacterSet {
    /// The bit of each character of ASCII.
    ascii: u128,
    has_others: bool,
}

/// A word for a set of characters.
struct Class {
    name: &'static str,
    /// What documentation says.
    doc: &'static str,
    ranges: &'static [(u8, u8)],
}

/// A larger set comes before its parts.
const CLASSES: &[Class] = &[
    Class { name: "letters", doc: "`a-z`, `A-Z`", ranges: &[(b'a', b'z'), (b'A', b'Z')] },
    Class { name: "lowercase", doc: "`a-z`", ranges: &[(b'a', b'z')] },
    Class { name: "uppercase", doc: "`A-Z`", ranges: &[(b'A', b'Z')] },
    Class { name: "digits", doc: "`0-9`", ranges: &[(b'0', b'9')] },
    Class { name: "spaces", doc: "spaces", ranges: &[(b' ', b' ')] },
];

impl Class {
    fn set(&self) -> CharacterSet {
        CharacterSet::of(self.ranges.iter().flat_map(|(first, last)| *first..=*last))
    }
}

impl CharacterSet {
    /// All characters.
    pub const ANY: Self = Self { ascii: u128::MAX, has_others: true };

    fn of(bytes: impl IntoIterator<Item = u8>) -> Self {
        Self { ascii: bytes.into_iter().fold(0, |set, byte| set | 1 << byte), has_others: false }
    }

    /// Returns the words for sets of characters.
    pub(crate) fn words() -> impl Iterator<Item = &'static str> {
        CLASSES.iter().map(|class| class.name)
    }

    /// Returns the characters of a word, or those of some punctuation, or a letter or digit that is alone.
    pub(crate) fn parse(item: &str) -> Option<Self> {
        let class = CLASSES.iter().find(|class| class.name == item);
        let is_alone = item.len() == 1 && item.as_bytes()[0].is_ascii_graphic();
        let is_punctuation = !item.is_empty() && item.bytes().all(|byte| byte.is_ascii_punctuation());
        class.map(Class::set).or_else(|| (is_alone || is_punctuation).then(|| Self::of(item.bytes())))
    }

    /// Returns the characters of both sets.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self { ascii: self.ascii | other.ascii, has_others: self.has_others || other.has_others }
    }

    /// Returns the characters that are in both sets.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        Self { ascii: self.ascii & other.ascii, has_others: self.has_others && other.has_others }
    }

    /// Returns all characters that are not in the set.
    #[must_use]
    pub fn complement(self) -> Self {
        Self { ascii: !self.ascii, has_others: !self.has_others }
    }

    /// Returns whether a character is in the set.
    #[must_use]
    pub fn has(self, character: char) -> bool {
        match u8::try_from(character) {
            Ok(byte) if byte.is_ascii() => self.ascii & (1 << byte) != 0,
            _ => self.has_others,
        }
    }

    /// Returns whether no character is in the set.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.ascii == 0 && !self.has_others
    }

    /// Returns whether all characters of another set are in the set.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.union(other) == self
    }

    /// Returns the words of a set, and the characters that no word has.
    fn split(self) -> (Vec<&'static Class>, impl Iterator<Item = char>) {
        let (mut words, mut rest) = (Vec::new(), self);
        for class in CLASSES.iter().filter(|class| self.contains(class.set())) {
            if rest.contains(class.set()) {
                words.push(class);
            }
            rest = rest.intersection(class.set().complement());
        }
        (words, (0..128).filter(move |byte| rest.ascii & (1 << byte) != 0).map(char::from))
    }

    /// Returns the set as ranges of characters, as in `a-z0-9_`. A `-` of its own is the last character. A set with
    /// others than ASCII is `^` and the characters that it lacks.
    #[must_use]
    pub fn ranges(self) -> String {
        if self.has_others {
            return format!("^{}", self.complement().ranges());
        }
        let (words, rest) = self.split();
        let (dash, others): (String, String) = rest.partition(|character| *character == '-');
        let ranges = words.iter().flat_map(|class| class.ranges).map(|(first, last)| match first == last {
            true => char::from(*first).to_string(),
            false => format!("{}-{}", char::from(*first), char::from(*last)),
        });
        ranges.chain([others, dash]).collect()
    }

    /// Returns the set as the spec writes it, as in `letters digits -_`.
    #[must_use]
    pub fn spec_text(self) -> String {
        if self.has_others {
            return format!("not {}", self.complement().spec_text());
        }
        let (words, rest) = self.split();
        let (punctuation, alone): (String, String) = rest.partition(char::is_ascii_punctuation);
        let words = words.iter().map(|class| class.name.to_owned()).chain(alone.chars().map(String::from));
        words.chain((!punctuation.is_empty()).then_some(punctuation)).collect::<Vec<_>>().join(" ")
    }

    /// Describes the characters of a set without others than ASCII.
    fn describe(self) -> String {
        let (words, rest) = self.split();
        let rest = rest.map(|character| match character {
            '`' => "`` ` ``".to_owned(),
            character => format!("`{character}`"),
        });
        let parts: Vec<_> = words.iter().map(|class| class.doc.to_owned()).chain(rest).collect();
        match parts.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, parts)) => format!("{} and {last}", parts.join(", ")),
            None => String::new(),
        }
    }
}

/// The characters that a text may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Characters {
    /// Those of the whole text.
    pub all: CharacterSet,
    /// Those with which it may begin.
    pub first: CharacterSet,
    /// Those with which it may end.
    pub last: CharacterSet,
}

impl Characters {
    /// All characters.
    pub const ANY: Self = Self { all: CharacterSet::ANY, first: CharacterSet::ANY, last: CharacterSet::ANY };

    /// Returns each set with its key in the spec, unless it has all characters.
    pub(crate) fn sets(self) -> impl Iterator<Item = (&'static str, CharacterSet)> {
        let sets = [("characters", self.all), ("first_character", self.first), ("last_character", self.last)];
        sets.into_iter().filter(|(_, set)| *set != CharacterSet::ANY)
    }

    /// Returns the rule as a regular expression of ECMAScript, unless all characters are allowed.
    #[must_use]
    pub fn pattern(self) -> Option<String> {
        // `[\s\S]` is any character, also a line feed.
        let class = |set: CharacterSet| match set == CharacterSet::ANY {
            true => "[\\s\\S]".to_owned(),
            false => format!("[{}]", escaped(&set.ranges())),
        };
        let inner = format!("{}*", class(self.all));
        let of_end = |set: CharacterSet| class(set.intersection(self.all));
        let (first, last) = (self.first != CharacterSet::ANY, self.last != CharacterSet::ANY);
        Some(match (first, last) {
            (false, false) if self == Self::ANY => return None,
            (false, false) => format!("^{inner}$"),
            (true, false) => format!("^({}{inner})?$", of_end(self.first)),
            (false, true) => format!("^({inner}{})?$", of_end(self.last)),
            (true, true) => {
                let both = of_end(self.first.intersection(self.last));
                format!("^(({}{inner}{})|{both})?$", of_end(self.first), of_end(self.last))
            }
        })
    }

    /// Returns the first character of a text that it may not have, and the key of the rule.
    #[must_use]
    pub fn violation(self, text: &str) -> Option<(&'static str, char)> {
        let all = text.chars().find(|character| !self.all.has(*character)).map(|found| ("characters", found));
        let ends =
            [("first_character", text.chars().next(), self.first), ("last_character", text.chars().last(), self.last)];
        let mut ends = ends.into_iter().filter_map(|(key, end, set)| Some((key, end.filter(|end| !set.has(*end))?)));
        all.or_else(|| ends.next())
    }
}

/// Escapes ranges of characters for a regular expression. The first `^` is not a character.
fn escaped(ranges: &str) -> String {
    let (start, rest) = ranges.strip_prefix('^').map_or(("", ranges), |rest| ("^", rest));
    let mut text = start.to_owned();
    for character in rest.chars() {
        if matches!(character, '\\' | ']' | '[' | '^') {
            text.push('\\');
        }
        text.push(character);
    }
    if let Some(start) = text.strip_suffix('-') { format!("{start}\\-") } else { text }
}

/// The rule of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextRule {
    /// Minimum length, in characters.
    pub min: u64,
    /// Maximum length, in characters.
    pub max: Option<u64>,
    /// The characters that it may have.
    pub characters: Characters,
}

impl TextRule {
    /// Any text.
    pub const ANY: Self = Self { min: 0, max: None, characters: Characters::ANY };

    /// Returns the rule of a length.
    #[must_use]
    pub fn of_length(min: u64, max: Option<u64>) -> Self {
        Self { min, max, ..Self::ANY }
    }

    /// Returns whether a text has an allowed length.
    #[must_use]
    pub fn has_length(self, text: &str) -> bool {
        let length = text.chars().count() as u64;
        length >= self.min && self.max.is_none_or(|max| length <= max)
    }

    /// Returns whether the rule allows all texts that another one allows.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        let (mine, others) = (self.characters, other.characters);
        self.min <= other.min
            && self.max.is_none_or(|max| other.max.is_some_and(|other| other <= max))
            && mine.all.contains(others.all)
            && mine.first.contains(others.first.intersection(others.all))
            && mine.last.contains(others.last.intersection(others.all))
    }

    /// Returns the rules of which it consists, each with its key in the spec.
    pub(crate) fn parts(self) -> Vec<(&'static str, Self)> {
        let Characters { all, first, last } = self.characters;
        let of = |characters| Self { characters, ..Self::ANY };
        let parts = [
            ("length", Self::of_length(self.min, self.max)),
            ("characters", of(Characters { all, ..Characters::ANY })),
            ("first_character", of(Characters { first, ..Characters::ANY })),
            ("last_character", of(Characters { last, ..Characters::ANY })),
        ];
        parts.into_iter().filter(|(_, part)| *part != Self::ANY).collect()
    }

    /// Returns the rule as the spec writes it. It is one of [`Self::parts`].
    pub(crate) fn spec_text(self) -> String {
        match (self.characters.sets().next(), self.max) {
            (Some((_, set)), _) => set.spec_text(),
            (None, Some(max)) => format!("{}..{max}", self.min),
            (None, None) => format!("{}..", self.min),
        }
    }

    /// Describes the rule in sentences. Returns an empty string if any text is allowed.
    #[must_use]
    pub fn describe(self) -> String {
        let length = match (self.min, self.max) {
            (0, None) => String::new(),
            (0, Some(max)) => format!("Maximum length: {max} characters."),
            (min, Some(max)) => format!("Length: {min} to {max} characters."),
            (min, None) => format!("Minimum length: {min} characters."),
        };
        let sets = self.characters.sets().map(|(key, set)| {
            let (is_negative, set) = if set.has_others { (true, set.complement()) } else { (false, set) };
            let subject = match (key, is_negative) {
                ("characters", false) => "Allowed characters",
                ("characters", true) => "Not allowed",
                ("first_character", false) => "Allowed first characters",
                ("first_character", true) => "Not allowed as the first character",
                (_, false) => "Allowed last characters",
                (_, true) => "Not allowed as the last character",
            };
            format!("{subject}: {}.", set.describe())
        });
        std::iter::once(length).filter(|length| !length.is_empty()).chain(sets).collect::<Vec<_>>().join(" ")
    }

    /// Returns a text like another one that obeys the rule. `longest` limits what a minimum length adds.
    #[must_use]
    pub fn fit(self, text: &str, longest: usize) -> String {
        let Characters { all, first, last } = self.characters;
        let of = |set: CharacterSet| {
            let set = set.intersection(all);
            ('0'..='9').chain('a'..='z').chain(' '..='~').find(|character| set.has(*character)).unwrap_or('0')
        };
        let (inner, size) = (of(all), |length: u64| usize::try_from(length).unwrap_or(usize::MAX));
        let mut fitted: Vec<char> = text.chars().map(|found| if all.has(found) { found } else { inner }).collect();
        fitted.resize(fitted.len().max(size(self.min).min(longest)), inner);
        fitted.truncate(self.max.map_or(usize::MAX, size));
        let (first, last) = match fitted.len() {
            1 => (first.intersection(last), first.intersection(last)),
            _ => (first, last),
        };
        if let Some(end) = fitted.first_mut().filter(|end| !first.has(**end)) {
            *end = of(first);
        }
        if let Some(end) = fitted.last_mut().filter(|end| !last.has(**end)) {
            *end = of(last);
        }
        fitted.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{CharacterSet, Characters, TextRule};

    fn set(items: &[&str]) -> CharacterSet {
        items.iter().fold(CharacterSet::ANY.complement(), |set, item| set.union(CharacterSet::parse(item).unwrap()))
    }

    #[test]
    fn sets_are_written_as_ranges() {
        assert_eq!(set(&["letters", "digits", "-_"]).ranges(), "a-zA-Z0-9_-");
        assert_eq!(set(&["lowercase", "spaces", "."]).ranges(), "a-z .");
        assert_eq!(set(&["_-", "digits", "lowercase", "uppercase"]).spec_text(), "letters digits -_");
        assert_eq!(set(&["!<>"]).complement().ranges(), "^!<>");
        assert_eq!(set(&["0", "-", "uppercase", "b"]).spec_text(), "uppercase 0 b -");
        assert_eq!(CharacterSet::parse("a-z"), None);
    }

    #[test]
    fn fitted_texts_obey_the_rule() {
        let name = Characters { all: set(&["lowercase", "-"]), first: set(&["lowercase"]), last: set(&["lowercase"]) };
        for (min, max) in [(0, None), (1, Some(1)), (4, Some(5)), (9, None)] {
            for text in ["", "-", "A job!", "-a-", "\u{4f5c}"] {
                let rule = TextRule { min, max, characters: name };
                let fitted = rule.fit(text, 100);
                assert!(name.violation(&fitted).is_none() && rule.has_length(&fitted), "{text}: {fitted}");
            }
        }
    }
}
