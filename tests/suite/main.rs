//! Behaviour, a file for each capability, through one harness.

mod harness;

#[path = "../load/asking.rs"]
#[expect(dead_code, reason = "`tests/load` uses the rest")]
mod asking;
#[path = "../load/client.rs"]
mod client;
#[path = "../load/editions.rs"]
mod editions;
#[path = "../load/measured.rs"]
#[expect(dead_code, reason = "`tests/load` uses the rest")]
mod measured;
#[path = "../load/swaps.rs"]
#[expect(dead_code, reason = "`tests/load` uses the rest")]
mod swaps;

mod attack;
mod attack_http;
mod attack_posts;
mod bounds;
mod brand;
mod check;
mod codes;
mod commands;
mod conditional;
mod content;
mod deflections;
mod demo;
mod description;
mod diagnostics;
mod discussions;
mod doctor;
mod durable;
mod fail_closed;
mod feedback_data;
mod following;
mod foreign_tree;
mod forum;
mod forum_pages;
mod forum_search;
mod fuzz;
mod gates;
mod handbook;
mod hosting;
mod incremental;
mod insight;
mod keys;
mod leaks;
mod limits;
mod live;
mod machines;
mod moving_in;
mod nodes;
mod overload;
mod pictures;
mod rates;
mod renewal;
mod review;
mod running;
mod sample;
mod scaffolding;
mod screens;
mod service;
mod serving;
mod sessions;
mod sharing;
mod site;
mod stock;
mod stores;
mod telling;
mod translations;
mod votes;
mod widget;
