//! Bytes to text: encodings, and what is no text at all.

use std::borrow::Cow;
use std::fmt;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::span::MAX_TEXT;

/// Why bytes are no policy that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// Names the kind of error for programs: `read/empty`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ReadError {}

fn error(code: &'static str, message: impl Into<String>, help: Option<&str>) -> ReadError {
    ReadError { code, message: message.into(), help: help.map(str::to_owned) }
}

/// The text that `bytes` encode: UTF-8, UTF-16 or what a mark, an HTML page or the bytes themselves say.
///
/// Bytes that the encoding does not know become U+FFFD.
///
/// # Errors
/// `read/empty`, `read/binary`, `read/too-large`.
pub(super) fn decode(bytes: &[u8]) -> Result<String, ReadError> {
    if bytes.len() > MAX_TEXT {
        return Err(too_large(bytes.len()));
    }
    if let Some((what, help)) = magic(bytes) {
        return Err(error("read/binary", format!("this is {what}, not text"), Some(help)));
    }
    let encoding = encoding_of(bytes);
    if encoding != UTF_16LE && encoding != UTF_16BE && is_binary(bytes) {
        return Err(error("read/binary", "this is binary data, not text", Some("give a text, Markdown or HTML file")));
    }
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    let text = match text {
        Cow::Borrowed(text) => text.to_owned(),
        Cow::Owned(text) => text,
    };
    if text.len() > MAX_TEXT {
        return Err(too_large(text.len()));
    }
    if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0').is_empty() {
        return Err(error("read/empty", "the policy is empty", None));
    }
    Ok(text)
}

fn too_large(len: usize) -> ReadError {
    let message = format!("the policy is {} MiB long; at most {} MiB are read", len >> 20, MAX_TEXT >> 20);
    error("read/too-large", message, Some("split it into parts"))
}

/// What a file that is no text is, by its first bytes, and what to do about it.
fn magic(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const CONVERT: &str = "convert it to text, Markdown or HTML first";
    const KINDS: [(&[u8], &str); 9] = [
        (b"%PDF-", "a PDF"),
        (b"PK\x03\x04", "a ZIP archive or an Office document"),
        (b"\x89PNG\r\n", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF8", "a GIF image"),
        (b"\x1f\x8b", "compressed with gzip"),
        (b"\xd0\xcf\x11\xe0", "an old Office document"),
        (b"{\\rtf", "an RTF document"),
        (b"\x7fELF", "a program"),
    ];
    KINDS.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|&(_, what)| (what, CONVERT))
}

/// How much of a text is looked at to say what it is.
const HEAD: usize = 64 << 10;

/// Whether NULs or control characters are so many that these bytes are no text.
fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    let odd = head.iter().filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)).count();
    odd * 20 > head.len()
}

fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(wide) = wide(bytes) {
        return wide;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    if let Some(declared) = declared(bytes) {
        return declared;
    }
    // a text that is UTF-8 but for a few bytes was damaged, not written in another encoding
    if is_damaged_utf8(bytes) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(1 << 20)], true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess == UTF_8 { WINDOWS_1252 } else { guess }
}

/// UTF-16 without a mark: nearly every second byte of the first ones is NUL.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(1024) & !1];
    let nuls = |odd: usize| head.iter().skip(odd).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd, half) = (nuls(0), nuls(1), head.len() / 2);
    if half < 2 {
        None
    } else if odd * 10 >= half * 7 && even * 10 < half {
        Some(UTF_16LE)
    } else if even * 10 >= half * 7 && odd * 10 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// What an HTML page says about itself in its first kilobytes.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(4096)].to_ascii_lowercase();
    let find = |needle: &[u8]| head.windows(needle.len()).position(|window| window == needle);
    find(b"<meta")?;
    let after = find(b"charset=")? + b"charset=".len();
    let label = head[after..].iter().copied().skip_while(|b| matches!(b, b'"' | b'\'' | b' '));
    let label: Vec<u8> = label.take_while(|b| b.is_ascii_alphanumeric() || b"-_:".contains(b)).collect();
    // a page that says UTF-8 and is not lies
    Encoding::for_label(&label).filter(|&encoding| encoding != UTF_8 && encoding != UTF_16LE && encoding != UTF_16BE)
}

/// Whether the bytes are UTF-8 with many sound characters for each unsound one.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut sound, mut unsound) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        unsound += usize::from(!chunk.invalid().is_empty());
    }
    sound >= 10 * unsound
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_text() {
        let long = |text: &str| text.repeat(20);
        let wide = |text: &str, big: bool| -> Vec<u8> {
            text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        let cases: [(&str, Vec<u8>, String); 9] = [
            ("UTF-8", "Größe".into(), "Größe".to_owned()),
            ("UTF-8 with a mark", b"\xef\xbb\xbfdata".to_vec(), "data".to_owned()),
            ("UTF-16 little-endian with a mark", [vec![0xff, 0xfe], wide("Größe", false)].concat(), "Größe".to_owned()),
            ("UTF-16 big-endian with a mark", [vec![0xfe, 0xff], wide("Größe", true)].concat(), "Größe".to_owned()),
            ("UTF-16 without a mark", wide("We keep data.", false), "We keep data.".to_owned()),
            ("UTF-16 big-endian without a mark", wide("We keep data.", true), "We keep data.".to_owned()),
            (
                "Windows-1252",
                b"We don\x92t sell your data \x96 ever.".to_vec(),
                "We don’t sell your data – ever.".to_owned(),
            ),
            (
                "what the page says",
                b"<html><meta charset=\"iso-8859-2\"><p>ochrana \xfadaj\xf9".to_vec(),
                "<html><meta charset=\"iso-8859-2\"><p>ochrana údajů".to_owned(),
            ),
            (
                "damaged UTF-8",
                [long("Größe und Maß ").as_bytes(), b"\xff end"].concat(),
                long("Größe und Maß ") + "\u{fffd} end",
            ),
        ];
        for (name, bytes, want) in cases {
            assert_eq!(decode(&bytes).as_deref(), Ok(want.as_str()), "{name}");
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let cases: [(&str, &[u8], &str); 7] = [
            ("nothing", b"", "read/empty"),
            ("white space", b" \n\t\r\n", "read/empty"),
            ("a mark alone", b"\xef\xbb\xbf", "read/empty"),
            ("PDF", b"%PDF-1.7 ...", "read/binary"),
            ("archive", b"PK\x03\x04....", "read/binary"),
            ("image", b"\x89PNG\r\n\x1a\n", "read/binary"),
            ("control bytes", b"a\x00\x01\x02b\x03\x04\x05", "read/binary"),
        ];
        for (name, bytes, want) in cases {
            assert_eq!(decode(bytes).map_err(|error| error.code), Err(want), "{name}");
        }
    }
}
