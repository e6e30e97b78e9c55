//! Random requests, signed by this crate and by the vendor's signer, which is installed from PyPI.

use std::path::Path;
use std::process::Command;

use modelarts::signing::SigningKey;
use modelarts_tests::amount;
use serde_json::Value;

use crate::signing::{request, text};

const SIGNER: &str = "huaweicloudsdkcore==3.1.219";

/// Runs a command, which must succeed; returns what it prints.
fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn random_requests_are_signed_as_the_vendor_signs_them() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("vendor-signer");
    let python = folder.join("bin/python");
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder));
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", SIGNER]));
    let (count, seed) = (amount("CASES", 10_000, 10_000), amount("SEED", 1, 1));
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/suite/slow/vendor_signer.py");
    let signed = run(Command::new(python).arg(script).args([count.to_string(), seed.to_string()]));
    for line in signed.lines() {
        let vector: Value = serde_json::from_str(line).unwrap();
        let mut request = request(&vector);
        let signature = SigningKey::new(text(&vector, "ak"), text(&vector, "sk")).sign(&mut request);
        assert_eq!(signature.authorization, text(&vector, "authorization"), "{line}\n{}", signature.canonical_request);
    }
    assert_eq!(signed.lines().count(), count);
}
