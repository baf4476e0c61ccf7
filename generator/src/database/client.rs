//! As much of Postgres' protocol as it takes to create a database: one text over a socket
//! that asks for no password. Fetched programs come without `psql`.

use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

/// The values of a row as text; `None` is null.
pub type Row = Vec<Option<String>>;

/// The account of every database server that we start.
pub(super) const SUPERUSER: &str = "postgres";

const PROTOCOL: i32 = 3 << 16;
const PATIENCE: Duration = Duration::from_mins(1);
const LONGEST_MESSAGE: i32 = 64 * 1024 * 1024;

/// Runs the statements in `sql`, in one transaction where they allow it.
pub(super) fn execute(sockets: &Path, database: &str, sql: &str) -> io::Result<Vec<Row>> {
    let mut stream = UnixStream::connect(sockets.join(".s.PGSQL.5432"))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut startup = PROTOCOL.to_be_bytes().to_vec();
    for text in ["user", SUPERUSER, "database", database, ""] {
        startup.extend_from_slice(text.as_bytes());
        startup.push(0);
    }
    send(&mut stream, None, &startup)?;
    until_ready(&mut stream)?;
    let query = [sql.as_bytes(), b"\0"].concat();
    send(&mut stream, Some(b'Q'), &query)?;
    let rows = until_ready(&mut stream)?;
    send(&mut stream, Some(b'X'), &[])?;
    Ok(rows)
}

fn send(stream: &mut impl Write, kind: Option<u8>, body: &[u8]) -> io::Result<()> {
    let length = i32::try_from(body.len() + 4).map_err(|_| broken("a message that is too long"))?;
    let mut message: Vec<u8> = kind.into_iter().collect();
    message.extend_from_slice(&length.to_be_bytes());
    message.extend_from_slice(body);
    stream.write_all(&message)
}

/// Collects rows until the server waits for the next message.
fn until_ready(stream: &mut impl Read) -> io::Result<Vec<Row>> {
    let mut rows = Vec::new();
    let mut failure = None;
    loop {
        let mut head = [0; 5];
        if let Err(fault) = stream.read_exact(&mut head) {
            // After a fault at the start the server hangs up instead of getting ready.
            return Err(failure.unwrap_or(fault));
        }
        let [kind, length @ ..] = head;
        let length = i32::from_be_bytes(length);
        if !(4..=LONGEST_MESSAGE).contains(&length) {
            return Err(broken("a message of an impossible length"));
        }
        let mut body = vec![0; usize::try_from(length - 4).unwrap_or_default()];
        stream.read_exact(&mut body)?;
        match kind {
            b'R' if body != [0; 4] => return Err(broken("a question for a password")),
            b'D' => rows.push(row(&body).ok_or_else(|| broken("a row that cannot be read"))?),
            b'E' => failure = Some(io::Error::other(message(&body))),
            b'Z' => return failure.map_or(Ok(rows), Err),
            _ => {}
        }
    }
}

fn row(body: &[u8]) -> Option<Row> {
    let (count, mut rest) = body.split_first_chunk::<2>()?;
    let mut values = Row::new();
    for _ in 0..u16::from_be_bytes(*count) {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let Ok(length) = usize::try_from(i32::from_be_bytes(*length)) else {
            values.push(None);
            rest = after;
            continue;
        };
        let (value, after) = after.split_at_checked(length)?;
        values.push(Some(String::from_utf8_lossy(value).into_owned()));
        rest = after;
    }
    Some(values)
}

/// The message of an error's fields, each of which is a letter and a text that ends in zero.
fn message(body: &[u8]) -> String {
    body.split(|byte| *byte == 0).find_map(|field| field.strip_prefix(b"M")).map_or_else(
        || "unknown fault".to_owned(),
        |text| String::from_utf8_lossy(text).into_owned(),
    )
}

fn broken(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the server sent {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_with_their_nulls() {
        let body = b"\0\x02\0\0\0\x01a\xff\xff\xff\xff";
        assert_eq!(row(body), Some(vec![Some("a".to_owned()), None]));
        assert_eq!(row(b"\0\x01\0\0\0\x09a"), None);
    }

    #[test]
    fn a_fault_is_told_in_the_servers_words() {
        let mut answer: &[u8] = b"E\0\0\0\x10SERROR\0Mno\0\0Z\0\0\0\x05I";
        assert_eq!(until_ready(&mut answer).unwrap_err().to_string(), "no");
    }
}
