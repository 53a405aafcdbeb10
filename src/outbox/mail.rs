//! The mail server.

use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use tokio::time::timeout;

use crate::config::{SmtpConfig, SmtpTls};

/// For one letter; shorter than a lease.
const WHOLE: Duration = Duration::from_secs(12);
/// For one answer of the server.
const STEP: Duration = Duration::from_secs(8);

/// Why a letter was not taken, in words of our own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) failure: String,
    /// The server knows no such mailbox: nobody has to try again.
    pub(super) is_final: bool,
}

/// Gives letters to the mail server, one connection each.
#[derive(Clone, Debug)]
pub(super) struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl Mailer {
    /// # Errors
    /// There is no TLS for such a host.
    pub(super) fn new(
        config: &SmtpConfig,
        password: Option<String>,
    ) -> Result<Self, lettre::transport::smtp::Error> {
        let tls = match config.tls {
            SmtpTls::StartTls => Tls::Required(TlsParameters::new(config.host.clone())?),
            SmtpTls::Tls => Tls::Wrapper(TlsParameters::new(config.host.clone())?),
            SmtpTls::None => Tls::None,
        };
        let own = config.from.rsplit_once('@').map(|(_, host)| host);
        let own = own.unwrap_or("localhost").to_owned();
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&config.host)
            .port(config.port)
            .tls(tls)
            .hello_name(ClientId::Domain(own))
            .timeout(Some(STEP));
        if let (Some(user), Some(password)) = (&config.user, password) {
            builder = builder.credentials(Credentials::new(user.clone(), password));
        }
        Ok(Mailer {
            transport: builder.build(),
        })
    }

    pub(super) async fn send(&self, letter: Message) -> Result<(), Refused> {
        let later = |failure: String| Refused {
            failure,
            is_final: false,
        };
        match timeout(WHOLE, self.transport.send(letter)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => {
                let code = error.status().map(u16::from);
                Err(Refused {
                    is_final: matches!(code, Some(550 | 551 | 553 | 556)),
                    failure: match code {
                        Some(code) => format!("answered {code}"),
                        None if error.is_timeout() => "did not answer in time".to_owned(),
                        None if error.is_tls() => {
                            "no TLS with a certificate that is trusted".to_owned()
                        }
                        None => "cannot be reached".to_owned(),
                    },
                })
            }
            Err(_) => Err(later("did not answer in time".to_owned())),
        }
    }
}
