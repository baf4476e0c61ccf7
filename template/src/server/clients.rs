//! How many connections each client has, so that none takes those of all others.

use std::{
    collections::HashMap,
    io::{Read, Write},
    net::{IpAddr, Shutdown, SocketAddr},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::SystemTime,
};

use tokio::net::TcpStream;

use super::refusal;
use crate::{
    auth::SECURITY,
    client_address::{ClientAddress, Network},
    config::Config,
};

/// The connections that are open, by client. Whoever has none takes no memory.
pub(super) struct Clients {
    most: usize,
    /// Speak for many, and are bound by the number of all connections alone.
    proxies: Vec<Network>,
    open: Mutex<HashMap<IpAddr, usize>>,
}

/// One connection of a client, counted until this value goes.
pub(super) struct Counted {
    clients: Arc<Clients>,
    client: Option<IpAddr>,
}

impl Clients {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            most: config.max_connections_per_client,
            proxies: config.trusted_proxies.clone(),
            open: Mutex::default(),
        }
    }

    /// Counts a connection; none if its client has as many as it may.
    pub(super) fn admit(self: &Arc<Self>, peer: SocketAddr) -> Option<Counted> {
        let address = peer.ip().to_canonical();
        if self.proxies.iter().any(|proxy| proxy.contains(address)) {
            return Some(Counted { clients: Arc::clone(self), client: None });
        }
        let client = ClientAddress(address).network();
        let mut open = self.lock();
        let count = open.entry(client).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Counted { clients: Arc::clone(self), client: Some(client) })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        // A panic elsewhere leaves the map whole.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let Some(client) = self.client else { return };
        let mut open = self.clients.lock();
        match open.get_mut(&client) {
            Some(count) if *count > 1 => *count -= 1,
            _ => {
                open.remove(&client);
            }
        }
    }
}

/// Tells a client that it has too many connections. It is not waited for: what cannot be written at
/// once is not written.
pub(super) fn refuse(stream: TcpStream, peer: SocketAddr, config: &Config) {
    report(peer);
    // The socket does not block, so each of these is done or fails at once.
    let (Some(answer), Ok(mut stream)) = (refusal::unavailable(config), stream.into_std()) else {
        return;
    };
    let _ = stream.write(&answer);
    let _ = stream.shutdown(Shutdown::Write);
    // What was sent and not read would have the answer thrown away at the other end.
    let _ = stream.read(&mut [0; 4096]);
}

/// Logs that a client has too many connections, once a second at most: whoever opens many of them
/// would fill the log.
fn report(peer: SocketAddr) {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |since| since.as_secs());
    if LAST.swap(now, Ordering::Relaxed) != now {
        let client = peer.ip().to_canonical();
        tracing::info!(
            target: SECURITY, event = "excess_rate_limit_exceeded", class = "connection", %client,
            "too many connections"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clients(most: usize) -> Arc<Clients> {
        let proxies = vec!["10.0.0.0/8".parse().unwrap()];
        Arc::new(Clients { most, proxies, open: Mutex::default() })
    }

    fn peer(address: &str) -> SocketAddr {
        SocketAddr::new(address.parse().unwrap(), 4711)
    }

    #[test]
    fn each_client_has_so_many_and_gets_another_when_one_goes() {
        let clients = clients(2);
        let admit = |address| clients.admit(peer(address));
        let held = [admit("192.0.2.1"), admit("::ffff:192.0.2.1")];
        assert!(held.iter().all(Option::is_some));
        assert!(admit("192.0.2.1").is_none());
        assert!(admit("192.0.2.2").is_some());
        drop(held);
        assert!(admit("192.0.2.1").is_some());
    }

    #[test]
    fn an_ipv6_customer_is_one_client() {
        let clients = clients(1);
        let held = clients.admit(peer("2001:db8::1"));
        assert!(held.is_some() && clients.admit(peer("2001:db8::ffff:1")).is_none());
        assert!(clients.admit(peer("2001:db8:0:1::1")).is_some());
    }

    #[test]
    fn a_proxy_speaks_for_many() {
        let clients = clients(1);
        let held: Vec<_> = (0..5).filter_map(|_| clients.admit(peer("10.0.0.1"))).collect();
        assert_eq!(held.len(), 5);
    }

    #[test]
    fn whoever_left_is_forgotten() {
        let clients = clients(2);
        let held: Vec<_> =
            (0..=255).map(|at| clients.admit(peer(&format!("192.0.2.{at}")))).collect();
        assert_eq!(clients.lock().len(), 256);
        drop(held);
        assert!(clients.lock().is_empty());
    }
}
