//! Percent-encoding of paths and queries.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The characters that are encoded in a path and in a query.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// The bytes that are not encoded. A table lookup is all that most bytes need.
static PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        plain[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        byte += 1;
    }
    plain
};

/// Appends a pair to an encoded query.
pub(crate) fn append_pair(query: &mut String, name: &str, value: &str) {
    match query.is_empty() {
        // Few queries are longer.
        true => query.reserve(96),
        false => query.push('&'),
    }
    append_encoded(query, name);
    query.push('=');
    append_encoded(query, value);
}

/// Appends one part of a path or a query. Slashes are encoded, too.
pub(crate) fn append_encoded(out: &mut String, piece: &str) {
    // Most parts need no encoding.
    if piece.bytes().all(|byte| PLAIN[usize::from(byte)]) {
        out.push_str(piece);
    } else {
        out.extend(utf8_percent_encode(piece, ENCODED));
    }
}
