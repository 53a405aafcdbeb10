//! Whether a request was made on this machine, for what is offered to nobody else.

use axum::extract::Request;
use axum::http::header::{FORWARDED, HOST};

/// Headers by which a proxy tells of the one who asked it.
const PASSED_ON: [&str; 8] = [
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-forwarded-port",
    "x-real-ip",
    "cf-connecting-ip",
    "true-client-ip",
];

/// Whether a request names this machine by a name of its own: a page of another site cannot
/// have its name answered by it (DNS rebinding).
pub(super) fn is_named_here(request: &Request) -> bool {
    let mut hosts = request.headers().get_all(HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().ok(),
        (None, _) => request.uri().host(),
        (Some(_), Some(_)) => None,
    };
    let host = host.unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    ["localhost", "127.0.0.1", "::1"].contains(&name)
}

/// The same, and no proxy passed it on from somewhere else.
pub(super) fn is_from_here(request: &Request) -> bool {
    let headers = request.headers();
    let is_passed_on = PASSED_ON.iter().any(|name| headers.contains_key(*name));
    is_named_here(request) && !is_passed_on && !headers.contains_key(FORWARDED)
}
