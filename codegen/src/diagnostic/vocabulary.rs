//! Words of other languages and tools for what this language has another word for.

/// A key of another language, and the keys of this one that mean the same. Which of them is meant depends on the place.
const KEYS: &[(&str, &[&str])] = &[
    ("action_type", &["action"]),
    ("aliases", &["alias"]),
    ("args", &["parameters", "body"]),
    ("arguments", &["parameters", "body"]),
    ("attributes", &["fields"]),
    ("auth", &["authentication"]),
    ("columns", &["fields"]),
    ("comment", &["doc", "note"]),
    ("constants", &["values", "codes"]),
    ("data", &["body", "fields"]),
    ("datatype", &["type"]),
    ("definitions", &["tables"]),
    ("desc", &["doc"]),
    ("description", &["doc"]),
    ("docs", &["doc", "source"]),
    ("elements", &["items"]),
    ("endpoint", &["http", "endpoints"]),
    ("enum", &["values", "type"]),
    ("enums", &["codes"]),
    ("examples", &["example"]),
    ("exclusive_maximum", &["range"]),
    ("exclusive_minimum", &["range"]),
    ("explanation", &["doc"]),
    ("filter", &["filters_by"]),
    ("functions", &["operations"]),
    ("help", &["doc"]),
    ("href", &["source"]),
    ("idempotency", &["idempotent"]),
    ("initial", &["default"]),
    ("input", &["body", "parameters"]),
    ("inputs", &["body", "parameters"]),
    ("json", &["encoded", "body"]),
    ("kind", &["type"]),
    ("limits", &["range"]),
    ("link", &["source"]),
    ("location", &["in"]),
    ("max", &["range"]),
    ("max_length", &["length"]),
    ("maximum", &["range"]),
    ("members", &["fields", "values"]),
    ("message_text", &["doc"]),
    ("method", &["http"]),
    ("methods", &["operations"]),
    ("min", &["range"]),
    ("min_length", &["length"]),
    ("minimum", &["range"]),
    ("models", &["tables"]),
    ("notes", &["note"]),
    ("nullable", &["optional"]),
    ("objects", &["tables"]),
    ("order", &["sort"]),
    ("order_by", &["sort"]),
    ("output", &["response"]),
    ("paging", &["pages"]),
    ("pagination", &["pages"]),
    ("params", &["parameters"]),
    ("path", &["http"]),
    ("paths", &["operations"]),
    ("payload", &["body"]),
    ("password", &["sensitive"]),
    ("precision", &["unit"]),
    ("properties", &["fields"]),
    ("props", &["fields"]),
    ("query", &["parameters"]),
    ("ref", &["type", "source"]),
    ("reference", &["source"]),
    ("remark", &["note", "doc"]),
    ("remarks", &["note", "doc"]),
    ("request", &["body"]),
    ("request_body", &["body"]),
    ("required", &["mandatory"]),
    ("responses", &["response"]),
    ("result", &["response"]),
    ("returns", &["response"]),
    ("retry", &["idempotent", "action"]),
    ("route", &["http"]),
    ("sample", &["example"]),
    ("schema", &["type"]),
    ("schemas", &["tables"]),
    ("search", &["searches_in"]),
    ("secret", &["sensitive"]),
    ("see", &["source"]),
    ("size", &["length"]),
    ("status", &["success", "http"]),
    ("status_code", &["success", "http"]),
    ("structs", &["tables"]),
    ("summary", &["doc"]),
    ("synonym", &["alias"]),
    ("text", &["doc"]),
    ("title", &["doc"]),
    ("types", &["tables"]),
    ("typ", &["type"]),
    ("uri", &["http"]),
    ("url", &["http", "source"]),
    ("variants", &["values"]),
    ("verb", &["http"]),
    ("wire_name", &["name"]),
];

/// A type of another language, and how it is written here.
const TYPES: &[(&[&str], &str)] = &[
    (&["bool", "flag", "bit"], "Boolean"),
    (&["int8", "i8", "sbyte", "tinyint"], "Byte"),
    (&["int16", "i16", "smallint", "uint8", "u8"], "Short"),
    (&["int", "int32", "i32", "uint16", "u16", "num", "signed"], "Integer"),
    (&["int64", "i64", "uint32", "u32", "uint64", "u64", "uint", "unsigned", "bigint", "biginteger"], "Long"),
    (&["f32", "float32"], "Float"),
    (&["f64", "float64", "decimal", "real", "numeric"], "Double"),
    (&["str", "text", "varchar", "char", "uuid", "guid", "url", "uri", "email", "base64", "bytes", "binary"], "String"),
    (&["any", "value", "mixed", "jsonobject", "json object"], "JSON"),
    (&["map", "dict", "dictionary", "hash", "hashmap"], "Object"),
];

/// Values of other languages for values of this one.
const VALUES: &[(&[&str], &str)] = &[
    (&["ms", "msec", "millis", "milli", "millisecond"], "milliseconds"),
    (&["s", "sec", "secs", "second"], "seconds"),
    (&["b", "byte"], "bytes"),
    (&["date-time", "datetime", "date", "time", "instant", "epoch", "unix"], "timestamp"),
    (&["interval", "period", "timespan", "timedelta"], "duration"),
    (&["ok", "none", "continue", "nothing", "succeed", "success"], "proceed"),
    (&["login", "log_in", "auth", "reauthenticate", "refresh"], "authenticate"),
    (&["retry", "again"], "repeat"),
    (&["backoff", "delay", "throttle", "sleep"], "wait"),
    (&["fail", "error", "raise", "throw", "abort"], "report"),
    (&["headers"], "header"),
    (&["one_of", "oneof", "xor", "one"], "exactly_one"),
    (&["any_of", "exclusive", "mutually_exclusive", "maybe_one", "max_one"], "at_most_one"),
    (&["all", "all_of", "both", "required_together", "all_or_none"], "together"),
];

