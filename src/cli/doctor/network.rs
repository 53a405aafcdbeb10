//! Addresses: free or held by an ayuda, https where it has to be, and metrics for us alone.

use std::io::{self, Read as _, Write as _};
use std::net::{
    IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream, ToSocketAddrs as _,
};
use std::time::Duration;

use crate::cli::dev::is_loopback;
use crate::cli::doctor::Examining;
use crate::http::connection_limit;
use crate::i18n::text;

/// An ayuda answers at once; what does not is something else.
const PATIENCE: Duration = Duration::from_secs(2);
/// Fewer are used up by a few hundred readers.
const FEW: usize = 2_000;

pub(super) fn examine(to: &mut Examining<'_>) {
    let service = &to.world.config.service;
    listens(to, &service.listen);
    metrics(to, &service.metrics_listen);
    base_url(to);
    proxies(to);
    connections(to);
}

/// What stands at an address.
enum There {
    Free,
    Ready(Option<String>),
    NotReady,
    Other,
    NotOurs(io::Error),
}

fn listens(to: &mut Examining<'_>, address: &str) {
    let (m, l) = to.words();
    match at(address, "/readyz", "ready") {
        There::Free => to.ok("listen", text::doctor_listen_free(m, l, address)),
        There::Ready(behind) => {
            to.ok("listen", text::doctor_listen_ready(m, l, address));
            if let Some(since) = behind {
                let said = text::doctor_listen_behind(m, l, since);
                to.warn("edition", said, text::doctor_listen_behind_mend(m, l));
            }
        }
        There::NotReady => {
            let said = text::doctor_listen_not_ready(m, l, address);
            to.fail("listen", said, text::doctor_listen_not_ready_mend(m, l));
        }
        There::Other => {
            let said = text::doctor_listen_taken(m, l, address);
            to.fail("listen", said, text::doctor_listen_taken_mend(m, l));
        }
        There::NotOurs(error) => {
            let said = text::doctor_listen_cannot(m, l, address, error.to_string());
            to.fail("listen", said, text::doctor_listen_cannot_mend(m, l));
        }
    }
}

fn metrics(to: &mut Examining<'_>, address: &str) {
    let (m, l) = to.words();
    if address.is_empty() {
        return to.note("metrics", text::doctor_metrics_none(m, l), None);
    }
    match at(address, "/metrics", "#") {
        There::Free | There::Ready(_) => {}
        There::NotOurs(error) => {
            let said = text::doctor_listen_cannot(m, l, address, error.to_string());
            return to.fail("metrics", said, text::doctor_metrics_taken_mend(m, l));
        }
        There::Other | There::NotReady => {
            let said = text::doctor_listen_taken(m, l, address);
            return to.fail("metrics", said, text::doctor_metrics_taken_mend(m, l));
        }
    }
    let mut addresses = address.to_socket_addrs().into_iter().flatten();
    if addresses.any(|one| is_public(one.ip())) {
        let said = text::doctor_metrics_public(m, l, address);
        to.warn("metrics", said, text::doctor_metrics_public_mend(m, l));
    } else {
        to.ok("metrics", text::doctor_metrics_ok(m, l, address));
    }
}

fn base_url(to: &mut Examining<'_>) {
    let (m, l) = to.words();
    let url = to.world.config.base_url.as_str();
    let parsed = url::Url::parse(url).ok();
    let is_https = parsed.as_ref().is_some_and(|url| url.scheme() == "https");
    let is_here = parsed.as_ref().is_some_and(|url| match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => is_loopback(address.into()),
        Some(url::Host::Ipv6(address)) => is_loopback(address.into()),
        None => false,
    });
    let mend = || text::doctor_base_url_mend(m, l);
    match (is_https, is_here) {
        (true, _) => to.ok("base_url", text::doctor_base_url_ok(m, l, url)),
        (false, true) => {
            let said = text::doctor_base_url_here(m, l, url);
            // Whoever listens for others has readers elsewhere.
            let listen = &to.world.config.service.listen;
            let mut addresses = listen.to_socket_addrs().into_iter().flatten();
            match addresses.any(|one| !is_loopback(one.ip())) {
                true => to.warn("base_url", said, mend()),
                false => to.note("base_url", said, Some(mend())),
            }
        }
        (false, false) => to.warn("base_url", text::doctor_base_url_plain(m, l, url), mend()),
    }
}

/// The service speaks no TLS itself: where readers use https, something stands before it.
fn proxies(to: &mut Examining<'_>) {
    let (m, l) = to.words();
    let config = &to.world.config;
    if config.base_url.starts_with("https:") && config.service.trusted_proxies.is_empty() {
        let said = text::doctor_proxies_none(m, l);
        to.warn("proxies", said, text::doctor_proxies_mend(m, l));
    }
}

fn connections(to: &mut Examining<'_>) {
    let (m, l) = to.words();
    let limit = connection_limit(&to.world.config);
    let said = text::doctor_connections(m, l, limit);
    match limit < FEW {
        true => to.note("files", said, Some(text::doctor_connections_mend(m, l))),
        false => to.ok("files", said),
    }
}

/// Whether an address can be listened at, and if not, what answers there.
fn at(address: &str, path: &str, expected: &str) -> There {
    match TcpListener::bind(address) {
        Ok(_) => return There::Free,
        Err(error) if error.kind() != io::ErrorKind::AddrInUse => return There::NotOurs(error),
        Err(_) => {}
    }
    let resolved = address.to_socket_addrs().ok();
    let Some(address) = resolved.and_then(|mut all| all.next()) else {
        return There::Other;
    };
    let Ok(answer) = ask(reachable(address), path) else {
        return There::Other;
    };
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    if answer.starts_with("HTTP/1.1 200") && body.starts_with(expected) {
        let behind = body.lines().find_map(|line| line.strip_prefix("behind: "));
        return There::Ready(behind.map(str::to_owned));
    }
    let problem = answer.starts_with("HTTP/1.1 503") && answer.contains("application/problem+json");
    if problem {
        There::NotReady
    } else {
        There::Other
    }
}

/// An address for everybody is asked here.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip: IpAddr = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn ask(address: SocketAddr, path: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    // What is not ayuda may go on for ever.
    stream.take(64 * 1024).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Whether others than machines of one's own may reach it.
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(ip) => !(ip.is_loopback() || ip.is_private() || ip.is_link_local()),
        IpAddr::V6(ip) => !(ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local()),
    }
}
