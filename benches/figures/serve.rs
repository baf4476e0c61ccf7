//! The emitted social-sharing service, as it is released, on a migrated database: how soon it
//! is ready, and what it holds while nobody asks.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use scaffold::database::Cluster;

use super::build::{cargo, project};
use super::figure::Figure;
use super::process::{resident, run, start};

const STARTS: usize = 10;
/// How long a service may take before something is wrong.
const PATIENCE: Duration = Duration::from_mins(1);
const IDLE: Duration = Duration::from_secs(2);

pub(crate) fn figures() -> Vec<Figure> {
    let project = project("social-sharing");
    run(cargo(&project).args(["fetch", "--locked"]));
    run(cargo(&project).args(["build", "--release", "--locked", "--offline"]));
    let cluster = Cluster::throw_away().unwrap();
    let address = free_address();
    let service = || {
        let mut command = Command::new(project.join("target/release/social-sharing"));
        command.current_dir(&project);
        command.env("DATABASE_URL", cluster.url("postgres"));
        command.env("LISTEN_ADDRESS", address.to_string()).env("LOG", "warn");
        command
    };
    run(service().arg("migrate"));
    let (mut ready, mut idle) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let begin = Instant::now();
        let mut process = start(&mut service());
        await_ready(&mut process, address, begin);
        ready.push(begin.elapsed().as_secs_f64());
        sleep(IDLE);
        idle.push(resident(&process));
        process.kill().unwrap();
        process.wait().unwrap();
    }
    vec![
        Figure::new("the service, from start to ready", "s", ready).below(0.3),
        Figure::new("the service at rest, memory", "MB", idle).below(20.0),
    ]
}

fn free_address() -> SocketAddr {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap()
}

fn await_ready(process: &mut Child, address: SocketAddr, begin: Instant) {
    while !is_ready(address).unwrap_or(false) {
        assert!(process.try_wait().unwrap().is_none(), "the service ended");
        assert!(begin.elapsed() < PATIENCE, "the service is not ready");
        sleep(Duration::from_millis(2));
    }
}

fn is_ready(address: SocketAddr) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect(address)?;
    let request =
        format!("GET /health/ready HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes())?;
    let mut status = [0; 12];
    stream.read_exact(&mut status)?;
    Ok(status.ends_with(b" 200"))
}
