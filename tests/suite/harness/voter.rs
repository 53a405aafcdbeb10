//! A reader with one connection, who votes and notes what was acknowledged.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

pub struct Voter {
    stream: BufReader<TcpStream>,
}

impl Voter {
    pub fn connect(address: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        stream.set_nodelay(true)?;
        Ok(Voter {
            stream: BufReader::new(stream),
        })
    }

    /// The vote of somebody new; returns status and body.
    pub fn vote(&mut self, article: &str, comment: &str) -> io::Result<(u16, String)> {
        let body = format!("{{\"helpful\":true,\"comment\":\"{comment}\"}}");
        let path = format!("/api/v1/support/kb/articles/{article}/feedback");
        let head = format!(
            "Content-Type: application/json\r\nContent-Length: {}",
            body.len()
        );
        self.ask(&format!(
            "POST {path} HTTP/1.1\r\nHost: a\r\n{head}\r\n\r\n{body}"
        ))
    }

    /// Sends JSON as whoever the token names.
    pub fn put(&mut self, path: &str, token: &str) -> io::Result<(u16, String)> {
        let head = format!("Authorization: Bearer {token}\r\nContent-Length: 0");
        self.ask(&format!("PUT {path} HTTP/1.1\r\nHost: a\r\n{head}\r\n\r\n"))
    }

    pub fn post(&mut self, path: &str, token: &str, body: &str) -> io::Result<(u16, String)> {
        let length = body.len();
        let head = format!(
            "Authorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {length}"
        );
        self.ask(&format!(
            "POST {path} HTTP/1.1\r\nHost: a\r\n{head}\r\n\r\n{body}"
        ))
    }

    pub fn get(&mut self, path: &str) -> io::Result<(u16, String)> {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n"))
    }

    fn ask(&mut self, request: &str) -> io::Result<(u16, String)> {
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let broken = || io::Error::from(io::ErrorKind::UnexpectedEof);
        let status = line.split(' ').nth(1).and_then(|word| word.parse().ok());
        let status = status.ok_or_else(broken)?;
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            if line.trim().is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').ok_or_else(broken)?;
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().map_err(|_| broken())?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok((status, String::from_utf8_lossy(&body).into_owned()))
    }
}
