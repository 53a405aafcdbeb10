//! What was answered, and how long it took.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

/// Answers of some seconds, by kind.
#[derive(Debug, Default)]
pub struct Measured {
    pub accepted: Vec<Duration>,
    pub refused: Vec<Duration>,
    /// Answers that nobody should get, and connections that broke, by what they were.
    pub failed: BTreeMap<String, u64>,
    pub seconds: f64,
}

impl Measured {
    pub fn add(&mut self, answer: &std::io::Result<crate::client::Answer>, took: Duration) {
        match answer {
            // Whether something should be there, others look at.
            Ok(answer) if (200..400).contains(&answer.status) || answer.status == 404 => {
                self.accepted.push(took);
            }
            Ok(answer) if answer.status == 503 && answer.header("retry-after").is_some() => {
                self.refused.push(took);
            }
            Ok(answer) => *self.failed.entry(answer.status.to_string()).or_default() += 1,
            Err(error) => *self.failed.entry(error.kind().to_string()).or_default() += 1,
        }
    }

    pub fn join(&mut self, other: Measured) {
        self.accepted.extend(other.accepted);
        self.refused.extend(other.refused);
        for (name, count) in other.failed {
            *self.failed.entry(name).or_default() += count;
        }
    }

    pub fn rate(&self) -> f64 {
        self.accepted.len() as f64 / self.seconds
    }

    pub fn p99(&mut self) -> Duration {
        percentile(&mut self.accepted, 99.0)
    }

    pub fn refused_p99(&mut self) -> Duration {
        percentile(&mut self.refused, 99.0)
    }

    /// For programs: how much was answered and refused in a second, and within how many
    /// milliseconds what was answered.
    pub fn json(&mut self) -> String {
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        format!(
            r#"{{"per second": {:.0}, "refused": {:.0}, "failed": {}, "p50 ms": {:.2}, "p99 ms": {:.2}}}"#,
            self.rate(),
            self.refused.len() as f64 / self.seconds,
            self.failures(),
            ms(percentile(&mut self.accepted, 50.0)),
            ms(self.p99()),
        )
    }

    pub fn failures(&self) -> u64 {
        self.failed.values().sum()
    }
}

pub fn percentile(times: &mut [Duration], percent: f64) -> Duration {
    times.sort_unstable();
    let at = (times.len() as f64 * percent / 100.0).ceil() as usize;
    times.get(at.saturating_sub(1)).copied().unwrap_or_default()
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut accepted, mut refused) = (self.accepted.clone(), self.refused.clone());
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        write!(
            f,
            "{:.0}/s answered (p50 {:.2} ms, p99 {:.2} ms, worst {:.1} ms)",
            self.rate(),
            ms(percentile(&mut accepted, 50.0)),
            ms(percentile(&mut accepted, 99.0)),
            ms(percentile(&mut accepted, 100.0)),
        )?;
        if !refused.is_empty() {
            write!(
                f,
                ", {:.0}/s refused (p50 {:.2} ms, p99 {:.2} ms, worst {:.1} ms)",
                refused.len() as f64 / self.seconds,
                ms(percentile(&mut refused, 50.0)),
                ms(percentile(&mut refused, 99.0)),
                ms(percentile(&mut refused, 100.0)),
            )?;
        }
        for (name, count) in &self.failed {
            write!(f, ", {count} failed: {name}")?;
        }
        Ok(())
    }
}
