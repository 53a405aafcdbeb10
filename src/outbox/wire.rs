//! One POST to a receiver: the address is looked up and judged here, and connected to as it was
//! judged, so that a name cannot lead elsewhere in between. No redirect is followed, nothing is
//! kept open, and what is answered is not read but for its status.

use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use hyper::client::conn::http1::handshake;
use hyper::header::{CONTENT_TYPE, HOST, USER_AGENT};
use hyper_util::rt::TokioIo;
use ipnet::IpNet;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto};
use url::{Host, Url};

use crate::config::is_loopback;

/// Until a connection is there.
const CONNECT: Duration = Duration::from_secs(4);
/// Until the answer has begun. Shorter than a lease: whoever answers later is asked again.
const WHOLE: Duration = Duration::from_secs(10);

/// Why a receiver was not reached, in words of our own: nothing that it said is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    Status(u16),
    TimedOut,
    /// No address, or none that may be connected to.
    NoAddress,
    NotReached,
    Tls,
    Broken,
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Status(status) => write!(formatter, "answered {status}"),
            Failure::TimedOut => formatter.write_str("did not answer in time"),
            Failure::NoAddress => formatter.write_str("no address that may be connected to"),
            Failure::NotReached => formatter.write_str("cannot be reached"),
            Failure::Tls => formatter.write_str("no TLS with a certificate that is trusted"),
            Failure::Broken => formatter.write_str("broke off"),
        }
    }
}

/// What connects.
#[derive(Clone)]
pub(super) struct Wire {
    private: Arc<[IpNet]>,
    tls: TlsConnector,
}

impl fmt::Debug for Wire {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Wire")
    }
}

impl Wire {
    /// Trusts whom the system trusts.
    ///
    /// # Errors
    /// There is no TLS here.
    pub(super) fn new(private: &[IpNet]) -> io::Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let provider = Arc::new(crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Wire {
            private: private.into(),
            tls: TlsConnector::from(Arc::new(config)),
        })
    }

    /// Sends, and is content with any answer of 200 to 299.
    pub(super) async fn post(
        &self,
        url: &Url,
        headers: &[(&'static str, String)],
        body: Vec<u8>,
    ) -> Result<(), Failure> {
        let sent = timeout(WHOLE, self.send(url, headers, body)).await;
        match sent.unwrap_or(Err(Failure::TimedOut))? {
            200..=299 => Ok(()),
            status => Err(Failure::Status(status)),
        }
    }

    async fn send(
        &self,
        url: &Url,
        headers: &[(&'static str, String)],
        body: Vec<u8>,
    ) -> Result<u16, Failure> {
        let host = url.host().ok_or(Failure::NoAddress)?;
        let mut request = Request::post(&url[url::Position::BeforePath..url::Position::AfterQuery])
            .header(
                HOST,
                &url[url::Position::BeforeHost..url::Position::AfterPort],
            )
            .header(USER_AGENT, concat!("ayuda/", env!("CARGO_PKG_VERSION")))
            .header(CONTENT_TYPE, "application/json");
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request.body(Full::new(Bytes::from(body)));
        let request = request.map_err(|_| Failure::Broken)?;
        let stream = self.connect(&host, url).await?;
        if url.scheme() != "https" {
            return exchange(stream, request).await;
        }
        let name = match &host {
            Host::Domain(name) => {
                ServerName::try_from((*name).to_owned()).map_err(|_| Failure::NoAddress)?
            }
            Host::Ipv4(address) => ServerName::from(IpAddr::from(*address)),
            Host::Ipv6(address) => ServerName::from(IpAddr::from(*address)),
        };
        let stream = self.tls.connect(name, stream).await;
        exchange(stream.map_err(|_| Failure::Tls)?, request).await
    }

    async fn connect(&self, host: &Host<&str>, url: &Url) -> Result<TcpStream, Failure> {
        let port = url.port_or_known_default().ok_or(Failure::NoAddress)?;
        let addresses: Vec<SocketAddr> = match host {
            // The settings name it.
            Host::Ipv4(address) => vec![SocketAddr::from((*address, port))],
            Host::Ipv6(address) => vec![SocketAddr::from((*address, port))],
            Host::Domain(name) => {
                let found = tokio::net::lookup_host((*name, port)).await;
                let here = is_loopback(host);
                let may = |address: &SocketAddr| match here {
                    true => address.ip().to_canonical().is_loopback(),
                    false => self.may_reach(address.ip()),
                };
                found.map_err(|_| Failure::NoAddress)?.filter(may).collect()
            }
        };
        if addresses.is_empty() {
            return Err(Failure::NoAddress);
        }
        for address in addresses {
            if let Ok(Ok(stream)) = timeout(CONNECT, TcpStream::connect(address)).await {
                return Ok(stream);
            }
        }
        Err(Failure::NotReached)
    }

    fn may_reach(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_public(address)
            || self
                .private
                .iter()
                .any(|network| network.contains(&address))
    }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Full<Bytes>>,
) -> Result<u16, Failure> {
    let shaken = handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = shaken.map_err(|_| Failure::Broken)?;
    let asked = sender.send_request(request);
    let mut asked = std::pin::pin!(asked);
    let mut connection = std::pin::pin!(connection);
    let answer = tokio::select! {
        answer = &mut asked => answer,
        _ = &mut connection => asked.await,
    };
    answer
        .map(|answer| answer.status().as_u16())
        .map_err(|_| Failure::Broken)
}

/// What is of no use in the open internet, or leads into somebody's own network.
static NOT_PUBLIC: LazyLock<Vec<IpNet>> = LazyLock::new(|| {
    [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    ]
    .iter()
    .filter_map(|network| network.parse().ok())
    .collect()
});

fn is_public(address: IpAddr) -> bool {
    !NOT_PUBLIC.iter().any(|network| network.contains(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_the_open_internet_or_to_what_the_settings_name() {
        let wire = Wire::new(&["10.9.0.0/16".parse().expect("a network")]).expect("TLS");
        for (address, expected) in [
            ("1.1.1.1", true),
            ("2606:4700::1111", true),
            ("10.9.3.4", true),
            ("::ffff:10.9.3.4", true),
            ("10.8.3.4", false),
            ("127.0.0.1", false),
            ("::1", false),
            ("::", false),
            ("::ffff:127.0.0.1", false),
            ("169.254.169.254", false),
            ("192.168.1.1", false),
            ("172.20.0.1", false),
            ("100.64.0.1", false),
            ("0.0.0.0", false),
            ("255.255.255.255", false),
            ("fd00::1", false),
            ("fe80::1", false),
            ("64:ff9b::a00:1", false),
            ("2002:7f00:1::", false),
        ] {
            let address: IpAddr = address.parse().expect("an address");
            assert_eq!(wire.may_reach(address), expected, "{address}");
        }
        assert_eq!(NOT_PUBLIC.len(), 26, "all of them are networks");
    }
}
