//! Where a request comes from.
//!
//! Addresses are for rate limits and for telling visits apart, in memory alone: they
//! are neither kept nor logged.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap};
use ipnet::IpNet;

use crate::http::App;

const FORWARDED: &str = "x-forwarded-for";

/// The address of the reader, as far as it can be believed; `None` where there is no
/// network, as in tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ClientAddress(pub(super) Option<IpAddr>);

impl FromRequestParts<Arc<App>> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        Ok(ClientAddress::of(&parts.extensions, &parts.headers, app))
    }
}

impl ClientAddress {
    pub(super) fn of(extensions: &Extensions, headers: &HeaderMap, app: &App) -> Self {
        let peer = extensions.get::<ConnectInfo<SocketAddr>>();
        let peer = peer.map(|ConnectInfo(peer)| peer.ip().to_canonical());
        let trusted = &app.config.service.trusted_proxies;
        ClientAddress(peer.map(|peer| client(peer, headers, trusted)))
    }
}

/// The nearest hop that is no proxy of ours. What stands left of it was written by
/// whoever sent it, and is not even looked at.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_ours = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_ours(&peer) {
        return peer;
    }
    let lines = headers.get_all(FORWARDED).iter().rev();
    let hops = lines.flat_map(|line| line.as_bytes().rsplit(|&byte| byte == b','));
    let mut last = peer;
    for hop in hops {
        // Our own proxy does not write such things: it is not set up as the settings say.
        let Some(address) = address(hop) else {
            return peer;
        };
        last = address;
        if !is_ours(&address) {
            break;
        }
    }
    last
}

/// An address, with or without a port.
fn address(hop: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(hop).ok()?.trim();
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let with_port = || text.parse().ok().map(|address: SocketAddr| address.ip());
    let address = bare.unwrap_or(text).parse().ok().or_else(with_port)?;
    Some(IpAddr::to_canonical(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_proxies_are_believed_and_only_what_they_wrote() {
        let check = |peer: &str, lines: &[&str], expected: &str| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(FORWARDED, line.parse().expect("a header"));
            }
            let trusted = ["10.0.0.0/8", "fd00::/8"].map(|one| one.parse().expect("a network"));
            let peer: IpAddr = peer.parse().expect("an address");
            let found = client(peer.to_canonical(), &headers, &trusted);
            assert_eq!(found.to_string(), expected, "{peer} {lines:?}");
        };
        check("192.0.2.1", &["198.51.100.7"], "192.0.2.1");
        check("10.0.0.1", &[], "10.0.0.1");
        check("10.0.0.1", &["198.51.100.7"], "198.51.100.7");
        check("::ffff:10.0.0.1", &["198.51.100.7"], "198.51.100.7");
        check("fd00::1", &["2001:db8::7"], "2001:db8::7");
        check("10.0.0.1", &["1.1.1.1, 198.51.100.7"], "198.51.100.7");
        check(
            "10.0.0.1",
            &["1.1.1.1, 198.51.100.7, 10.0.0.2"],
            "198.51.100.7",
        );
        check(
            "10.0.0.1",
            &["1.1.1.1", "198.51.100.7", "10.0.0.2"],
            "198.51.100.7",
        );
        check("10.0.0.1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3");
        check("10.0.0.1", &["198.51.100.7:4711"], "198.51.100.7");
        check("10.0.0.1", &["[2001:db8::7]:4711"], "2001:db8::7");
        check("10.0.0.1", &["[2001:db8::7]"], "2001:db8::7");
        // What a caller wrote further left cannot bring it into the bucket of the proxy.
        check("10.0.0.1", &["rubbish, 198.51.100.7"], "198.51.100.7");
        check("10.0.0.1", &["198.51.100.7, rubbish"], "10.0.0.1");
        check("10.0.0.1", &["unknown"], "10.0.0.1");
        check("10.0.0.1", &[""], "10.0.0.1");
    }
}
