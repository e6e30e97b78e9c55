//! Proposes names: only those that are likely meant.

/// How many names are proposed at most.
pub(super) const MAX_CANDIDATES: usize = 5;

/// Returns the candidate that is most similar to `word`, if it is likely that it is meant.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        .filter_map(|candidate| Some((distance(word, candidate)?, candidate)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Returns the candidate whose words all are in `word`, if there is exactly one: `length` for `max_length`.
pub(super) fn contained<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let parts = words(word);
    let is_part = |candidate: &&str| {
        let inner = words(candidate);
        candidate.len() > 3 && inner.len() < parts.len() && inner.iter().all(|inner| parts.contains(inner))
    };
    let mut found = candidates.into_iter().filter(is_part);
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Returns whether two names have a word of some length in common.
pub(crate) fn share_a_word(a: &str, b: &str) -> bool {
    let a = words(a);
    words(b).iter().any(|word| word.len() > 2 && a.contains(word))
}

/// Returns how different two names are, or `None` if neither is likely a typo of the other.
fn distance(a: &str, b: &str) -> Option<usize> {
    if a.eq_ignore_ascii_case(b) {
        return Some(0);
    }
    let (lower_a, lower_b) = (a.to_lowercase(), b.to_lowercase());
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    if letters(&lower_a) == letters(&lower_b) {
        return Some(1);
    }
    let (words_a, words_b) = (words(a), words(b));
    if words_a.len() != words_b.len() {
        // `JobList` is no typo of `Job`: it has another word.
        let (few, many) = if words_a.len() < words_b.len() { (&words_a, &words_b) } else { (&words_b, &words_a) };
        if few.iter().all(|word| many.contains(word)) {
            return None;
        }
        return typo(&lower_a, &lower_b);
    }
    // `min_size` is no typo of `max_size`, although most of it is the same: words are compared one by one.
    let mut pairs = words_a.iter().zip(&words_b);
    pairs.try_fold(0, |sum, (a, b)| if a == b { Some(sum) } else { typo(a, b).map(|distance| sum + distance) })
}

/// Returns the number of changes that make one word the other, if they are few for its length.
fn typo(a: &str, b: &str) -> Option<usize> {
    let (long, short) = (a.chars().count().max(b.chars().count()), a.chars().count().min(b.chars().count()));
    if long - short > long / 3 {
        return None;
    }
    let without_digits = |text: &str| text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    let number =
        |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>().trim_start_matches('0').to_owned();
    let has_other_digits = without_digits(a) == without_digits(b) && number(a) != number(b);
    let distance = strsim::damerau_levenshtein(a, b);
    let is_likely = match long {
        // Of a word this short, another letter makes another word: CPU, GPU.
        0..=3 => distance == 1 && (long != short || is_swapped(a, b)),
        _ => distance <= (long / 3).max(1),
    };
    // Few typos change the first letter and another one: `Thing` is not meant by `String`.
    let is_other = distance > 1 && a.chars().next() != b.chars().next();
    (is_likely && !has_other_digits && !is_other).then_some(distance)
}

fn is_swapped(a: &str, b: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<_> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(a) == sorted(b)
}

/// Splits a name in snake_case or in UpperCamelCase into words in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = '_';
    for c in name.chars() {
        let begins = c.is_uppercase() && before.is_lowercase();
        if (begins || !c.is_alphanumeric()) && words.last().is_some_and(|last| !last.is_empty()) {
            words.push(String::new());
        }
        if let Some(last) = words.last_mut()
            && c.is_alphanumeric()
        {
            last.extend(c.to_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::{contained, nearest};

    #[test]
    fn typos_get_a_proposal() {
        for (word, meant) in [
            ("JobStaus", "JobStatus"),
            ("JobStatus", "JobState"),
            ("rnage", "range"),
            ("jobid", "job_id"),
            ("DESC", "desc"),
            ("Intger", "Integer"),
            ("trainingJob", "TrainingJob"),
            ("feilds", "fields"),
            ("parameter", "parameters"),
            ("adn", "and"),
        ] {
            assert_eq!(nearest(word, [meant, "something_else"]), Some(meant), "{word}");
        }
    }

    #[test]
    fn other_words_get_no_proposal() {
        for (word, other) in [
            ("asc", "desc"),
            ("CPU", "GPU"),
            ("min_size", "max_size"),
            ("ModelArts.0104", "ModelArts.0105"),
            ("created_at", "updated_at"),
            ("input_url", "output_url"),
            ("start", "stop"),
            ("page", "size"),
            ("enabled", "disabled"),
            ("type1", "type2"),
            ("job_id", "job_ip"),
            ("YamlTemplateList", "YamlTemplate"),
            ("Thing", "String"),
        ] {
            assert_eq!(nearest(word, [other]), None, "{word}");
        }
    }

    #[test]
    fn a_key_that_is_a_part_of_the_word_is_proposed() {
        assert_eq!(contained("max_length", ["range", "length"]), Some("length"));
        assert_eq!(contained("response_body", ["response", "body"]), None);
    }
}
