//! From the bytes of a file to its text.

use crate::diagnostic::{Code, Diagnostic, Source};

/// The most that a model file may hold.
pub const MAX_BYTES: usize = 1024 * 1024;

/// Takes the bytes of a model file as text. A UTF-8 byte order mark is dropped, so that
/// offsets count from after it.
///
/// # Errors
/// The file is too large or not UTF-8.
pub fn decode(name: &str, bytes: &[u8]) -> Result<Source, Box<Diagnostic>> {
    if bytes.len() > MAX_BYTES {
        let fault = Diagnostic::error(Code::FileTooLarge, "the file has more than 1 MiB");
        return Err(Box::new(fault.help("keep large texts and data out of the model")));
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let fault = Diagnostic::error(Code::NotUtf8, "the file is UTF-16 text");
        return Err(Box::new(fault.help("save it as UTF-8")));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, text)),
        Err(fault) => Err(Box::new(not_utf8(bytes, fault.valid_up_to()))),
    }
}

fn not_utf8(bytes: &[u8], offset: usize) -> Diagnostic {
    let line = bytes[..offset].split(|byte| *byte == b'\n').count();
    let byte = bytes[offset];
    let message = format!("the byte `{byte:#04x}` in line {line} is not UTF-8");
    Diagnostic::error(Code::NotUtf8, message).help("save the file as UTF-8")
}

#[cfg(test)]
mod tests {
    use super::{MAX_BYTES, decode};

    fn fault(bytes: &[u8]) -> String {
        decode("scaffold.toml", bytes).unwrap_err().message
    }

    #[test]
    fn a_byte_order_mark_is_dropped() {
        assert_eq!(decode("scaffold.toml", b"\xef\xbb\xbfa = 1").unwrap().text, "a = 1");
    }

    #[test]
    fn other_encodings_are_named() {
        assert_eq!(fault(b"\xff\xfea\0"), "the file is UTF-16 text");
        assert_eq!(fault(b"a = 1\nb = \"\xe9\""), "the byte `0xe9` in line 2 is not UTF-8");
    }

    #[test]
    fn a_large_file_is_refused_unread() {
        assert!(decode("scaffold.toml", &vec![b'#'; MAX_BYTES]).is_ok());
        assert!(fault(&vec![0xff; MAX_BYTES + 1]).contains("more than 1 MiB"));
    }
}
