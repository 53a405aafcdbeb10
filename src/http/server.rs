//! Listens, answers, and stops when told to.

use std::future::Future;
use std::io;
use std::sync::Arc;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;

use crate::http::{App, router};

/// Serves until `stop` resolves; requests under way are finished.
///
/// # Errors
/// The listener breaks.
pub async fn serve(
    listener: TcpListener,
    app: Arc<App>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    // Without it, answers wait for an acknowledgement that the other side delays.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!("cannot set TCP_NODELAY: {error}");
        }
    });
    axum::serve(listener, router(app))
        .with_graceful_shutdown(stop)
        .await
}
