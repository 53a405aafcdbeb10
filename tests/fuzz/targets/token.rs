//! Any text as a token, and a good token with bytes changed: only the good one is good.

use std::sync::LazyLock;

use ayuda::config::Config;
use ayuda::gate::Viewer;
use ayuda::identity::{Identity, Tokens};
use jiff::Timestamp;

/// Public keys of RFC 7515 (A.3) and RFC 8037 (A.2): nobody here can sign with them.
const KEYS: &str = r#"{"keys":[
{"kty":"EC","crv":"P-256","alg":"ES256","kid":"a","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},
{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","kid":"b","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;

struct Doors {
    secret: Tokens,
    public: Tokens,
    good: String,
    now: Timestamp,
    _folder: tempfile::TempDir,
}

static DOORS: LazyLock<Doors> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a folder");
    let mut config = Config {
        root: folder.path().to_owned(),
        ..Config::default()
    };
    config.service.data = folder.path().to_owned();
    let secret = Tokens::load(&config).expect("a key");
    std::fs::write(folder.path().join("keys.json"), KEYS).expect("keys");
    config.identity.jwks = Some("keys.json".into());
    let public = Tokens::load(&config).expect("keys");
    let now = Timestamp::from_second(1_700_000_000).expect("a time");
    let viewer = Viewer::from_who("internal:admin").expect("a viewer");
    let good = secret.sign(&Identity::new("u-1", viewer), now);
    Doors {
        secret,
        public,
        good: good.expect("a token"),
        now,
        _folder: folder,
    }
});

pub fn run(bytes: &[u8]) {
    let doors = &*DOORS;
    let token = match bytes.split_first() {
        Some((b'~', changes)) => {
            let mut token = doors.good.clone().into_bytes();
            for change in changes.chunks_exact(3) {
                let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % token.len();
                token[at] = change[2];
            }
            String::from_utf8_lossy(&token).into_owned()
        }
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    assert!(doors.public.verify(&token, doors.now).is_err());
    let taken = doors.secret.verify(&token, doors.now).is_ok();
    assert_eq!(taken, token == doors.good, "{token}");
    assert!(doors.secret.resume_session(&token, doors.now).is_err());
}
