//! Behaviour, a file for each capability, through one harness.

mod harness;

mod attack;
mod attack_http;
mod check;
mod codes;
mod commands;
mod conditional;
mod content;
mod description;
mod diagnostics;
mod fail_closed;
mod foreign_tree;
mod gates;
mod incremental;
mod leaks;
mod limits;
mod moving_in;
mod pictures;
mod review;
mod sample;
mod scaffolding;
mod service;
mod site;
mod telling;
mod translations;
mod votes;
