//! How long the text of a member takes to render: 68 shapes that keep parsers busy, at the
//! largest length and at half of it. The slowest come first.
//!
//!     cargo bench --bench post
//!
//! Each should take at most 20 ms, and at most 2.2 times as long as half of it.

use std::time::Instant;

use ayuda::i18n::Messages;
use ayuda::locale::Locale;
use ayuda::markup::post::{Attached, MAX_BYTES, Place, render};

#[path = "made/shapes.rs"]
mod shapes;

use shapes::{SHAPES, Shape};

/// As the program itself allocates.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const RUNS: usize = 15;

struct Somewhere(Messages);

impl Place for Somewhere {
    fn messages(&self) -> (&Messages, Locale) {
        (&self.0, Locale::En)
    }

    fn member(&self, handle: &str) -> Option<String> {
        Some(format!("/en/community/members/{handle}/"))
    }

    fn attachment(&self, _: &str) -> Option<Attached> {
        None
    }

    fn is_ours(&self, _: &url::Url) -> bool {
        false
    }
}

#[expect(clippy::print_stdout, reason = "a benchmark prints")]
fn main() {
    let place = Somewhere(Messages::built_in());
    let mut rows: Vec<(f64, f64, &str, String)> = SHAPES
        .into_iter()
        .map(|(name, shape)| {
            let half = time(shape, MAX_BYTES / 2, &place);
            let whole = time(shape, MAX_BYTES, &place);
            let outcome = match render(&shape.text(MAX_BYTES), &place) {
                Ok(done) => format!("{} bytes", done.html.len()),
                Err(refused) => format!("{refused:?}"),
            };
            (whole, whole / half, name, outcome)
        })
        .collect();
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    println!("| shape | ms | of half, times | becomes |");
    println!("| --- | ---: | ---: | --- |");
    for (whole, times, name, outcome) in rows {
        println!("| {name} | {whole:.2} | {times:.1} | {outcome} |");
    }
}

/// Of several runs the shortest, in milliseconds: what is above it is the machine.
fn time(shape: Shape, bytes: usize, place: &Somewhere) -> f64 {
    let text = shape.text(bytes);
    let times = (0..RUNS).map(|_| {
        let start = Instant::now();
        let rendered = render(&text, place);
        let time = start.elapsed().as_secs_f64() * 1000.0;
        drop(std::hint::black_box(rendered));
        time
    });
    times.fold(f64::INFINITY, f64::min)
}
