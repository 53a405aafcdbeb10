//! The real binary in a real browser: Debian's chromium, driven by chromedriver.
//!
//! `tests/run` installs both and sets `AYUDA_BROWSER=required`; without that a machine
//! that has no browser says that these tests were left out. `axe-core`, which looks for
//! what keeps people out, is one file that `AYUDA_AXE` names; the same holds for it.
//!
//! One service and one chromedriver serve all tests; each test has a browser of its own.
//! At the end of each test the harness looks by itself at what no page may ever do: write
//! an error or a warning to the console, break its content security policy, or ask
//! another host for anything.

mod article;
mod axe;
mod comfort;
mod forum;
mod harness;
mod keyboard;
mod pages;
mod print;
mod reader;
mod reading;
mod search;
mod shift;
mod touch;
mod watch;
mod weight;
mod widget;
mod without_scripts;
mod writing;
mod zoom;
