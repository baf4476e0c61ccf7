//! The ends of lines in a request's head, as HTTP asks for them.

/// Looks for the end of a head, and at the lines up to there.
///
/// hyper takes a line feed alone for the end of a line, as the standard lets it. Others do not, and
/// so see other headers, or another request; a head that can be read in two ways is refused.
pub(super) struct Head {
    /// How many heads ended before this one.
    before: usize,
    /// How much of the blank line that ends it has been read.
    read: usize,
}

const END: &[u8] = b"\r\n\r\n";

impl Head {
    /// The head of a connection's first request.
    pub(super) const fn new() -> Self {
        Self { before: 0, read: 0 }
    }

    /// Spoils a line feed that stands alone in the head, so that hyper refuses it. Once the head
    /// has ended, nothing is looked at until its request is answered.
    pub(super) fn check(&mut self, answered: usize, bytes: &mut [u8]) {
        if self.before != answered {
            *self = Self { before: answered, read: 0 };
        }
        for byte in bytes {
            if self.read == END.len() {
                return;
            }
            self.read = match *byte {
                byte if byte == END[self.read] => self.read + 1,
                b'\r' => 1,
                _ => 0,
            };
            if *byte == b'\n' && self.read == 0 {
                *byte = 0;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &mut Head, answered: usize, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        head.check(answered, &mut bytes);
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_line_feed_stands_behind_a_carriage_return() {
        for good in ["GET / HTTP/1.1\r\nhost: a\r\n\r\n{\n}", "GET / HTTP/1.1\r\n\r\n\n\n"] {
            assert_eq!(check(&mut Head::new(), 0, good), good);
        }
        for bad in ["GET / HTTP/1.1\n", "GET / HTTP/1.1\r\nhost: a\n\r\n", "a\r\r\n\n"] {
            assert!(check(&mut Head::new(), 0, bad).contains('\0'), "{bad:?}");
        }
    }

    #[test]
    fn a_head_comes_in_pieces_and_another_after_the_answer() {
        let mut head = Head::new();
        for piece in ["GET / HTTP/1.1\r", "\nhost: a\r\n", "\r", "\n", "{\n}"] {
            assert_eq!(check(&mut head, 0, piece), piece);
        }
        assert_eq!(check(&mut head, 1, "\n"), "\0");
    }
}
