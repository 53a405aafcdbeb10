//! How much one caller may ask in a minute: writes, searches, and everything else.
//!
//! A person counts by the name that votes are kept under, everybody else by address: a
//! cookie that is thrown away buys nothing. Answers below `/api/` say what is left
//! (draft-ietf-httpapi-ratelimit-headers).

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use axum::extract::Request;
use axum::http::header::{ACCESS_CONTROL_REQUEST_METHOD as PREFLIGHT, HeaderName, RETRY_AFTER};
use axum::http::{HeaderValue, Method, Uri};
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::config::Config;
use crate::http::App;
use crate::http::address::ClientAddress;
use crate::http::caller::counted_person;
use crate::http::problem::Problem;
use crate::identity::Voter;

pub(super) const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
pub(super) const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

const MINUTE: u32 = 60;
/// Callers of whom nothing is to be remembered are forgotten each minute in which somebody
/// asks, and after so many requests.
const SWEEP: u32 = 4_096;

/// Who is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Person(Voter),
    Address(IpAddr),
}

/// A limit of one kind of request.
struct Policy {
    name: &'static str,
    quota: NonZeroU32,
    limiter: DefaultKeyedRateLimiter<Key, StateInformationMiddleware>,
    asked: AtomicU32,
    started: Instant,
    /// The minute since the start in which it was last swept.
    swept: AtomicU32,
}

/// The limits of a running service; `None` where the settings want none.
pub(super) struct Limits {
    writes: Option<Policy>,
    searches: Option<Policy>,
    requests: Option<Policy>,
}

/// What is left to a caller.
struct Left {
    remaining: u32,
    /// Seconds until everything is there again, or until the next request may come.
    seconds: u64,
}

impl Policy {
    /// As many at once as in a minute; then they come back one by one.
    fn new(name: &'static str, per_minute: u32) -> Option<Self> {
        let quota = NonZeroU32::new(per_minute)?;
        let limiter = RateLimiter::keyed(Quota::per_minute(quota));
        Some(Policy {
            name,
            quota,
            limiter: limiter.with_middleware(),
            asked: AtomicU32::new(0),
            started: Instant::now(),
            swept: AtomicU32::new(0),
        })
    }

    /// Counts a request; an error if it is one too many.
    fn check(&self, key: &Key) -> Result<Left, Left> {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        let minute = u32::try_from(self.started.elapsed().as_secs() / 60).unwrap_or(u32::MAX);
        let is_due = self.swept.swap(minute, Ordering::Relaxed) != minute;
        if is_due || asked % SWEEP == SWEEP - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        match self.limiter.check_key(key) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                let gone = u64::from(self.quota.get().saturating_sub(remaining));
                Ok(Left {
                    remaining,
                    seconds: (gone * u64::from(MINUTE)).div_ceil(u64::from(self.quota.get())),
                })
            }
            Err(until) => {
                let wait = until.wait_time_from(DefaultClock::default().now());
                Err(Left {
                    remaining: 0,
                    seconds: wait
                        .saturating_add(Duration::from_millis(999))
                        .as_secs()
                        .max(1),
                })
            }
        }
    }

    fn tell(&self, left: &Left, response: &mut Response) {
        let (name, quota) = (self.name, self.quota);
        let Left { remaining, seconds } = left;
        let policy = format!("\"{name}\";q={quota};w={MINUTE}");
        let state = format!("\"{name}\";r={remaining};t={seconds}");
        for (header, value) in [(RATE_LIMIT_POLICY, policy), (RATE_LIMIT, state)] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                response.headers_mut().insert(header, value);
            }
        }
    }
}

impl Limits {
    pub(super) fn new(config: &Config) -> Self {
        let service = &config.service;
        Limits {
            writes: Policy::new("writes", service.writes_per_minute),
            searches: Policy::new("searches", service.searches_per_minute),
            requests: Policy::new("requests", service.requests_per_minute),
        }
    }

    fn policy(&self, request: &Request) -> Option<&Policy> {
        let uri = request.uri();
        let path = uri.path().trim_end_matches('/');
        let policy = match *request.method() {
            // Of a preflight nothing is answered but whether to ask.
            Method::OPTIONS if request.headers().contains_key(PREFLIGHT) => return None,
            Method::OPTIONS => &self.requests,
            // Whoever watches over the service may ask as often as it likes.
            Method::GET | Method::HEAD if matches!(path, "/healthz" | "/readyz") => return None,
            Method::GET | Method::HEAD => match path.rsplit('/').next() {
                Some("search" | "suggest" | "similar") => &self.searches,
                _ if has_words(uri) => &self.searches,
                _ => &self.requests,
            },
            _ => &self.writes,
        };
        policy.as_ref()
    }
}

/// Lists search as well, where they are given words.
fn has_words(uri: &Uri) -> bool {
    let query = uri.query().unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "q")
}

/// What a caller is told with an answer of the API, or in its place.
pub(super) struct Standing<'l> {
    policy: &'l Policy,
    left: Left,
}

impl Standing<'_> {
    pub(super) fn tell(&self, response: &mut Response) {
        self.policy.tell(&self.left, response);
    }

    /// That it was one too many, and when the next may come.
    pub(super) fn refused(&self) -> Response {
        let mut response = Problem::TooManyRequests.into_response();
        self.tell(&mut response);
        let seconds = HeaderValue::from(self.left.seconds);
        response.headers_mut().insert(RETRY_AFTER, seconds);
        response
    }
}

impl Limits {
    /// Counts a request; an error if it is more than the caller may ask.
    pub(super) fn count(
        &self,
        app: &App,
        request: &Request,
    ) -> Result<Option<Standing<'_>>, Standing<'_>> {
        let policy = self.policy(request);
        let Some((policy, key)) = policy.and_then(|policy| Some((policy, key(app, request)?)))
        else {
            return Ok(None);
        };
        match policy.check(&key) {
            Ok(left) => {
                let is_api = request.uri().path().contains("/api/");
                Ok(is_api.then_some(Standing { policy, left }))
            }
            Err(left) => Err(Standing { policy, left }),
        }
    }
}

/// Nobody, where there is no network. A bad token makes nobody of anybody: such
/// requests count for the address.
fn key(app: &App, request: &Request) -> Option<Key> {
    let ClientAddress(address) = ClientAddress::of(request.extensions(), request.headers(), app);
    let address = address?;
    Some(match counted_person(request.headers(), app) {
        Some(identity) => Key::Person(app.tokens.voter(&identity)),
        None => Key::Address(one_of(address)),
    })
}

/// What one subscriber of a network is given: of IPv6, 64 bits to choose from.
fn one_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let network = u128::from(address) >> 64 << 64;
            IpAddr::V6(Ipv6Addr::from(network))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscriber_is_one_caller_however_many_addresses_there_are() {
        let check = |address: &str, expected: &str| {
            let address = address.parse().expect("an address");
            assert_eq!(one_of(address).to_string(), expected);
        };
        check("192.0.2.7", "192.0.2.7");
        check("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::");
        check("2001:db8:1:2:ffff::", "2001:db8:1:2::");
        check("2001:db8:1:3::1", "2001:db8:1:3::");
    }

    #[test]
    fn callers_of_long_ago_are_not_remembered() {
        let policy = Policy::new("requests", u32::MAX).expect("a policy");
        for caller in 0..SWEEP * 3 {
            let address = IpAddr::from(caller.to_be_bytes());
            assert!(policy.check(&Key::Address(address)).is_ok());
        }
        // At four billion a minute, each is as new within the next moment.
        assert!(policy.limiter.len() <= SWEEP as usize);
    }
}
