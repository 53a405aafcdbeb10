//! Keys of tokens, through the settings and the real binary.

use std::path::Path;

use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use p256::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding};

use crate::commands::{run, said};
use crate::harness::HelpCenter;

const WHO: [&str; 3] = ["token", "--as", "customer:pm"];

fn help(settings: &str) -> HelpCenter {
    let help = HelpCenter::new().file(
        "en/closed.md",
        "---\nid: KB-000001\ntitle: Closed\nvisibility: customer\n---\nText.\n",
    );
    std::fs::write(help.path("ayuda.toml"), settings).expect("the settings");
    let key = p256::SecretKey::from_slice(&[7; 32]).expect("a key");
    let private = key.to_pkcs8_pem(LineEnding::LF).expect("PEM");
    std::fs::write(help.path("private.pem"), private.as_bytes()).expect("a key");
    let public = key.public_key().to_public_key_pem(LineEnding::LF);
    std::fs::write(help.path("public.pem"), public.expect("PEM")).expect("a key");
    help
}

/// The exit code, and what is said on stderr.
fn fate(help: &HelpCenter, arguments: &[&str]) -> String {
    let output = run(&help.path("."), arguments);
    let code = output.status.code().expect("a code");
    format!("{code}: {}", said(&output).trim())
}

#[test]
fn what_the_private_key_signs_the_public_key_checks() {
    let host = help("[identity]\nalgorithm = \"ES256\"\nkey_file = \"private.pem\"\n");
    let token = run(&host.path("."), &["token", "--as", "customer"]);
    let token = String::from_utf8(token.stdout).expect("a token");
    let house = help("[identity]\nalgorithm = \"ES256\"\nkey_file = \"public.pem\"\n");
    // The clock of this service stands still, so that the token is from its future.
    let service = house.serve();
    let answer = service
        .with_token(token.trim())
        .get("/api/v1/support/kb/articles");
    assert_eq!(answer.status, 401);
    let tokens = ayuda::identity::Tokens::load(&house.config()).expect("a key");
    let now = ayuda::storage::Clock::System.now();
    assert!(tokens.verify(token.trim(), now).is_ok());
    insta::assert_snapshot!(fate(&house, &WHO), @"2: error: there is no private key here to sign with: the settings name public keys alone; hint: let the host app sign, or name its private key for this command with AYUDA_IDENTITY__KEY_FILE");
    // Cookies and voters' names come from a secret of our own, which signs no tokens.
    assert!(house.path("data/token.key").exists());
    let other = help("");
    std::fs::copy(house.path("data/token.key"), {
        std::fs::create_dir_all(other.path("data")).expect("a folder");
        other.path("data/token.key")
    })
    .expect("the secret");
    let forged = run(&other.path("."), &WHO).stdout;
    let forged = String::from_utf8(forged).expect("a token");
    let verified = tokens.verify(forged.trim(), now);
    assert_eq!(verified, Err(ayuda::identity::TokenError::Algorithm));
}

#[test]
fn settings_that_do_not_say_which_key_to_trust_trust_none() {
    for settings in [
        "[identity]\nalgorithm = \"ES256\"\n",
        "[identity]\nalgorithm = \"none\"\n",
        "[identity]\nalgorithm = \"ES256\"\njwks = \"keys.json\"\n",
    ] {
        let help = help(settings);
        assert_eq!(
            fate(&help, &WHO),
            "2: error: the settings of `[identity]` do not say which key to trust; hint: `ayuda check` shows what is wrong",
            "{settings}"
        );
        assert!(
            fate(&help, &["check", "--quiet"]).starts_with("1: "),
            "{settings}"
        );
        let said = fate(&help, &["serve", "--listen", "127.0.0.1:0"]);
        assert!(
            said.starts_with("2: ") && said.contains("which key to trust"),
            "{said}"
        );
    }
}

#[test]
fn beside_a_key_set_a_private_key_signs_under_its_name() {
    let help = help("[identity]\njwks = \"keys.json\"\nkey_file = \"private.pem\"\n");
    write_set(&help.path("keys.json"), 7);
    let token = run(&help.path("."), &WHO).stdout;
    let token = String::from_utf8(token).expect("a token");
    let tokens = ayuda::identity::Tokens::load(&help.config()).expect("keys");
    let now = ayuda::storage::Clock::System.now();
    assert!(tokens.verify(token.trim(), now).is_ok());
    write_set(&help.path("keys.json"), 8);
    let said = fate(&help, &WHO).replace(&help.path("").display().to_string(), "");
    insta::assert_snapshot!(said, @"2: error: the private key `./private.pem` belongs to no key of the set `./keys.json`; hint: add its public half to the set, or leave `identity.key_file` out");
}

fn write_set(path: &Path, seed: u8) {
    use base64::Engine as _;
    let key = p256::SecretKey::from_slice(&[seed; 32]).expect("a key");
    let point = key.public_key().to_encoded_point(false);
    let text = |bytes: Option<&p256::FieldBytes>| {
        base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(bytes.expect("a coordinate"))
    };
    let set = serde_json::json!({"keys": [
        {"kty": "EC", "crv": "P-256", "kid": "of-this-year", "x": text(point.x()), "y": text(point.y())},
    ]});
    std::fs::write(path, set.to_string()).expect("a set");
}
