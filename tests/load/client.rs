//! A caller that keeps its connection: as little as it takes to ask and to be answered.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Longer than any answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// The head, with names in small letters.
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(one, _)| *one == name).map(|(_, value)| value)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// One connection, opened when it is needed.
#[derive(Debug)]
pub struct Caller {
    address: SocketAddr,
    stream: Option<TcpStream>,
    buffer: Vec<u8>,
    /// A connection that was closed by the other side while it lay still.
    pub reopened: u64,
}

impl Caller {
    pub fn new(address: SocketAddr) -> Self {
        Caller {
            address,
            stream: None,
            buffer: Vec::new(),
            reopened: 0,
        }
    }

    pub async fn get(&mut self, path: &str) -> io::Result<Answer> {
        self.ask(request("GET", path, "").as_bytes()).await
    }

    /// Sends a request and reads its answer. A connection that was closed while it lay still
    /// is opened again once, as every client does: the request was not read then.
    pub async fn ask(&mut self, request: &[u8]) -> io::Result<Answer> {
        let is_old = self.stream.is_some();
        let answer = tokio::time::timeout(PATIENCE, self.once(request)).await;
        let answer = answer.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()));
        match answer {
            Err(_) if is_old && self.buffer.is_empty() => {
                self.stream = None;
                self.reopened += 1;
                let answer = tokio::time::timeout(PATIENCE, self.once(request)).await;
                answer.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
            }
            Err(error) => {
                self.stream = None;
                Err(error)
            }
            answer => answer,
        }
    }

    async fn once(&mut self, request: &[u8]) -> io::Result<Answer> {
        self.buffer.clear();
        if self.stream.is_none() {
            let stream = TcpStream::connect(self.address).await?;
            stream.set_nodelay(true)?;
            self.stream = Some(stream);
        }
        let stream = self.stream.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        stream.write_all(request).await?;
        let head = loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                break end;
            }
            if stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        };
        let text = String::from_utf8_lossy(&self.buffer[..head]).to_lowercase();
        let status = text.get(9..12).and_then(|status| status.parse().ok());
        let mut answer = Answer {
            status: status.ok_or(io::ErrorKind::InvalidData)?,
            head: text,
            body: Vec::new(),
        };
        // The service says the length of all that is asked here.
        let length = answer.header("content-length");
        let length: usize = length.and_then(|one| one.parse().ok()).unwrap_or(0);
        while self.buffer.len() < head + 4 + length {
            if stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        answer.body = self.buffer[head + 4..head + 4 + length].to_vec();
        if answer.header("connection") == Some("close") {
            self.stream = None;
        }
        Ok(answer)
    }
}

pub fn request(method: &str, path: &str, headers: &str) -> String {
    format!("{method} {path} HTTP/1.1\r\nHost: help\r\n{headers}\r\n")
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes
        .windows(wanted.len())
        .position(|window| window == wanted)
}
