//! Behaviour, a file for each capability, through one harness.

mod harness;

mod attack;
mod attack_http;
mod brand;
mod check;
mod codes;
mod commands;
mod conditional;
mod content;
mod description;
mod diagnostics;
mod fail_closed;
mod feedback_data;
mod foreign_tree;
mod fuzz;
mod gates;
mod handbook;
mod incremental;
mod insight;
mod keys;
mod leaks;
mod limits;
mod moving_in;
mod pictures;
mod rates;
mod review;
mod sample;
mod scaffolding;
mod service;
mod sessions;
mod site;
mod telling;
mod translations;
mod votes;
