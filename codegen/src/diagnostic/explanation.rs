//! Explanations of all kinds of diagnostics, with examples.

use crate::sources::Sources;

/// An explanation of a kind of diagnostic.
#[derive(Debug)]
pub struct Explanation {
    /// Code of the diagnostic.
    pub code: &'static str,
    /// The fault.
    pub title: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// An example of the error, if a small spec can show it.
    pub example: Option<Example>,
}

/// A part of the [`example`] spec, and a replacement that causes the error.
#[derive(Debug)]
pub struct Example {
    /// Name of the file.
    pub file: &'static str,
    /// The correct text.
    pub right: &'static str,
    /// The wrong text.
    pub wrong: &'static str,
}

impl Example {
    /// Returns the [`example`] spec with the error.
    #[must_use]
    pub fn broken(&self) -> Sources {
        Sources::new(example().files().iter().map(|(name, text)| {
            let text = if name == self.file { text.replacen(self.right, self.wrong, 1) } else { text.clone() };
            (name.clone(), text)
        }))
    }
}

/// Returns a small correct spec. The examples are parts of it.
#[must_use]
pub fn example() -> Sources {
    let files = [
        ("service.yaml", include_str!("example/service.yaml")),
        ("error_codes.yaml", include_str!("example/error_codes.yaml")),
        ("things.yaml", include_str!("example/things.yaml")),
    ];
    Sources::new(files.map(|(name, text)| (name.to_owned(), text.to_owned())))
}

/// Returns the explanation of a code.
#[must_use]
pub fn find(code: &str) -> Option<&'static Explanation> {
    ALL.binary_search_by(|known| known.code.cmp(code)).ok().map(|index| &ALL[index])
}

