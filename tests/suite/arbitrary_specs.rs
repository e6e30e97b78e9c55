//! Arbitrary specs make a client or errors, never a panic. `CASES` in the environment sets how many are tried.

use annotate_snippets::Renderer;
use modelarts_codegen::diagnostic::explanation::example;
use modelarts_codegen::{Sources, lint, read, write};
use modelarts_tests::{Random, amount, broken_spec, right_spec};
use serde_json::Value;

/// Checks what the generator makes of a spec; returns whether it is a client.
fn outcome(sources: &Sources) -> bool {
    match read(sources) {
        Ok(api) => {
            write::render(&api).unwrap();
            let _ = lint::lint(&api).render(sources, &Renderer::plain());
            true
        }
        Err(found) => {
            let said = found.render(sources, &Renderer::plain());
            assert!(said.contains("error[E0"), "{said}");
            for line in found.json_lines(sources).lines() {
                let entry: Value = serde_json::from_str(line).unwrap();
                assert!(entry["line"].as_u64() >= Some(1) && entry["column"].as_u64() >= Some(1), "{entry}");
            }
            false
        }
    }
}

#[test]
fn arbitrary_specs_terminate() {
    let cases = amount("CASES", 60, 2_000) as u64;
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get) as u64;
    let (small, large) = (example(), right_spec(0));
    let clients: u64 = std::thread::scope(|scope| {
        let work = |worker: u64| {
            let (small, large) = (&small, &large);
            move || {
                let mut random = Random::new(worker);
                let mut clients = 0;
                for case in (worker..cases).step_by(workers as usize) {
                    // One in eight is of a large spec: it takes that much longer.
                    let sources = broken_spec(&mut random, if case % 8 == 0 { large } else { small });
                    clients += u64::from(outcome(&sources));
                }
                clients
            }
        };
        let workers: Vec<_> = (0..workers).map(|worker| scope.spawn(work(worker))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    println!("{clients} of {cases} are valid anyway");
    assert!(clients > cases / 50 && clients < cases - cases / 50, "{clients}: the cases are too alike");
}

/// Lists in lists, and a file of one line, are no deeper or wider than what the readers bear.
#[test]
fn very_deep_and_very_wide_files_are_errors() {
    let service = example().text("service.yaml").unwrap().to_owned();
    for text in
        ["[".repeat(100_000), "{a: ".repeat(100_000), "- ".repeat(100_000), "a: ".repeat(50_000), "? ".repeat(50_000)]
    {
        for text in [text.clone(), format!("doc: {text}"), format!("doc: A.\ntables:\n  A: {text}")] {
            let files = [("service.yaml".to_owned(), service.clone()), ("things.yaml".to_owned(), text)];
            assert!(!outcome(&Sources::new(files)));
        }
    }
}
