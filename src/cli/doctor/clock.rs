//! The clock, held against what was written before and against the server's. Tokens hang on it.

use jiff::Timestamp;

use crate::cli::doctor::Examining;
use crate::cli::doctor::content::Read;
use crate::cli::doctor::database::Looked;
use crate::i18n::text;
use crate::storage::Clock;

/// What tokens allow between two clocks.
const TOKENS: i64 = 60;
/// Enough to make one look.
const APART: i64 = 5;

pub(super) fn examine(to: &mut Examining<'_>, database: &Looked, read: Option<&Read>) {
    let (m, l) = to.words();
    // Asked a moment ago: a check of a large file lies between.
    let now = Clock::System.now();
    let found = database.found();
    let shown = |moment: Timestamp| format!("{:.0}", moment);
    let mend = || text::doctor_clock_mend(m, l);
    if let Some((server, here)) = found.and_then(|found| found.clock) {
        let apart = (server.as_second() - here.as_second()).abs();
        let said = text::doctor_clock_server(m, l, apart);
        match apart {
            apart if apart > TOKENS => to.fail("server", said, mend()),
            apart if apart > APART => to.warn("server", said, mend()),
            _ => to.ok("server", text::doctor_clock_server_ok(m, l)),
        }
    }
    let ahead = |moment: Timestamp| moment.as_second() - now.as_second() > TOKENS;
    let mut good = true;
    if let Some(newest) = found
        .and_then(|found| found.newest)
        .filter(|one| ahead(*one))
    {
        let said = text::doctor_clock_database(m, l, shown(newest), shown(now));
        to.fail("database", said, mend());
        good = false;
    }
    let newest = read.and_then(|read| read.changed);
    if let Some(newest) = newest.filter(|one| ahead(*one)) {
        let said = text::doctor_clock_content(m, l, shown(newest), shown(now));
        to.warn("content", said, mend());
        good = false;
    }
    if good {
        to.ok("time", text::doctor_clock_ok(m, l, shown(now)));
    }
}
