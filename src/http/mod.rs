//! The service: what comes in over HTTP, and how answers look.
//!
//! [`router::router`] lists every route. Handlers extract, ask a room and answer;
//! rules and SQL live elsewhere. `problem` alone turns failures into statuses.

mod address;
mod around;
mod articles;
mod caching;
mod caller;
mod categories;
mod coding;
mod connections;
mod contextual;
mod demo;
mod description;
mod dev;
mod feedback;
mod forum;
mod forum_follow;
mod forum_search;
mod forum_similar;
mod health;
mod here;
mod insight;
mod limits;
mod measures;
mod media;
mod pages;
mod parameters;
mod problem;
mod rates;
mod readers;
mod reference;
mod reload;
mod reports;
mod reports_page;
mod requests;
mod router;
mod search;
mod secured;
mod server;
mod session;
mod shapes;
mod shedding;
mod state;
mod terms;
mod views;
mod widget;
mod wire;

pub use connections::connection_limit;
pub use demo::router as demo_router;
pub use dev::{Dev, DevProblem, DevState, router as dev_router};
pub use measures::{Measures, edition_behind, edition_published};
pub use router::{openapi, router, routes};
pub use server::serve;
pub use shedding::InTurn;
pub use state::App;
