//! How long the help of a screen takes in one process, at 50,000 articles and 5,000 patterns.
//!
//! ```text
//! cargo bench --bench context             # AYUDA_ARTICLES=10000 for fewer
//! ```

mod made;

use std::time::Instant;

use ayuda::content::Location;
use ayuda::context::{Screen, help_for};
use ayuda::gate::Viewer;
use ayuda::locale::Locale;

use made::{Made, Random, row};

const QUESTIONS: usize = 2_000;

fn main() {
    let made = Made::new(50_000);
    let library = made.compile().visible_to(&Viewer::anonymous());
    let mut random = Random(7);
    for (name, area) in [("a known screen", 5_000), ("an unknown screen", 0)] {
        let mut times = Vec::with_capacity(QUESTIONS);
        for _ in 0..QUESTIONS {
            let path = match area {
                0 => format!("/nowhere/{}/edit", random.below(100)),
                areas => format!("/area{}/{}/edit", random.below(areas), random.below(100)),
            };
            let screen = Screen {
                location: Some(Location::parse(&path)),
                module: None,
                role: None,
                plan: None,
                version: None,
                language: Locale::En,
                limit: 10,
            };
            let started = Instant::now();
            std::hint::black_box(help_for(&library, &screen));
            times.push(started.elapsed());
        }
        row(name, &mut times, 0);
    }
}
