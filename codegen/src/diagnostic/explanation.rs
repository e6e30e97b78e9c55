//! What each kind of mistake is, why it matters, and how it is mended.

use crate::sources::Sources;

/// An explanation of a kind of mistake.
#[derive(Debug)]
pub struct Explanation {
    /// Code of the mistake.
    pub code: &'static str,
    /// What is wrong.
    pub title: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What is written in the example, right and wrong, and in which file; nothing where no example shows it.
    pub example: Option<Example>,
}

/// A part of the [`example`], and what makes a mistake of it.
#[derive(Debug)]
pub struct Example {
    /// Name of the file.
    pub file: &'static str,
    /// What stands there.
    pub right: &'static str,
    /// What would be wrong in its place.
    pub wrong: &'static str,
}

impl Example {
    /// The [`example`] with the mistake.
    #[must_use]
    pub fn broken(&self) -> Sources {
        Sources::new(example().files().iter().map(|(name, text)| {
            let text = if name == self.file { text.replacen(self.right, self.wrong, 1) } else { text.clone() };
            (name.clone(), text)
        }))
    }
}

/// A small spec without a mistake, of which the examples are parts.
#[must_use]
pub fn example() -> Sources {
    let files = [
        ("service.yaml", include_str!("example/service.yaml")),
        ("error_codes.yaml", include_str!("example/error_codes.yaml")),
        ("things.yaml", include_str!("example/things.yaml")),
    ];
    Sources::new(files.map(|(name, text)| (name.to_owned(), text.to_owned())))
}

/// The explanation of a code.
#[must_use]
pub fn find(code: &str) -> Option<&'static Explanation> {
    ALL.binary_search_by(|known| known.code.cmp(code)).ok().map(|index| &ALL[index])
}

