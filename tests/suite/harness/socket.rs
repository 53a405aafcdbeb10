//! The service behind a real socket, and callers that write bytes.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use super::{HelpCenter, Service};

/// A service that listens.
pub struct Listening {
    pub service: Service,
    pub address: SocketAddr,
}

/// A test fails instead of waiting for an answer that never comes.
const PATIENCE: Duration = Duration::from_secs(60);

impl Listening {
    pub fn start(help: &HelpCenter) -> Self {
        let service = help.serve();
        let address = service.listen();
        Listening { service, address }
    }

    /// Everything that is answered to a caller that sends `request` and then no more.
    pub fn ask(&self, request: &[u8]) -> String {
        let mut stream = self.connect();
        // The service may close before it has read everything.
        let _ = stream.write_all(request);
        let _ = stream.shutdown(Shutdown::Write);
        read(stream)
    }

    /// Everything that is answered to a caller that could still send more.
    pub fn ask_open(&self, request: &[u8]) -> String {
        let mut stream = self.connect();
        stream.write_all(request).expect("a request");
        read(stream)
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream
    }
}

pub fn read(mut stream: TcpStream) -> String {
    let mut answer = Vec::new();
    let mut part = [0; 16 * 1024];
    loop {
        match stream.read(&mut part) {
            Ok(0) => break,
            Ok(length) => answer.extend_from_slice(&part[..length]),
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                panic!("no end of the answer: {}", String::from_utf8_lossy(&answer));
            }
            // Closed hard, behind what was answered.
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&answer).into_owned()
}
