//! Names that people and attackers give.

use super::*;
use crate::attachments::name::{cleaned, disposition};

#[test]
fn names_lose_what_means_something_to_a_system() {
    let cases = [
        ("Factura 12.pdf", "Factura 12.pdf"),
        ("año.PDF", "año.PDF"),
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\x.pdf", "x.pdf"),
        ("C:\\Users\\ana\\a.pdf", "a.pdf"),
        ("a\0.pdf", "a.pdf"),
        ("a\r\nSet-Cookie: x=1", "aSet-Cookie_ x=1.pdf"),
        ("a\"; filename=\"b.html", "a__ filename=_b.html.pdf"),
        ("\u{202e}fdp.exe", "fdp.exe.pdf"),
        ("con", "_con.pdf"),
        ("NUL.pdf", "_NUL.pdf"),
        ("com1.pdf", "_com1.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("..", "file.pdf"),
        ("", "file.pdf"),
        ("  ", "file.pdf"),
        ("a   b\t.pdf", "a b.pdf"),
        ("a.pdf.", "a.pdf"),
        ("a.pdf/", "file.pdf"),
    ];
    for (given, wanted) in cases {
        assert_eq!(cleaned(given, Kind::Pdf), wanted, "{given:?}");
    }
}

#[test]
fn long_names_keep_their_ending() {
    let name = cleaned(&format!("{}.pdf", "ñ".repeat(500)), Kind::Pdf);
    assert_eq!(name.chars().count(), 120);
    assert!(name.ends_with("ñ.pdf"), "{name}");
    let dots = cleaned(&".a".repeat(500), Kind::Pdf);
    assert!(
        dots.chars().count() <= 120 && dots.ends_with(".pdf"),
        "{dots}"
    );
}

#[test]
fn a_header_says_the_name_to_old_and_new_browsers() {
    assert_eq!(
        disposition("año \u{1f4a1} 1%.pdf", false),
        "attachment; filename=\"a_o _ 1_.pdf\"; filename*=UTF-8''a%C3%B1o%20%F0%9F%92%A1%201%25.pdf"
    );
    assert!(disposition("a.png", true).starts_with("inline; "));
}

proptest::proptest! {
    #[test]
    fn any_name_is_one_short_part_of_a_path(given in proptest::prelude::any::<String>()) {
        let name = cleaned(&given, Kind::Text);
        proptest::prop_assert!((1..=120).contains(&name.chars().count()), "{:?}", name);
        proptest::prop_assert!(!name.contains(['/', '\\', '"', '\0', '\r', '\n', ':']));
        proptest::prop_assert!(!name.starts_with('.') && !name.ends_with(['.', ' ']));
        // What is clean stays as it is.
        proptest::prop_assert_eq!(cleaned(&name, Kind::Text), name.clone());
        let said = disposition(&name, false);
        proptest::prop_assert!(said.is_ascii() && said.matches('"').count() == 2, "{}", said);
    }
}