/// Returns the keys of this language that mean the same as a key of another one.
pub(crate) fn keys(word: &str) -> &'static [&'static str] {
    let word = snake(word);
    KEYS.iter().find(|(known, _)| *known == word).map_or(&[], |(_, keys)| keys)
}

/// How a key is written, if its value has a form of its own.
const EXAMPLES: &[(&str, &str)] = &[
    ("range", "range: 1..1000"),
    ("length", "length: 1..64"),
    ("mandatory", "mandatory: true"),
    ("optional", "optional: true"),
    ("sensitive", "sensitive: true"),
    ("idempotent", "idempotent: true"),
    ("encoded", "encoded: true"),
    ("in", "in: header"),
    ("success", "success: 201"),
    ("http", "http: GET /v1/{project_id}/jobs"),
    ("pages", "pages: { page: page, size: per_page, items: jobs }"),
    ("sort", "sort: { by: sort_by, order: order }"),
    ("type", "type: JobStatus"),
    ("response", "response: TrainingJobList"),
];

/// Returns how a key is written.
pub(crate) fn example(key: &str) -> String {
    known_example(key).unwrap_or_else(|| format!("`{key}`"))
}

/// Returns how a key is written, if its value has a form of its own.
pub(crate) fn known_example(key: &str) -> Option<String> {
    let (_, example) = EXAMPLES.iter().find(|(known, _)| *known == key)?;
    Some(format!("`{key}`, as in `{example}`"))
}

/// Returns whether a word is a key of this language that others have another word for, such as `type`.
pub(crate) fn is_key(word: &str) -> bool {
    KEYS.iter().any(|(_, keys)| keys.contains(&word))
}

/// Returns whether a key is either true or left out.
pub(crate) fn is_flag(key: &str) -> bool {
    EXAMPLES.iter().any(|(known, example)| *known == key && example.ends_with(": true"))
}

/// Returns whether a key of another language has the same value as the key of this one.
pub(crate) fn is_same_value(word: &str, key: &str) -> bool {
    matches!(key, "doc" | "mandatory" | "fields" | "tables" | "codes" | "operations" | "optional" | "note" | "example")
        && !matches!(snake(word).as_str(), "comment" | "examples")
}

/// Returns what to write for a type of another language, and the word of this language if there is exactly one.
pub(crate) fn type_of(word: &str) -> Option<(String, Option<&'static str>)> {
    const OWN: &[&str] =
        &["Boolean", "Byte", "Short", "Integer", "Long", "Float", "Double", "Number", "String", "JSON", "Object"];
    let word = word.trim().to_lowercase();
    let help = |help: &str| Some((help.to_owned(), None));
    match word.as_str() {
        "date" | "datetime" | "date-time" | "time" | "timestamp" | "instant" => {
            help("write `type: String, format: timestamp`, or `type: Long, format: timestamp, unit: milliseconds`")
        }
        "duration" | "interval" | "timedelta" => help("write `type: Long, format: duration, unit: milliseconds`"),
        "list" | "array" | "vec" | "vector" | "slice" | "set" | "jsonarray" | "sequence" | "tuple" => help(LIST),
        "object" | "struct" | "record" | "class" | "table" | "message" => {
            help("write the name of a table, which lists the fields, or `Object` for any object")
        }
        "enum" | "enumeration" | "code" | "codes" => help("write the name of a code table, declared under `codes`"),
        map if map.starts_with("map<") => help("write `Map<String, T>`: the keys of a map are strings"),
        list if list.ends_with("[]")
            || list.starts_with("list<")
            || list.starts_with("vec<")
            || list.starts_with("list[") =>
        {
            help(LIST)
        }
        word => {
            let own = OWN.iter().find(|own| own.eq_ignore_ascii_case(word));
            let foreign = || TYPES.iter().find(|(words, _)| words.contains(&word)).map(|(_, own)| own);
            own.or_else(foreign).map(|own| (format!("write `{own}`"), Some(*own)))
        }
    }
}

const LIST: &str = "write `type: JSON Array, items: T`, where `T` is the type of the items";

/// Returns the types of other languages that have exactly one word here, with that word.
pub fn foreign_types() -> impl Iterator<Item = (&'static str, &'static str)> {
    TYPES.iter().flat_map(|(words, own)| words.iter().map(|word| (*word, *own)))
}

/// Returns the value of this language that means the same as one of another, if it is one of those that are allowed.
pub(crate) fn value<'a>(word: &str, allowed: &[&'a str]) -> Option<&'a str> {
    let word = word.to_lowercase();
    let mut meant = VALUES.iter().filter(|(words, _)| words.contains(&word.as_str())).map(|(_, value)| *value);
    meant.find_map(|value| allowed.iter().find(|allowed| **allowed == value).copied())
}

/// Converts `minLength` and `min-length` to `min_length`.
fn snake(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars() {
        if c.is_uppercase() && !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        out.extend(c.to_lowercase().map(|c| if c == '-' || c == ' ' { '_' } else { c }));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{KEYS, keys, type_of};

    #[test]
    fn keys_of_other_languages_are_mapped_in_any_case() {
        for word in ["max_length", "maxLength", "max-length"] {
            assert_eq!(keys(word), ["length"]);
        }
        assert_eq!(type_of("INT"), Some(("write `Integer`".to_owned(), Some("Integer"))));
        assert_eq!(type_of("string"), Some(("write `String`".to_owned(), Some("String"))));
        assert_eq!(type_of("JobStatus"), None);
    }

    #[test]
    fn no_word_is_listed_twice() {
        let mut words: Vec<_> = KEYS.iter().map(|(word, _)| *word).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), KEYS.len());
    }
}
