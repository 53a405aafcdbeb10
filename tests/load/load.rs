//! Measures a running service; `tests/load/run` starts it and calls this.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for people"
)]

mod asking;
mod client;
mod editions;
mod measured;
mod overload;
mod slow;
mod swaps;

use std::net::SocketAddr;
use std::process::ExitCode;

const USAGE: &str = "load begin CONTENT MORE\n\
    load swaps ADDRESS PID CONTENT TOKEN SWAPS RATE\n\
    load overload ADDRESS PID SECONDS PATH…\n\
    load slow ADDRESS PID CLIENTS";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else {
        return ExitCode::from(2);
    };
    match runtime.block_on(run(&arguments)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

type Failed = Box<dyn std::error::Error>;

async fn run(arguments: &[String]) -> Result<bool, Failed> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["begin", content, more] => {
            editions::Editions::begin(content.as_ref(), more.parse()?)?;
            Ok(true)
        }
        ["swaps", address, pid, content, token, swaps, rate] => {
            let address: SocketAddr = address.parse()?;
            let editions = editions::Editions::open(content.as_ref());
            let found = swaps::swaps(
                address,
                pid.parse()?,
                &editions,
                token,
                swaps.parse()?,
                64,
                rate.parse()?,
            )
            .await?;
            println!("{found}");
            Ok(found.holds())
        }
        ["overload", address, pid, seconds, ref paths @ ..] if !paths.is_empty() => {
            let paths: Vec<String> = paths.iter().map(|one| (*one).to_owned()).collect();
            overload::overload(address.parse()?, pid.parse()?, seconds.parse()?, &paths).await
        }
        ["slow", address, pid, clients] => {
            slow::slow(address.parse()?, pid.parse()?, clients.parse()?).await
        }
        _ => Err(USAGE.into()),
    }
}
