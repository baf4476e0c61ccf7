//! The ends of lines in the heads of requests, as HTTP asks for them.

use std::mem;

/// Looks at the lines of each head, and tells heads from bodies.
///
/// hyper takes a line feed alone for the end of a line, as the standard lets it. Others do not, and
/// so see other headers, or another request; a head that can be read in two ways is refused.
pub(super) struct Heads {
    part: Part,
    /// What there is of the head.
    head: Vec<u8>,
    /// How much of the blank line that ends it has been read.
    ended: usize,
}

/// What comes next on a connection.
#[derive(Clone, Copy)]
enum Part {
    Head,
    /// So many bytes of a body.
    Body(u64),
    /// A body in chunks, behind which the connection ends: see `layers::check_head`.
    Rest,
}

const END: &[u8] = b"\r\n\r\n";

impl Heads {
    pub(super) const fn new() -> Self {
        Self { part: Part::Head, head: Vec::new(), ended: 0 }
    }

    /// Spoils line feeds that stand alone in a head, so that hyper refuses it.
    pub(super) fn check(&mut self, mut bytes: &mut [u8]) {
        while !bytes.is_empty() {
            let taken = match self.part {
                Part::Head => self.check_head(bytes),
                Part::Body(left) => {
                    let taken = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                    let left = left - taken as u64;
                    self.part = if left == 0 { Part::Head } else { Part::Body(left) };
                    taken
                }
                Part::Rest => return,
            };
            bytes = &mut bytes[taken..];
        }
    }

    /// Looks for the end of the head, and tells how many of the bytes belong to it.
    fn check_head(&mut self, bytes: &mut [u8]) -> usize {
        for (at, byte) in bytes.iter_mut().enumerate() {
            self.ended = match *byte {
                byte if byte == END[self.ended] => self.ended + 1,
                b'\r' => 1,
                _ => 0,
            };
            if *byte == b'\n' && self.ended == 0 {
                *byte = 0;
            }
            if self.ended == END.len() {
                self.head.extend_from_slice(&bytes[..=at]);
                self.part = behind(&mem::take(&mut self.head));
                self.ended = 0;
                return at + 1;
            }
        }
        self.head.extend_from_slice(bytes);
        bytes.len()
    }
}

/// What comes behind this head, as hyper reads it; what it refuses has nothing behind it.
fn behind(head: &[u8]) -> Part {
    let mut length = 0;
    for line in head.split(|byte| *byte == b'\n') {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii());
        if name.eq_ignore_ascii_case(b"transfer-encoding") {
            return Part::Rest;
        }
        if name.eq_ignore_ascii_case(b"content-length") {
            length = str::from_utf8(value).ok().and_then(|text| text.parse().ok()).unwrap_or(0);
        }
    }
    if length == 0 { Part::Head } else { Part::Body(length) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GET: &str = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";
    const POST: &str = "POST / HTTP/1.1\r\nhost: a\r\nContent-Length: 3\r\n\r\n{\n}";

    fn check(heads: &mut Heads, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        heads.check(&mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_line_feed_stands_behind_a_carriage_return() {
        let chunked = "POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n1\n{\n";
        for good in [GET, POST, chunked, "GET / HTTP/1.1\r\n\r\n\r\n"] {
            assert_eq!(check(&mut Heads::new(), good), good);
        }
        for bad in ["GET / HTTP/1.1\n", "GET / HTTP/1.1\r\nhost: a\n\r\n", "a\r\r\n\n"] {
            assert!(check(&mut Heads::new(), bad).contains('\0'), "{bad:?}");
        }
    }

    #[test]
    fn each_head_is_looked_at_and_no_body() {
        let good = format!("{GET}{POST}{GET}{POST}");
        let bad =
            good.replacen("host: a\r\n", "host: a\n", 3).replacen("host: a\n", "host: a\r\n", 2);
        assert_eq!(check(&mut Heads::new(), &good), good);
        assert_eq!(check(&mut Heads::new(), &bad), bad.replace("host: a\n", "host: a\0"));
    }

    #[test]
    fn both_come_in_pieces() {
        let all = format!("{POST}{GET}{POST}{GET}");
        let mut heads = Heads::new();
        for piece in all.as_bytes().chunks(1) {
            let piece = str::from_utf8(piece).unwrap();
            assert_eq!(check(&mut heads, piece), piece);
        }
        assert_eq!(check(&mut heads, "\n"), "\0");
    }
}
