//! The commands of the service.

use std::{
    io::{Read, Write},
    net::{IpAddr, SocketAddr, TcpStream},
    process::ExitCode,
    time::Duration,
};

use storefront::{
    app::AppState, auth, config::Config, database, error::Error, openapi, server, telemetry,
};

const USAGE: &str = "\
usage: storefront [COMMAND]

  serve              serves the API (without a command, too)
  migrate            brings the database's schema up to date
  health             asks a running service whether it is ready, for container probes
  openapi            prints the description of the API
  grant EMAIL ROLE   gives a role to an account
";

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        [] | ["serve"] => serve(),
        ["migrate"] => migrate(),
        ["health"] => ask_health(),
        ["openapi"] => print_openapi(),
        ["grant", email, role] => grant(email, role),
        ["help" | "--help" | "-h"] => say(USAGE),
        _ => {
            complain(USAGE);
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("error: {}\n", tell(error.as_ref())));
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn serve() -> Outcome {
    let state = start()?;
    Ok(server::run(state).await?)
}

#[tokio::main]
async fn migrate() -> Outcome {
    let state = start()?;
    Ok(database::prepare(&state.database, true).await?)
}

#[tokio::main]
async fn grant(email: &str, role: &str) -> Outcome {
    let state = start()?;
    Ok(auth::accounts::grant(&state.db(), email, role).await?)
}

fn start() -> Result<AppState, Box<dyn std::error::Error>> {
    let config = Config::from_env()?;
    telemetry::init(&config);
    Ok(AppState::new(config)?)
}

/// Asks over plain HTTP, as the container's image has no other program to do it.
fn ask_health() -> Outcome {
    const PATIENCE: Duration = Duration::from_secs(3);
    let listen_address = Config::from_env()?.listen_address;
    let host = match listen_address.ip() {
        IpAddr::V4(address) if address.is_unspecified() => std::net::Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(address) if address.is_unspecified() => std::net::Ipv6Addr::LOCALHOST.into(),
        address => address,
    };
    let address = SocketAddr::new(host, listen_address.port());
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let request = "GET /health/ready HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes())?;
    let mut status = [0; 12];
    stream.read_exact(&mut status)?;
    if status.ends_with(b" 200") { Ok(()) } else { Err("not ready".into()) }
}

fn print_openapi() -> Outcome {
    say(&format!("{:#}\n", openapi::document()))
}

fn say(text: &str) -> Outcome {
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

fn complain(text: &str) {
    // There is nowhere left to tell that this failed.
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// An error with its causes.
fn tell(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = match error.downcast_ref::<Error>() {
        Some(Error::Internal(cause)) => return tell(cause.as_ref()),
        _ => error.to_string(),
    };
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