/// All explanations, sorted by code.
#[rustfmt::skip]
pub const ALL: &[Explanation] = &[
    Explanation {
        code: "E0001",
        title: "missing file `service.yaml`",
        why: "the client needs endpoints and authentication schemes for every call",
        example: None,
    },
    Explanation {
        code: "E0002",
        title: "invalid YAML",
        why: "YAML reads the text in another way than it is meant, or not at all",
        example: Some(Example {
            file: "things.yaml",
            right: "    doc: A thing.",
            wrong: "    doc: [A thing.",
        }),
    },
    Explanation {
        code: "E0003",
        title: "unknown key",
        why: "a misspelled key would be ignored silently",
        example: Some(Example {
            file: "things.yaml",
            right: "range: 1..1000",
            wrong: "rnage: 1..1000",
        }),
    },
    Explanation {
        code: "E0004",
        title: "missing key",
        why: "the key is required, and has no default",
        example: Some(Example {
            file: "things.yaml",
            right: "size: { type: Integer, doc: Size of the thing. }",
            wrong: "size: { doc: Size of the thing. }",
        }),
    },
    Explanation {
        code: "E0005",
        title: "wrong type of value",
        why: "each key has one type of value",
        example: Some(Example {
            file: "things.yaml",
            right: "searches_in: [name]",
            wrong: "searches_in: name",
        }),
    },
    Explanation {
        code: "E0006",
        title: "unknown value",
        why: "the key has a fixed set of values",
        example: Some(Example {
            file: "things.yaml",
            right: "unit: milliseconds",
            wrong: "unit: milisecconds",
        }),
    },
    Explanation {
        code: "E0007",
        title: "duplicate key",
        why: "only one of the values could be used",
        example: Some(Example {
            file: "things.yaml",
            right: "      address: { type",
            wrong: "      path: { type: String, doc: Again. }\n      address: { type",
        }),
    },
    Explanation {
        code: "E0008",
        title: "not UTF-8",
        why: "names and documentation would be garbled",
        example: None,
    },
    Explanation {
        code: "E0009",
        title: "file too large",
        why: "very large files slow down the generator, and are hard to read",
        example: None,
    },
    Explanation {
        code: "E0010",
        title: "unknown type",
        why: "a value without a type cannot be read or written",
        example: Some(Example {
            file: "things.yaml",
            right: "type: Integer, doc: Size",
            wrong: "type: Intger, doc: Size",
        }),
    },
    Explanation {
        code: "E0011",
        title: "duplicate table or code table",
        why: "names of types are shared by all files",
        example: Some(Example {
            file: "things.yaml",
            right: "  Color:",
            wrong: "  Thing: { type: String, doc: Again., values: { a: A. } }\n  Color:",
        }),
    },
    Explanation {
        code: "E0012",
        title: "unknown table",
        why: "the response of the operation cannot be read",
        example: Some(Example {
            file: "things.yaml",
            right: "    response: ThingList",
            wrong: "    response: ThingLits",
        }),
    },
    Explanation {
        code: "E0013",
        title: "invalid name",
        why: "the generated code would not compile, or would hide a method of the client",
        example: Some(Example {
            file: "things.yaml",
            right: "  make_thing:",
            wrong: "  makeThing:",
        }),
    },
    Explanation {
        code: "E0014",
        title: "duplicate name",
        why: "the generated code would not compile, or one value would overwrite the other",
        example: Some(Example {
            file: "things.yaml",
            right: "      BLUE:",
            wrong: "      red: { code: 2, doc: Red again. }\n      BLUE:",
        }),
    },
    Explanation {
        code: "E0015",
        title: "invalid range or length",
        why: "every value would be rejected",
        example: Some(Example {
            file: "things.yaml",
            right: "range: 1..1000",
            wrong: "range: 1000..1",
        }),
    },
    Explanation {
        code: "E0016",
        title: "invalid default or constant",
        why: "the documentation would promise a value that the service does not have",
        example: Some(Example {
            file: "things.yaml",
            right: "default: 10, doc: Things",
            wrong: "default: 0, doc: Things",
        }),
    },
    Explanation {
        code: "E0017",
        title: "empty list, or duplicate entry",
        why: "an entry is missing, or a code would be ambiguous",
        example: Some(Example {
            file: "things.yaml",
            right: "BLUE: { code: 1,",
            wrong: "BLUE: { code: 0,",
        }),
    },
    Explanation {
        code: "E0018",
        title: "missing, unexpected or invalid `code`",
        why: "codes of a number type need a number of that type, codes of type String have none",
        example: Some(Example {
            file: "things.yaml",
            right: "BLUE: { code: 1, doc",
            wrong: "BLUE: { doc",
        }),
    },
    Explanation {
        code: "E0019",
        title: "unknown code in a group",
        why: "a test for membership in the group would be wrong",
        example: Some(Example {
            file: "things.yaml",
            right: "values: [RED]",
            wrong: "values: [RDE]",
        }),
    },
    Explanation {
        code: "E0020",
        title: "invalid `http`",
        why: "the operation could not be called",
        example: Some(Example {
            file: "things.yaml",
            right: "http: POST /v1/{project_id}/things",
            wrong: "http: POST",
        }),
    },
    Explanation {
        code: "E0021",
        title: "unknown path parameter",
        why: "the path could not be completed",
        example: Some(Example {
            file: "things.yaml",
            right: "/things/{thing_id}",
            wrong: "/things/{id_of_thing}",
        }),
    },
    Explanation {
        code: "E0022",
        title: "duplicate operation",
        why: "the service could not distinguish the calls",
        example: Some(Example {
            file: "things.yaml",
            right: "http: GET /v1/{project_id}/things/{thing_id}",
            wrong: "http: GET /v1/{project_id}/things",
        }),
    },
    Explanation {
        code: "E0023",
        title: "unknown or missing authentication scheme",
        why: "the client supports exactly `ak_sk` and `account`, and needs a value for each",
        example: Some(Example {
            file: "things.yaml",
            right: "name: { ak_sk: sortBy, account: sort_by }",
            wrong: "name: { ak_sk: sortBy }",
        }),
    },
    Explanation {
        code: "E0024",
        title: "invalid `pages`",
        why: "`.items()` could not find the next page",
        example: Some(Example {
            file: "things.yaml",
            right: "items: things, total",
            wrong: "items: thngs, total",
        }),
    },
    Explanation {
        code: "E0025",
        title: "invalid `sort`",
        why: "the service would reject the call",
        example: Some(Example {
            file: "things.yaml",
            right: "sort: { by: sort_by,",
            wrong: "sort: { by: text,",
        }),
    },
    Explanation {
        code: "E0026",
        title: "invalid `filters_by` or `searches_in`",
        why: "the emulator could not filter the list as the service does",
        example: Some(Example {
            file: "things.yaml",
            right: "searches_in: [name]",
            wrong: "searches_in: [nmae]",
        }),
    },
    Explanation {
        code: "E0027",
        title: "range or length not allowed",
        why: "only numbers have a range, only strings a length and characters, and only lists a number of items",
        example: Some(Example {
            file: "things.yaml",
            right: "count: { type: Integer, range: 1..10, default: 1,",
            wrong: "count: { type: Boolean, range: 1..10,",
        }),
    },
    Explanation {
        code: "E0028",
        title: "invalid address",
        why: "the client could not reach the service, or a link would be broken",
        example: Some(Example {
            file: "service.yaml",
            right: "https://iam.{region}.example.com",
            wrong: "http://iam.{region}.example.com",
        }),
    },
    Explanation {
        code: "E0029",
        title: "misplaced field of a failure",
        why: "only the response of an operation describes a failure; elsewhere the field would be lost",
        example: Some(Example {
            file: "things.yaml",
            right: "error_msg: { type",
            wrong: "eror_msg: { type",
        }),
    },
    Explanation {
        code: "E0030",
        title: "misplaced or missing `items`",
        why: "lists need the type of their items, and no other type has items",
        example: Some(Example {
            file: "things.yaml",
            right: "parts: { type: JSON Array, items: Thing,",
            wrong: "parts: { type: JSON Array,",
        }),
    },
    Explanation {
        code: "E0031",
        title: "file not read",
        why: "its contents would be missing from the client",
        example: None,
    },
    Explanation {
        code: "E0032",
        title: "recursive table",
        why: "the Rust type would be infinitely large",
        example: Some(Example {
            file: "things.yaml",
            right: "parts: { type: JSON Array, items: Thing,",
            wrong: "parts: { type: Thing,",
        }),
    },
    Explanation {
        code: "E0034",
        title: "time without a unit, or of a wrong type",
        why: "seconds that are read as milliseconds are wrong by decades",
        example: Some(Example {
            file: "things.yaml",
            right: "format: timestamp, unit: milliseconds",
            wrong: "format: timestamp",
        }),
    },
    Explanation {
        code: "E0035",
        title: "invalid rule",
        why: "every request would be rejected, or a field could never be set",
        example: Some(Example {
            file: "things.yaml",
            right: "exactly_one: [path, address]",
            wrong: "exactly_one: [path, name]",
        }),
    },
    Explanation {
        code: "E0036",
        title: "invalid `success`",
        why: "every response would be treated as an error",
        example: Some(Example {
            file: "things.yaml",
            right: "success: 201",
            wrong: "success: 404",
        }),
    },
    Explanation {
        code: "E0037",
        title: "secret that cannot be kept",
        why: "only strings in bodies and headers can be kept out of logs",
        example: Some(Example {
            file: "things.yaml",
            right: "key: { type: String, sensitive",
            wrong: "key: { type: Long, sensitive",
        }),
    },
    Explanation {
        code: "E0038",
        title: "invalid example",
        why: "the emulator would send a value that the client cannot read",
        example: Some(Example {
            file: "things.yaml",
            right: "size: { type: Integer, doc",
            wrong: "size: { type: Integer, example: large, doc",
        }),
    },
    Explanation {
        code: "E0039",
        title: "header or value that cannot be sent",
        why: "every call would fail, or replace a header that the client sets",
        example: Some(Example {
            file: "things.yaml",
            right: "text: { type: String, length: 0..64, doc: What names must hold., searches_in: [name] }",
            wrong: "token: { name: X-Auth-Token, in: header, type: String, doc: A token. }",
        }),
    },
    Explanation {
        code: "E0040",
        title: "invalid `not_found`",
        why: "callers and the emulator would expect a code that the service does not send",
        example: Some(Example {
            file: "things.yaml",
            right: "not_found: ModelArts.0104",
            wrong: "not_found: ModelArts.0105",
        }),
    },
    Explanation {
        code: "E0041",
        title: "`not_found` not allowed",
        why: "only things named by an ID or a name can be missing",
        example: Some(Example {
            file: "things.yaml",
            right: "per_page: { type: Integer, range: 1..1000, default: 10,",
            wrong: "flag: { type: Boolean, not_found: ModelArts.0104, doc: A flag. }\n      per_page: { type: Integer, range: 1..1000, default: 10,",
        }),
    },
    Explanation {
        code: "E0042",
        title: "missing value",
        why: "a rule without a value would be ignored silently",
        example: Some(Example {
            file: "things.yaml",
            right: "range: 1..1000",
            wrong: "range: ",
        }),
    },
    Explanation {
        code: "E0043",
        title: "typographic quotes",
        why: "the quotes would be sent to the service as part of the value",
        example: Some(Example {
            file: "things.yaml",
            right: "{ ak_sk: sortBy,",
            wrong: "{ ak_sk: “sortBy”,",
        }),
    },
    Explanation {
        code: "E0044",
        title: "GET with a body",
        why: "servers and proxies may ignore the body of a GET",
        example: Some(Example {
            file: "things.yaml",
            right: "http: POST /v1/{project_id}/things",
            wrong: "http: GET /v1/{project_id}/new-things",
        }),
    },
    Explanation {
        code: "E0045",
        title: "invalid HTTP status",
        why: "no response can have this status",
        example: Some(Example {
            file: "error_codes.yaml",
            right: "[400]",
            wrong: "[400, 5000]",
        }),
    },
    Explanation {
        code: "E0046",
        title: "key without effect",
        why: "the fact would be neither sent, nor checked, nor documented",
        example: Some(Example {
            file: "things.yaml",
            right: "size: { type: Integer, doc",
            wrong: "size: { type: Integer, mandatory: true, doc",
        }),
    },
    Explanation {
        code: "E0047",
        title: "tables nested too deeply",
        why: "the client would compile very slowly, or not at all",
        example: None,
    },
    Explanation {
        code: "E0048",
        title: "YAML tag",
        why: "tags change the type of a value in other YAML readers, and have no meaning here",
        example: Some(Example {
            file: "things.yaml",
            right: "doc: A page of things.",
            wrong: "doc: !!binary QQ==",
        }),
    },
    Explanation {
        code: "E0049",
        title: "invalid resource",
        why: "its states could not be waited for, and the emulator could not serve it",
        example: None,
    },
    Explanation {
        code: "E0050",
        title: "unknown name in a resource",
        why: "a resource consists of operations, fields and codes of the spec",
        example: None,
    },
    Explanation {
        code: "E0051",
        title: "invalid `content_type`",
        why: "the service would not accept the body",
        example: Some(Example {
            file: "things.yaml",
            right: "    success: 201",
            wrong: "    content_type: application/xml\n    success: 201",
        }),
    },
    Explanation {
        code: "E0052",
        title: "unsupported edition",
        why: "in another edition of the spec language, the same keys may mean something else",
        example: Some(Example { file: "service.yaml", right: "edition: 2", wrong: "edition: 1" }),
    },
    Explanation {
        code: "E0053",
        title: "invalid characters",
        why: "the client could not check which characters a text may have",
        example: Some(Example {
            file: "things.yaml",
            right: "length: 1..64",
            wrong: "length: 1..64, characters: a-z",
        }),
    },
    Explanation {
        code: "W0001",
        title: "unused table or code table",
        why: "the client has a type that nothing uses, or a reference to it is missing",
        example: Some(Example {
            file: "things.yaml",
            right: "  Color:",
            wrong: "  Shape: { type: String, doc: Shape of a thing., values: { round: Round. } }\n  Color:",
        }),
    },
    Explanation {
        code: "W0002",
        title: "empty documentation",
        why: "users of the client only have its documentation",
        example: Some(Example {
            file: "things.yaml",
            right: "doc: A page of things.",
            wrong: "doc: \"\"",
        }),
    },
    Explanation {
        code: "W0003",
        title: "documentation that rustdoc would misread",
        why: "rustdoc would show it as a link, as HTML or as a test; the client shows it as plain text",
        example: Some(Example {
            file: "things.yaml",
            right: "doc: A page of things.",
            wrong: "doc: \"A List<Thing>.\"",
        }),
    },
];
