//! The outbox in the database: one SQL for both systems.

mod deliveries;
mod events;
mod follows;

use sea_orm::Value;

use crate::storage::sql::{all, bound, count, one, run};

pub use deliveries::{Delivery, discard, retry, undelivered};
pub(super) use deliveries::{
    DeliveryRow, Gone, claim_letters, claim_webhooks, counts, done, failed, give_up_others,
    has_rows, has_work,
};
pub use events::note;
pub(super) use events::spread;
pub(super) use follows::{
    MemberRow, by_ticket, erase, follows, forget_addresses, keep_follow, keep_member, member,
    silence,
};

fn maybe(value: Option<&str>) -> Value {
    value.map(str::to_owned).into()
}
