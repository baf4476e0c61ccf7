//! What an open file holds, in as few calls of the system as it takes: a large project has some
//! twenty thousand files, and every change reads all of them.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt as _;

use rustix::buffer::spare_capacity;
use rustix::io::Errno;

/// So much of a file is compared at once. The largest file of a project has many megabytes.
const PART: usize = 16 * 1024;

/// The whole of a file of about this size. Its end is where less comes than was asked for, and
/// nothing is missing then.
pub(super) fn read(file: &File, size: u64) -> io::Result<Vec<u8>> {
    let size = usize::try_from(size).map_err(|_| ErrorKind::FileTooLarge)?;
    let mut contents = Vec::with_capacity(size + 1);
    loop {
        contents.reserve(1);
        let place = contents.len() as u64;
        match rustix::io::pread(file, spare_capacity(&mut contents), place) {
            Ok(0) => return Ok(contents),
            Ok(_) if contents.len() >= size && contents.len() < contents.capacity() => {
                return Ok(contents);
            }
            Ok(_) | Err(Errno::INTR) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
}

/// Whether a file holds this text and nothing else.
pub(super) fn is(file: &File, text: &[u8]) -> io::Result<bool> {
    let mut part = [0; PART];
    let mut rest = text;
    loop {
        let place = (text.len() - rest.len()) as u64;
        let read = match file.read_at(&mut part, place) {
            Ok(0) => return Ok(rest.is_empty()),
            Ok(read) => read,
            Err(fault) if fault.kind() == ErrorKind::Interrupted => continue,
            Err(fault) => return Err(fault),
        };
        match rest.strip_prefix(&part[..read]) {
            Some(left) => rest = left,
            None => return Ok(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, text: &[u8]) -> File {
        let path = std::env::temp_dir().join(format!("scaffold-{name}-{}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        let file = File::open(&path).unwrap();
        std::fs::remove_file(path).unwrap();
        file
    }

    /// Also one that has grown or shrunk since somebody looked how large it is.
    #[test]
    fn a_file_is_read_to_its_end() {
        let text: Vec<u8> = (0..=255).cycle().take(3 * PART + 1).collect();
        for size in [0, 1, 10, text.len() - 1, text.len(), text.len() + 10] {
            let file = file("end", &text);
            assert!(read(&file, size as u64).unwrap() == text, "{size}");
            assert!(read(&file, size as u64).unwrap() == text, "it is read from its start again");
        }
        assert!(read(&file("none", b""), 0).unwrap().is_empty());
    }

    #[test]
    fn a_file_holds_one_text_alone() {
        for length in [0, 1, PART - 1, PART, PART + 1, 2 * PART] {
            let text: Vec<u8> = (0..=255).cycle().take(length).collect();
            let file = file("is", &text);
            assert!(is(&file, &text).unwrap(), "{length}");
            assert!(is(&file, &text).unwrap(), "it is read from its start again");
            assert!(!is(&file, &[&text, &b"x"[..]].concat()).unwrap(), "{length}");
            if let Some((last, others)) = text.split_last() {
                assert!(!is(&file, others).unwrap(), "{length}");
                assert!(!is(&file, &[others, &[last ^ 1]].concat()).unwrap(), "{length}");
            }
        }
    }
}
