//! Texts that nobody should see by accident.

use std::fmt;

use zeroize::Zeroize as _;

/// A secret: `Debug` does not show it, and its memory is overwritten when it is dropped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(pub(crate) String);

impl Secret {
    /// Returns the secret itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs::File;
    use std::os::unix::fs::FileExt as _;

    use super::*;

    #[test]
    fn memory_of_a_secret_is_overwritten_when_it_is_dropped() {
        let text = "canary of a secret ".repeat(1000);
        let secret = Secret::from(text.as_str());
        let address = secret.expose().as_ptr().addr() as u64;
        // Nothing is allocated between the drop and the second read.
        let memory = File::open("/proc/self/mem").unwrap();
        let mut found = vec![0; text.len()];
        memory.read_exact_at(&mut found, address).unwrap();
        assert_eq!(found, text.as_bytes(), "the secret is where it is looked for");
        drop(secret);
        memory.read_exact_at(&mut found, address).unwrap();
        assert!(!found.windows(6).any(|window| window == b"canary"));
    }
}
