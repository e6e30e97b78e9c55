//! A real YAML language server, installed from npm: what editors ask for completions, texts on hover and errors.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::OnceLock;

use serde_json::{Value, json};

const PACKAGE: &str = "yaml-language-server@1.25.0";
/// Marks the cursor in a text.
pub(super) const CURSOR: char = '¦';

/// A running server. It stops when it is dropped.
pub(super) struct LanguageServer {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    /// The folder of the documents.
    pub(super) folder: PathBuf,
    /// The number of messages and documents.
    count: u64,
}

impl LanguageServer {
    /// Starts a server for a folder.
    pub(super) fn start(folder: &Path) -> Self {
        let child =
            Command::new("node").arg(program()).arg("--stdio").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.expect("node is installed");
        let (input, output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut server = Self { child, input, output, folder: folder.to_owned(), count: 0 };
        let completion = json!({ "completionItem": { "snippetSupport": true, "documentationFormat": ["plaintext"] } });
        let capabilities =
            json!({ "textDocument": { "completion": completion, "hover": {}, "publishDiagnostics": {} } });
        server.ask("initialize", json!({ "processId": null, "rootUri": null, "capabilities": capabilities }));
        server.tell("initialized", json!({}));
        server.tell("workspace/didChangeConfiguration", json!({ "settings": { "yaml": settings() } }));
        server
    }

    /// Returns what may be inserted at the cursor: labels, inserted texts and documentation.
    pub(super) fn completions(&mut self, text: &str) -> Vec<(String, String, String)> {
        let found = self.at_cursor("textDocument/completion", text);
        let items = found.get("items").unwrap_or(&found).as_array().cloned().unwrap_or_default();
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            value => value["value"].as_str().unwrap_or_default().to_owned(),
        };
        let inserted = |item: &Value| {
            text(if item["insertText"].is_null() { &item["textEdit"]["newText"] } else { &item["insertText"] })
        };
        items.iter().map(|item| (text(&item["label"]), inserted(item), text(&item["documentation"]))).collect()
    }

    /// Returns the text that is shown on hover at the cursor.
    pub(super) fn hover(&mut self, text: &str) -> String {
        let found = self.at_cursor("textDocument/hover", text);
        let contents = &found["contents"];
        contents["value"].as_str().or(contents.as_str()).unwrap_or_default().to_owned()
    }

    /// Returns the messages of the errors in a text.
    pub(super) fn errors(&mut self, text: &str) -> Vec<String> {
        let uri = self.open(text);
        loop {
            let message = self.receive();
            if message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == uri {
                let found = message["params"]["diagnostics"].as_array().unwrap();
                return found.iter().map(|error| error["message"].as_str().unwrap().to_owned()).collect();
            }
        }
    }

    fn at_cursor(&mut self, method: &str, text: &str) -> Value {
        let (before, _) = text.split_once(CURSOR).unwrap();
        let uri = self.open(&text.replace(CURSOR, ""));
        let line = before.matches('\n').count();
        let character = before.rsplit('\n').next().unwrap().encode_utf16().count();
        self.ask(
            method,
            json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } }),
        )
    }

    /// Opens a new document in the folder.
    fn open(&mut self, text: &str) -> String {
        self.count += 1;
        let uri = format!("file://{}/document_{}.yaml", self.folder.display(), self.count);
        let document = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
        uri
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.count += 1;
        let id = self.count;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let message = self.receive();
            if message["id"] == id && message.get("method").is_none() {
                assert!(message.get("error").is_none(), "{message}");
                return message["result"].clone();
            }
        }
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        self.input.flush().unwrap();
    }

    /// Receives a message. Requests of the server are answered.
    fn receive(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.output.read_line(&mut line).unwrap() > 0, "the language server has stopped");
            match line.trim() {
                "" => break,
                header => {
                    let value = header.strip_prefix("Content-Length: ");
                    length = value.map_or(length, |value| value.parse().unwrap());
                }
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).unwrap();
        let message: Value = serde_json::from_slice(&body).unwrap();
        if message.get("id").is_some() && message.get("method").is_some() {
            let result = match message["params"]["items"].as_array() {
                Some(items) => {
                    items.iter().map(|item| if item["section"] == "yaml" { settings() } else { json!({}) }).collect()
                }
                None => Value::Null,
            };
            self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": result }));
        }
        message
    }
}

impl Drop for LanguageServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Installs the server, if it is not installed, and returns its program.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("yaml-language-server");
        std::fs::create_dir_all(&home).unwrap();
        // npm writes this file last.
        if !home.join("node_modules/.package-lock.json").exists() {
            let npm = Command::new("npm").args(["install", "--no-save", "--prefix"]).arg(&home).arg(PACKAGE).output();
            let npm = npm.expect("npm is installed");
            assert!(npm.status.success(), "{}", String::from_utf8_lossy(&npm.stderr));
        }
        home.join("node_modules/yaml-language-server/bin/yaml-language-server")
    })
}

/// The server reads nothing but the schema that a document names.
fn settings() -> Value {
    json!({ "validate": true, "hover": true, "completion": true, "schemaStore": { "enable": false } })
}
