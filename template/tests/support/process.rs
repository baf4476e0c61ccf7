//! The program itself, as a process with a real socket.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Where the program is.
pub const PROGRAM: &str = env!(concat!("CARGO_BIN_EXE_", env!("CARGO_PKG_NAME")));

/// How long anything may take that is to happen; far more than it needs.
pub const PATIENCE: Duration = Duration::from_secs(45);

/// A running service, which ends with this value.
pub struct Service {
    pub child: Child,
    pub address: SocketAddr,
}

impl Service {
    /// Starts the program with these settings.
    pub fn start(database_url: &str, settings: &[(&str, &str)]) -> Service {
        let mut command = Command::new(PROGRAM);
        command.stdout(Stdio::null());
        Service::start_by(command, database_url, settings)
    }

    /// Starts the program by a command that ends in it.
    pub fn start_by(
        mut command: Command,
        database_url: &str,
        settings: &[(&str, &str)],
    ) -> Service {
        let address = free_address();
        command.env("DATABASE_URL", database_url).env("LISTEN_ADDRESS", address.to_string());
        let command = command.envs(settings.iter().copied());
        let service = Service { child: command.spawn().expect("the service starts"), address };
        service.wait_for("/health/live", Some(200));
        service
    }

    /// A connection on which nothing was sent yet.
    pub fn connect(&self) -> io::Result<TcpStream> {
        let stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(stream)
    }

    /// All that is answered to these bytes until the connection ends.
    pub fn send(&self, bytes: &str) -> io::Result<String> {
        let mut stream = self.connect()?;
        stream.write_all(bytes.as_bytes())?;
        read_to_end(&mut stream)
    }

    /// The status of an answer; none if there is no connection.
    pub fn ask(&self, path: &str) -> Option<u16> {
        let head = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        self.send(&head).ok()?.get(9..12)?.parse().ok()
    }

    /// Waits until a path is answered with this status.
    #[track_caller]
    pub fn wait_for(&self, path: &str, status: Option<u16>) {
        let begin = Instant::now();
        while self.ask(path) != status {
            assert!(begin.elapsed() < PATIENCE, "{path} is not {status:?}");
            sleep(Duration::from_millis(20));
        }
    }

    /// Sends a signal, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let process = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &process]).status();
        assert!(sent.expect("`kill` is there").success());
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address at which nobody listens at this moment.
pub fn free_address() -> SocketAddr {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    free.local_addr().expect("it is bound")
}

/// What is sent until the other side ends the connection, in whatever way.
pub fn read_to_end(stream: &mut TcpStream) -> io::Result<String> {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Err(error) if error.kind() != io::ErrorKind::ConnectionReset => Err(error),
        _ => Ok(String::from_utf8_lossy(&bytes).into_owned()),
    }
}
