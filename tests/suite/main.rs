//! Behaviour, a file for each capability, through one harness.

mod harness;

mod attack;
mod commands;
mod content;
mod diagnostics;
mod fail_closed;
mod foreign_tree;
mod gates;
mod leaks;
mod pictures;
mod sample;
mod service;
mod site;
mod votes;
