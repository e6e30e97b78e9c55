//! Characters that look like those of the language.

/// A character, its name, and the plain characters that it looks like.
#[rustfmt::skip]
const LOOK_ALIKES: &[(char, &str, &str)] = &[
    ('\u{a0}', "no-break space", " "), ('\u{2002}', "en space", " "), ('\u{2003}', "em space", " "),
    ('\u{2007}', "figure space", " "), ('\u{2009}', "thin space", " "), ('\u{202f}', "narrow no-break space", " "),
    ('\u{3000}', "ideographic space", " "), ('\u{200b}', "zero-width space", ""),
    ('\u{200c}', "zero-width non-joiner", ""), ('\u{200d}', "zero-width joiner", ""), ('\u{2060}', "word joiner", ""),
    ('\u{feff}', "byte order mark", ""), ('\u{ad}', "soft hyphen", ""), ('\u{fe55}', "small colon", ":"),
    ('\u{2236}', "ratio sign", ":"), ('\u{a789}', "modifier letter colon", ":"), ('\u{3001}', "ideographic comma", ","),
    ('\u{3010}', "lenticular bracket", "["), ('\u{3011}', "lenticular bracket", "]"), ('\u{2026}', "ellipsis", ".."),
    ('\u{2025}', "two-dot leader", ".."), ('\u{2010}', "hyphen", "-"), ('\u{2011}', "no-break hyphen", "-"),
    ('\u{2012}', "figure dash", "-"), ('\u{2013}', "en dash", "-"), ('\u{2014}', "em dash", "-"),
    ('\u{2212}', "minus sign", "-"), ('\u{2044}', "fraction slash", "/"), ('\u{2215}', "division slash", "/"),
    ('\u{201c}', "typographic quote", "\""), ('\u{201d}', "typographic quote", "\""),
    ('\u{201e}', "typographic quote", "\""), ('\u{201f}', "typographic quote", "\""),
    ('\u{2018}', "typographic quote", "'"), ('\u{2019}', "typographic quote", "'"), ('\u{2032}', "prime", "'"),
    ('\u{2033}', "double prime", "\""),
];

/// Letters of other scripts, and the Latin letters that they look like.
const LETTERS: &str = "аaеeоoрpсcуyхxіiѕsјjАAВBЕEКKМMНHОOРPСCТTХXІIЅSЈJοoαaνvιiΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤT";

/// A character that looks like another one.
pub(crate) struct LookAlike {
    pub(crate) at: usize,
    pub(crate) found: char,
    pub(crate) name: String,
    pub(crate) plain: String,
}

impl LookAlike {
    pub(crate) fn of(at: usize, found: char) -> Option<Self> {
        let new = |name: &str, plain: &str| Self { at, found, name: name.to_owned(), plain: plain.to_owned() };
        if found.is_ascii() {
            return None;
        }
        if let Some((_, name, plain)) = LOOK_ALIKES.iter().find(|(known, ..)| *known == found) {
            return Some(new(name, plain));
        }
        if matches!(found, '\u{ff01}'..='\u{ff5e}') {
            // The block has the characters of ASCII in the same order.
            let plain = char::from_u32(found as u32 - 0xfee0)?;
            return Some(new(&format!("full-width {}", name_of(plain)), &plain.to_string()));
        }
        let mut letters = LETTERS.chars().zip(LETTERS.chars().skip(1)).step_by(2);
        let (_, plain) = letters.find(|(letter, _)| *letter == found)?;
        let script = if found < '\u{400}' { "Greek letter" } else { "Cyrillic letter" };
        Some(new(script, &plain.to_string()))
    }

    /// Returns the fault, such as: no-break space (U+00A0).
    pub(crate) fn message(&self) -> String {
        format!("{} (U+{:04X})", self.name, self.found as u32)
    }

    /// Returns why it is a fault.
    pub(crate) fn label(&self) -> String {
        match self.plain.as_str() {
            "" => "this character is invisible".to_owned(),
            " " => "this looks like a space, but is another character".to_owned(),
            plain => format!("this looks like `{plain}`, but is another character"),
        }
    }

    /// Returns what to write.
    pub(crate) fn help(&self) -> String {
        match self.plain.as_str() {
            "" => "remove it".to_owned(),
            " " => "write a plain space".to_owned(),
            plain => format!("write a plain `{plain}`"),
        }
    }
}

fn name_of(plain: char) -> &'static str {
    match plain {
        ':' => "colon",
        ',' => "comma",
        '{' | '}' => "brace",
        '[' | ']' => "bracket",
        '"' | '\'' => "quote",
        '.' => "full stop",
        '-' => "hyphen",
        '/' => "slash",
        '#' => "number sign",
        '0'..='9' => "digit",
        'a'..='z' | 'A'..='Z' => "letter",
        _ => "character",
    }
}

/// Finds the first character of a word that looks like another one.
pub(crate) fn in_word(word: &str) -> Option<LookAlike> {
    word.char_indices().find_map(|(at, c)| LookAlike::of(at, c))
}

/// Returns a word with plain characters in place of those that look like them.
pub(crate) fn plain(word: &str) -> String {
    let plain = |c: char| LookAlike::of(0, c).map_or_else(|| c.to_string(), |found| found.plain);
    word.chars().map(plain).collect()
}
