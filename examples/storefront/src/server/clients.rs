//! Which connections are open, so that no client takes those of all others.

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

use super::{connection::Connection, refusal};
use crate::{
    auth::SECURITY,
    client_address::{ClientAddress, Network},
    config::Config,
};

/// The connections that are open, by client; trusted proxies speak for many, and are none. Whoever
/// has no connection takes no memory.
pub(super) struct Clients {
    /// How many connections a client may have.
    most: usize,
    proxies: Vec<Network>,
    open: Mutex<HashMap<Option<IpAddr>, Vec<Connection>>>,
}

/// One connection of a client, counted until this value goes.
pub(super) struct Admitted {
    clients: Arc<Clients>,
    client: Option<IpAddr>,
    pub(super) connection: Connection,
}

impl Clients {
    pub(super) fn new(config: &Config) -> Self {
        Self {
            most: config.max_connections_per_client,
            proxies: config.trusted_proxies.clone(),
            open: Mutex::default(),
        }
    }

    /// Counts a connection. A client that has as many as it may loses the one that has waited
    /// longest for it, so that whoever sends next to nothing stops nobody behind the same address.
    /// None if all of them are in work.
    pub(super) fn admit(self: &Arc<Self>, peer: SocketAddr) -> Option<Admitted> {
        let client = self.client(peer);
        let connection = Connection::new(peer);
        let mut open = self.lock();
        let own = open.entry(client).or_default();
        if client.is_some() && own.len() >= self.most {
            report(peer);
            let closed = close_idlest(&own.iter().collect::<Vec<_>>())?;
            own.retain(|one| !one.is(&closed));
        }
        own.push(connection.clone());
        Some(Admitted { clients: Arc::clone(self), client, connection })
    }

    /// Closes the connection that has waited longest for its client, whoever that is.
    pub(super) fn close_idlest(&self) {
        close_idlest(&self.lock().values().flatten().collect::<Vec<_>>());
    }

    fn client(&self, peer: SocketAddr) -> Option<IpAddr> {
        let address = peer.ip().to_canonical();
        let is_proxy = self.proxies.iter().any(|proxy| proxy.contains(address));
        (!is_proxy).then(|| ClientAddress(address).network())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Option<IpAddr>, Vec<Connection>>> {
        // A panic elsewhere leaves the map whole.
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes the one of these that has waited longest; none if all of them are in work.
fn close_idlest(open: &[&Connection]) -> Option<Connection> {
    loop {
        let waiting = open.iter().filter_map(|one| Some((one.waiting_since()?, *one)));
        let (_, idlest) = waiting.min_by_key(|(since, _)| *since)?;
        // Its request may have arrived this moment.
        if idlest.close() {
            return Some(idlest.clone());
        }
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        let mut open = self.clients.lock();
        let Some(own) = open.get_mut(&self.client) else { return };
        own.retain(|one| !one.is(&self.connection));
        if own.is_empty() {
            open.remove(&self.client);
        }
    }
}

/// Tells a client that it has too many connections. It is not waited for: what cannot be written at
/// once is not written.
pub(super) fn refuse(stream: TcpStream, peer: SocketAddr, config: &Config) {
    // The socket does not block, so each of these is done or fails at once.
    let answer = refusal::unavailable(peer, config);
    let (Some(answer), Ok(mut stream)) = (answer, stream.into_std()) else { return };
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
    use std::{
        pin::pin,
        task::{Context, Waker},
    };

    use super::*;

    fn clients(most: usize) -> Arc<Clients> {
        let proxies = vec!["10.0.0.0/8".parse().unwrap()];
        Arc::new(Clients { most, proxies, open: Mutex::default() })
    }

    fn peer(address: &str) -> SocketAddr {
        SocketAddr::new(address.parse().unwrap(), 4711)
    }

    fn is_closed(Admitted { connection, .. }: &Admitted) -> bool {
        pin!(connection.closed()).poll(&mut Context::from_waker(Waker::noop())).is_ready()
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
    fn who_waits_longest_makes_room_for_the_next_and_who_works_does_not() {
        let clients = clients(3);
        let admit = || clients.admit(peer("192.0.2.1")).unwrap();
        let [working, idle, active] = [admit(), admit(), admit()];
        for one in [&working, &idle, &active] {
            one.connection.touch();
        }
        let in_work = working.connection.work();
        active.connection.touch();
        let next = admit();
        assert!(is_closed(&idle) && !is_closed(&working) && !is_closed(&active));
        // The new one does not go before its turn.
        clients.close_idlest();
        assert!(is_closed(&active) && !is_closed(&next));
        assert!(active.connection.work().is_none(), "what is to be closed takes no request");
        drop((in_work, active));
        clients.close_idlest();
        assert!(is_closed(&working));
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
