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
use std::time::Duration;

const USAGE: &str = "load begin CONTENT MORE\n\
    load swaps ADDRESS PID CONTENT TOKEN SWAPS RATE [open|mixed]\n\
    load overload ADDRESS PID SECONDS PATH…\n\
    load slow ADDRESS PID CLIENTS\n\
    load rate ADDRESS REQUESTS_A_SECOND CONNECTIONS SECONDS  # paths are read, one a line";

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
        [
            "swaps",
            address,
            pid,
            content,
            token,
            swaps,
            rate,
            ref fault @ ..,
        ] => {
            let address: SocketAddr = address.parse()?;
            let fault = match fault {
                [] => None,
                ["open"] => Some(editions::Fault::Open),
                ["mixed"] => Some(editions::Fault::Mixed),
                _ => return Err(USAGE.into()),
            };
            let editions = editions::Editions::with_fault(content.as_ref(), fault);
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
            if fault.is_some() {
                // A control: what is wrong has to be seen.
                match found.wrong.first() {
                    Some(wrong) => println!("seen {} times: {wrong}", found.wrong.len()),
                    None => println!("MISS nothing of the fault was seen"),
                }
                return Ok(!found.wrong.is_empty());
            }
            println!("{found}");
            let checks = [
                (
                    found.holds(),
                    "nobody fails, and no answer is of two editions",
                ),
                (
                    found.is_gone_in_time(),
                    "what became stricter is gone within a second",
                ),
                (found.is_flat(), "memory stays"),
            ];
            for (_, words) in checks.iter().filter(|(holds, _)| !holds) {
                println!("MISS {words}");
            }
            Ok(checks.iter().all(|(holds, _)| *holds))
        }
        ["overload", address, pid, seconds, ref paths @ ..] if !paths.is_empty() => {
            let paths: Vec<String> = paths.iter().map(|one| (*one).to_owned()).collect();
            overload::overload(address.parse()?, pid.parse()?, seconds.parse()?, &paths).await
        }
        ["slow", address, pid, clients] => {
            slow::slow(address.parse()?, pid.parse()?, clients.parse()?).await
        }
        ["rate", address, rate, connections, seconds] => {
            let paths = std::io::read_to_string(std::io::stdin())?;
            let paths: Vec<String> = paths.lines().map(str::to_owned).collect();
            if paths.is_empty() {
                return Err(USAGE.into());
            }
            let (connections, seconds) = (connections.parse()?, seconds.parse()?);
            let time = Duration::from_secs(seconds);
            let mut asked =
                asking::at_rate(address.parse()?, &paths, connections, rate.parse()?, time).await;
            println!("{}", asked.json());
            Ok(true)
        }
        _ => Err(USAGE.into()),
    }
}