/// All explanations, sorted by code.
#[rustfmt::skip]
pub const ALL: &[Explanation] = &[
    Explanation {
        code: "E0001",
        title: "the spec has no `service.yaml`",
        why: "it names the endpoints and the ways of authentication, without which no call can be made",
        example: None,
    },
    Explanation {
        code: "E0002",
        title: "the file is not YAML",
        why: "nothing of the file can be read before it is",
        example: Some(Example {
            file: "things.yaml",
            right: "    doc: A thing.",
            wrong: "    doc: [A thing.",
        }),
    },
    Explanation {
        code: "E0003",
        title: "a key that is not known",
        why: "a key that is misspelt would otherwise say nothing, and nobody would notice",
        example: Some(Example {
            file: "things.yaml",
            right: "range: 1..1000",
            wrong: "rnage: 1..1000",
        }),
    },
    Explanation {
        code: "E0004",
        title: "a key is missing",
        why: "what it says cannot be guessed",
        example: Some(Example {
            file: "things.yaml",
            right: "size: { type: Integer, doc: Size of the thing. }",
            wrong: "size: { doc: Size of the thing. }",
        }),
    },
    Explanation {
        code: "E0005",
        title: "a value of another type",
        why: "the language has one way to write each fact",
        example: Some(Example {
            file: "things.yaml",
            right: "searches: [name]",
            wrong: "searches: name",
        }),
    },
    Explanation {
        code: "E0006",
        title: "a word that is not one of a few",
        why: "these words decide what the client does",
        example: Some(Example {
            file: "things.yaml",
            right: "unit: milliseconds",
            wrong: "unit: milisecconds",
        }),
    },
    Explanation {
        code: "E0007",
        title: "a key stands twice",
        why: "only one of the two could hold, and it is not said which",
        example: Some(Example {
            file: "things.yaml",
            right: "      address: { type",
            wrong: "      path: { type: String, doc: Again. }\n      address: { type",
        }),
    },
    Explanation {
        code: "E0008",
        title: "the file is not UTF-8",
        why: "names and documentation would come out garbled",
        example: None,
    },
    Explanation {
        code: "E0009",
        title: "the file is too large",
        why: "a file that no person can read is no description",
        example: None,
    },
    Explanation {
        code: "E0010",
        title: "a type that there is not",
        why: "a value without a type cannot be read or written",
        example: Some(Example {
            file: "things.yaml",
            right: "type: Integer, doc: Size",
            wrong: "type: Intger, doc: Size",
        }),
    },
    Explanation {
        code: "E0011",
        title: "a table or a code table is declared twice",
        why: "a name stands for one thing in all files together",
        example: Some(Example {
            file: "things.yaml",
            right: "codes:\n  Colour:",
            wrong: "codes:\n  Thing: { type: String, doc: Again., values: { a: A. } }\n  Colour:",
        }),
    },
    Explanation {
        code: "E0012",
        title: "a table that there is not",
        why: "the answer of the operation cannot be read",
        example: Some(Example {
            file: "things.yaml",
            right: "    response: ThingList",
            wrong: "    response: ThingLits",
        }),
    },
    Explanation {
        code: "E0013",
        title: "a name that Rust or the client cannot have",
        why: "the generated code would not compile, or would hide a method of the client",
        example: Some(Example {
            file: "things.yaml",
            right: "  make_thing:",
            wrong: "  makeThing:",
        }),
    },
    Explanation {
        code: "E0014",
        title: "two names become one",
        why: "the generated code would not compile, or one value would overwrite the other",
        example: Some(Example {
            file: "things.yaml",
            right: "      BLUE:",
            wrong: "      red: { code: 2, doc: Red again. }\n      BLUE:",
        }),
    },
    Explanation {
        code: "E0015",
        title: "a range or a length that cannot hold",
        why: "every call would be refused before it is sent",
        example: Some(Example {
            file: "things.yaml",
            right: "range: 1..1000",
            wrong: "range: 1000..1",
        }),
    },
    Explanation {
        code: "E0016",
        title: "a default that cannot be",
        why: "documentation would promise what the service does not do",
        example: Some(Example {
            file: "things.yaml",
            right: "default: 10, doc: Things",
            wrong: "default: 0, doc: Things",
        }),
    },
    Explanation {
        code: "E0017",
        title: "a list that is empty, or holds something twice",
        why: "what is meant cannot be told apart",
        example: Some(Example {
            file: "things.yaml",
            right: "BLUE: { code: 1,",
            wrong: "BLUE: { code: 0,",
        }),
    },
    Explanation {
        code: "E0018",
        title: "a code with a number too few or too many, or one that its type does not have",
        why: "codes that are numbers on the wire have `code`, texts have none",
        example: Some(Example {
            file: "things.yaml",
            right: "BLUE: { code: 1, doc",
            wrong: "BLUE: { doc",
        }),
    },
    Explanation {
        code: "E0019",
        title: "a group names a code that there is not",
        why: "a test for the group would never be true",
        example: Some(Example {
            file: "things.yaml",
            right: "values: [RED]",
            wrong: "values: [RDE]",
        }),
    },
    Explanation {
        code: "E0020",
        title: "`http` is not a method and a path",
        why: "the operation cannot be called",
        example: Some(Example {
            file: "things.yaml",
            right: "http: POST /v1/{project_id}/things",
            wrong: "http: POST",
        }),
    },
    Explanation {
        code: "E0021",
        title: "a path names a parameter that is not declared",
        why: "the path could not be filled in",
        example: Some(Example {
            file: "things.yaml",
            right: "/things/{thing_id}",
            wrong: "/things/{id_of_thing}",
        }),
    },
    Explanation {
        code: "E0022",
        title: "two operations are the same",
        why: "a call would reach either of them",
        example: Some(Example {
            file: "things.yaml",
            right: "http: GET /v1/{project_id}/things/{thing_id}",
            wrong: "http: GET /v1/{project_id}/things",
        }),
    },
    Explanation {
        code: "E0023",
        title: "a way of authentication is not known, or left out",
        why: "a name that depends on it would be missing under one of them",
        example: Some(Example {
            file: "things.yaml",
            right: "name: { ak_sk: sortBy, account: sort_by }",
            wrong: "name: { ak_sk: sortBy }",
        }),
    },
    Explanation {
        code: "E0024",
        title: "pages that cannot be turned",
        why: "`.items()` would not find the next page",
        example: Some(Example {
            file: "things.yaml",
            right: "items: things, total",
            wrong: "items: thngs, total",
        }),
    },
    Explanation {
        code: "E0025",
        title: "a list is sorted by what names no field",
        why: "the service would refuse the call",
        example: Some(Example {
            file: "things.yaml",
            right: "sort: { by: sort_by,",
            wrong: "sort: { by: text,",
        }),
    },
    Explanation {
        code: "E0026",
        title: "a parameter selects or searches a field that there is not",
        why: "the emulator could not do what the service does",
        example: Some(Example {
            file: "things.yaml",
            right: "searches: [name]",
            wrong: "searches: [nmae]",
        }),
    },
    Explanation {
        code: "E0027",
        title: "a range or a length for a type that has none",
        why: "the rule could never be checked",
        example: Some(Example {
            file: "things.yaml",
            right: "count: { type: Integer, range: 1..10, default: 1,",
            wrong: "count: { type: Boolean, range: 1..10,",
        }),
    },
    Explanation {
        code: "E0028",
        title: "an address that cannot be used",
        why: "the client would not reach the service",
        example: Some(Example {
            file: "service.yaml",
            right: "https://iam.{region}.example.com",
            wrong: "https://iam.example.com",
        }),
    },
    Explanation {
        code: "E0029",
        title: "a field of a failure where there is none",
        why: "only the response of an operation tells of a failure; elsewhere the field would be lost",
        example: Some(Example {
            file: "things.yaml",
            right: "error_msg: { type",
            wrong: "eror_msg: { type",
        }),
    },
    Explanation {
        code: "E0030",
        title: "`items` where there is no list, or none where there is one",
        why: "the type of the items is part of the type",
        example: Some(Example {
            file: "things.yaml",
            right: "parts: { type: JSON Array, items: Thing,",
            wrong: "parts: { type: JSON Array,",
        }),
    },
    Explanation {
        code: "E0031",
        title: "a file that is not read",
        why: "what it says would be missing from the client",
        example: None,
    },
    Explanation {
        code: "E0032",
        title: "a table holds itself",
        why: "it would have no end: the Rust type would be infinitely large",
        example: Some(Example {
            file: "things.yaml",
            right: "parts: { type: JSON Array, items: Thing,",
            wrong: "parts: { type: Thing,",
        }),
    },
    Explanation {
        code: "E0033",
        title: "a table has too many fields",
        why: "the reader notes in 64 bits which fields it has seen",
        example: None,
    },
    Explanation {
        code: "E0034",
        title: "a time without a unit, or of a short type",
        why: "a time in seconds that is read as milliseconds is fifty years off",
        example: Some(Example {
            file: "things.yaml",
            right: "format: timestamp, unit: milliseconds",
            wrong: "format: timestamp",
        }),
    },
    Explanation {
        code: "E0035",
        title: "a rule that cannot hold",
        why: "no call, or every call, would be refused, or a field could never be set",
        example: Some(Example {
            file: "things.yaml",
            right: "exactly_one: [path, address]",
            wrong: "exactly_one: [path, name]",
        }),
    },
    Explanation {
        code: "E0036",
        title: "a status of success that is none",
        why: "every answer would be an error",
        example: Some(Example {
            file: "things.yaml",
            right: "success: 201",
            wrong: "success: 404",
        }),
    },
    Explanation {
        code: "E0037",
        title: "a secret that is no text",
        why: "only texts can be kept out of logs",
        example: Some(Example {
            file: "things.yaml",
            right: "key: { type: String, sensitive",
            wrong: "key: { type: Long, sensitive",
        }),
    },
    Explanation {
        code: "E0038",
        title: "an example that is not a value of its type",
        why: "the emulator shows it, and a response with it could not be read",
        example: Some(Example {
            file: "things.yaml",
            right: "size: { type: Integer, doc",
            wrong: "size: { type: Integer, example: large, doc",
        }),
    },
    Explanation {
        code: "E0039",
        title: "a header or a value that cannot be sent",
        why: "every call would fail, or override what the client sends itself",
        example: Some(Example {
            file: "things.yaml",
            right: "text: { type: String, length: 0..64, doc: What names must hold., searches: [name] }",
            wrong: "token: { name: X-Auth-Token, in: header, type: String, doc: A token. }",
        }),
    },
    Explanation {
        code: "E0040",
        title: "`not_found` names no error code of a failed call",
        why: "callers and the emulator would look for a code that the service never sends",
        example: Some(Example {
            file: "things.yaml",
            right: "not_found: ModelArts.0104",
            wrong: "not_found: ModelArts.0105",
        }),
    },
    Explanation {
        code: "E0041",
        title: "`not_found` on something that names nothing",
        why: "only what is named by an ID or a name can be missing",
        example: Some(Example {
            file: "things.yaml",
            right: "per_page: { type: Integer, range: 1..1000, default: 10,",
            wrong: "flag: { type: Boolean, not_found: ModelArts.0104, doc: A flag. }\n      per_page: { type: Integer, range: 1..1000, default: 10,",
        }),
    },
    Explanation {
        code: "E0042",
        title: "a key without a value",
        why: "a rule whose value was forgotten would otherwise be dropped, and nobody would notice",
        example: Some(Example {
            file: "things.yaml",
            right: "range: 1..1000",
            wrong: "range: ",
        }),
    },
    Explanation {
        code: "E0043",
        title: "a value in typographic quotes",
        why: "YAML takes these quotes for a part of the text, and so would the service",
        example: Some(Example {
            file: "things.yaml",
            right: "{ ak_sk: sortBy,",
            wrong: "{ ak_sk: “sortBy”,",
        }),
    },
    Explanation {
        code: "E0044",
        title: "a GET with a body",
        why: "servers and proxies may ignore the body of a GET",
        example: Some(Example {
            file: "things.yaml",
            right: "http: POST /v1/{project_id}/things",
            wrong: "http: GET /v1/{project_id}/new-things",
        }),
    },
    Explanation {
        code: "E0045",
        title: "a number that is no HTTP status",
        why: "no response could ever have it",
        example: Some(Example {
            file: "error_codes.yaml",
            right: "[400]",
            wrong: "[400, 5000]",
        }),
    },
    Explanation {
        code: "E0046",
        title: "a fact that nothing would obey",
        why: "what the spec says would be neither sent nor checked nor documented",
        example: Some(Example {
            file: "things.yaml",
            right: "size: { type: Integer, doc",
            wrong: "size: { type: Integer, mandatory: true, doc",
        }),
    },
    Explanation {
        code: "E0047",
        title: "too many tables in each other",
        why: "the client would take the compiler very long, or not compile at all",
        example: None,
    },
    Explanation {
        code: "E0048",
        title: "a tag of YAML",
        why: "tags change what a value is in other readers, and say nothing here",
        example: Some(Example {
            file: "things.yaml",
            right: "doc: A page of things.",
            wrong: "doc: !!binary QQ==",
        }),
    },
    Explanation {
        code: "W0001",
        title: "nothing uses a table or a code table",
        why: "it is dead weight in the client, or something that should use it does not",
        example: Some(Example {
            file: "things.yaml",
            right: "codes:\n  Colour:",
            wrong: "codes:\n  Shape: { type: String, doc: Shape of a thing., values: { round: Round. } }\n  Colour:",
        }),
    },
    Explanation {
        code: "W0002",
        title: "documentation is empty",
        why: "the documentation of the client is all that its users have",
        example: Some(Example {
            file: "things.yaml",
            right: "doc: A page of things.",
            wrong: "doc: \"\"",
        }),
    },
    Explanation {
        code: "W0003",
        title: "documentation that is not shown as it is written",
        why: "rustdoc takes some texts for links, for HTML or for tests; they are shown as they stand in place of that",
        example: Some(Example {
            file: "things.yaml",
            right: "doc: A page of things.",
            wrong: "doc: \"A List<Thing>.\"",
        }),
    },
];
