//! Documentation that rustdoc would show in another way than it is written.

use annotate_snippets::Renderer;
use modelarts_codegen::lint::lint;
use modelarts_codegen::{Sources, read};
use modelarts_tests::feature;

#[test]
fn documentation_that_rustdoc_would_change_is_a_warning_at_its_line() {
    let text = |doc: &str| {
        let files = feature("operation").files().to_vec().into_iter();
        Sources::new(files.map(|(name, text)| (name, text.replace("doc: Asks.", &format!("doc: {doc:?}")))))
    };
    for (doc, what) in [
        ("A [b] c.", "`[b]` would be read as a link"),
        ("A List<Integer>.", "`<Integer>` would be read as HTML"),
        ("See https://example.com.", "`https://example.com` would be read as plain text, not as a link"),
        ("```\na\n```", "```` ``` ```` would be read as a test in Rust"),
        ("A `b.", "`` `b. `` would be read as the beginning of code"),
    ] {
        let sources = text(doc);
        let found = lint(&read(&sources).unwrap());
        let said: Vec<_> =
            found.entries().iter().map(|entry| (entry.code, &*entry.message, entry.help.is_some())).collect();
        assert_eq!(said, [("W0003", what, true)], "{doc}");
        let line = sources.text("operations.yaml").unwrap().lines().position(|line| line.contains("doc: \"")).unwrap();
        let shown = found.render(&sources, &Renderer::plain());
        assert!(shown.contains(&format!("operations.yaml:{}:", line + 1)), "{shown}");
    }
    assert!(
        lint(&read(&text("A `[b]`, `List<Integer>`, <https://example.com>, [c](https://example.com).")).unwrap())
            .entries()
            .is_empty()
    );
}
