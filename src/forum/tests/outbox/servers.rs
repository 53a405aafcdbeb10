//! A mail server and a receiver of webhooks, on this machine.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What was taken: envelope and letter.
#[derive(Clone, Debug, PartialEq)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    pub data: String,
}

/// A server that speaks SMTP (RFC 5321).
#[derive(Clone, Debug)]
pub struct MailServer {
    pub port: u16,
    taken: Arc<Mutex<Vec<Taken>>>,
    /// What it answers to `RCPT`: 250 for whoever it knows.
    answer: Arc<AtomicU16>,
}

impl MailServer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server = MailServer {
            port: listener.local_addr().expect("an address").port(),
            taken: Arc::default(),
            answer: Arc::new(AtomicU16::new(250)),
        };
        let serving = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                tokio::spawn(async move { serving.speak(stream).await });
            }
        });
        server
    }

    pub fn answers(&self, code: u16) {
        self.answer.store(code, Ordering::Relaxed);
    }

    /// What came since this was last asked.
    pub fn taken(&self) -> Vec<Taken> {
        std::mem::take(&mut *self.taken.lock().expect("no panic"))
    }

    async fn speak(&self, stream: TcpStream) -> Option<()> {
        let (reader, mut writer) = stream.into_split();
        let mut reader = BufReader::new(reader);
        let mut letter = (String::new(), Vec::new());
        writer.write_all(b"220 mail.test ready\r\n").await.ok()?;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            let word = line.trim_end().to_uppercase();
            let answer = match word.split([' ', ':']).next().unwrap_or_default() {
                "EHLO" => "250-mail.test\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n".to_owned(),
                "HELO" | "NOOP" => "250 fine\r\n".to_owned(),
                "MAIL" => {
                    letter = (between(&line), Vec::new());
                    "250 fine\r\n".to_owned()
                }
                "RCPT" => {
                    let code = self.answer.load(Ordering::Relaxed);
                    if code == 250 {
                        letter.1.push(between(&line));
                    }
                    format!("{code} as told\r\n")
                }
                "DATA" => {
                    writer.write_all(b"354 go on\r\n").await.ok()?;
                    let mut data = String::new();
                    loop {
                        let mut line = String::new();
                        reader.read_line(&mut line).await.ok()?;
                        if line == ".\r\n" {
                            break;
                        }
                        data.push_str(line.strip_prefix('.').unwrap_or(&line));
                    }
                    let (from, to) = std::mem::take(&mut letter);
                    let taken = Taken { from, to, data };
                    self.taken.lock().expect("no panic").push(taken);
                    "250 taken\r\n".to_owned()
                }
                "RSET" => "250 fine\r\n".to_owned(),
                "QUIT" => {
                    writer.write_all(b"221 bye\r\n").await.ok()?;
                    return Some(());
                }
                _ => "502 not known\r\n".to_owned(),
            };
            writer.write_all(answer.as_bytes()).await.ok()?;
        }
    }
}

fn between(line: &str) -> String {
    let start = line.find('<').map_or(0, |at| at + 1);
    let end = line.find('>').unwrap_or(line.len());
    line[start..end].to_owned()
}

/// A request as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Called {
    pub target: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

/// What a program that is told of the forum would be.
#[derive(Clone, Debug)]
pub struct Receiver {
    pub port: u16,
    called: Arc<Mutex<Vec<Called>>>,
    /// 0: takes the request, and never answers.
    status: Arc<AtomicU16>,
}

impl Receiver {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let receiver = Receiver {
            port: listener.local_addr().expect("an address").port(),
            called: Arc::default(),
            status: Arc::new(AtomicU16::new(204)),
        };
        let serving = receiver.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let serving = serving.clone();
                tokio::spawn(async move { serving.answer(stream).await });
            }
        });
        receiver
    }

    pub fn answers(&self, status: u16) {
        self.status.store(status, Ordering::Relaxed);
    }

    /// What came since this was last asked.
    pub fn called(&self) -> Vec<Called> {
        std::mem::take(&mut *self.called.lock().expect("no panic"))
    }

    async fn answer(&self, stream: TcpStream) -> Option<()> {
        let mut stream = BufReader::new(stream);
        let mut first = String::new();
        stream.read_line(&mut first).await.ok()?;
        let mut headers = BTreeMap::new();
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).await.ok()?;
            let Some((name, value)) = line.trim_end().split_once(": ") else {
                break;
            };
            headers.insert(name.to_lowercase(), value.to_owned());
        }
        let length = headers.get("content-length")?.parse().ok()?;
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.ok()?;
        self.called.lock().expect("no panic").push(Called {
            target: first.split(' ').nth(1)?.to_owned(),
            headers,
            body: String::from_utf8(body).expect("UTF-8"),
        });
        let status = self.status.load(Ordering::Relaxed);
        if status == 0 {
            std::future::pending::<()>().await;
        }
        let answer = format!(
            "HTTP/1.1 {status} As told\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n"
        );
        stream.write_all(answer.as_bytes()).await.ok()
    }
}
