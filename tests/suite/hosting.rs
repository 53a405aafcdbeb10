//! The public folder as hosts of files serve it.

use std::io::Read as _;

use crate::commands::{run, said};
use crate::harness::HelpCenter;

#[test]
fn build_puts_packed_files_beside_texts_that_get_smaller() {
    let help = HelpCenter::new()
        .file(
            "en/a.md",
            format!(
                "---\ntitle: A\nid: KB-1\n---\n{}\n![P](p.png)\n",
                "Apples. ".repeat(200)
            ),
        )
        .file("en/p.png", crate::harness::dot("p"));
    let built = |name: &str, arguments: &[&str]| {
        let mut all = vec!["--quiet", "build", "--out", name];
        all.extend(arguments);
        let output = run(&help.path("."), &all);
        assert!(output.status.success(), "{}", said(&output));
        let folder = help.path(name);
        let files = walkdir::WalkDir::new(&folder)
            .into_iter()
            .map(|one| one.expect("an entry"));
        let files = files.filter(|one| one.file_type().is_file());
        let read = files.map(|one| {
            let name = one.path().strip_prefix(&folder).expect("below").to_owned();
            (
                name.display().to_string(),
                std::fs::read(one.path()).expect("a file"),
            )
        });
        read.collect::<std::collections::BTreeMap<_, _>>()
    };
    // Whoever packs has pictures for sharing too.
    let plain = built("plain", &["--og"]);
    let packed = built("packed", &["--compress"]);
    assert_eq!(
        packed,
        built("again", &["--compress"]),
        "the same bytes each time"
    );
    for (name, bytes) in &plain {
        assert_eq!(packed[name], *bytes, "{name}");
    }
    let mut seen = 0;
    for (name, bytes) in packed.iter().filter(|(name, _)| !plain.contains_key(*name)) {
        let (of, ending) = name.rsplit_once('.').expect("an ending");
        let whole = &plain[of];
        assert!(bytes.len() * 100 <= whole.len() * 95, "{name}");
        let back = match ending {
            "br" => ayuda::packing::unpacked_brotli(bytes, 1 << 24).expect("brotli"),
            "gz" => {
                let mut back = Vec::new();
                let mut reader = flate2::read::GzDecoder::new(&bytes[..]);
                reader.read_to_end(&mut back).expect("gzip");
                back
            }
            other => panic!("{other}"),
        };
        assert_eq!(back, *whole, "{name}");
        seen += 1;
    }
    assert!(seen > 20, "{seen}");
    for wanted in [
        "en/a/index.html.br",
        "en/a/index.html.gz",
        "en/a.md.br",
        "sitemap.xml.gz",
    ] {
        assert!(packed.contains_key(wanted), "{wanted}");
    }
    let odd =
        |name: &&String| name.contains(".png.") || name.starts_with('_') && name.contains(".br");
    assert_eq!(packed.keys().find(odd), None);
}

#[test]
fn files_for_hosts_name_old_addresses_in_one_hop_and_what_is_gone() {
    let help = HelpCenter::new()
        .settings("base_url = \"https://example.com/help\"\n")
        .file(
            "en/a.md",
            "---\ntitle: A\nid: KB-1\naliases: [/old/, /en/older, /old.html]\n---\nText.\n",
        )
        .file("en/gone.md", "---\ntitle: G\nstatus: archived\n---\nx\n")
        .file(
            "en/moved.md",
            "---\ntitle: M\nstatus: archived\nreplaced_by: KB-1\n---\nx\n",
        )
        // Gone for the public, where what took its place is not for it.
        .file(
            "en/closed.md",
            "---\ntitle: C\nid: KB-2\nvisibility: customer\naliases: [/secret/]\n---\nx\n",
        )
        .file(
            "en/shut.md",
            "---\ntitle: S\nstatus: archived\nreplaced_by: KB-2\n---\nx\n",
        )
        .file(
            "en/own.md",
            "---\ntitle: O\nstatus: archived\nvisibility: customer\n---\nx\n",
        );
    let nginx = help.page("/help/_nginx.conf");
    let rules: Vec<&str> = nginx
        .lines()
        .filter(|line| line.starts_with("location = "))
        .collect();
    insta::assert_snapshot!(rules.join("\n"), @r#"
    location = "/help/.ayuda" { return 404; }
    location = "/help/_headers" { return 404; }
    location = "/help/_redirects" { return 404; }
    location = "/help/_nginx.conf" { return 404; }
    location = "/help/en/gone" { error_page 410 "/help/en/410.html"; return 410; }
    location = "/help/en/gone/" { error_page 410 "/help/en/410.html"; return 410; }
    location = "/help/en/moved" { return 301 "/help/en/a/"; }
    location = "/help/en/moved/" { return 301 "/help/en/a/"; }
    location = "/help/en/older" { return 301 "/help/en/a/"; }
    location = "/help/en/older/" { return 301 "/help/en/a/"; }
    location = "/help/en/shut" { error_page 410 "/help/en/410.html"; return 410; }
    location = "/help/en/shut/" { error_page 410 "/help/en/410.html"; return 410; }
    location = "/help/old" { return 301 "/help/en/a/"; }
    location = "/help/old.html" { return 301 "/help/en/a/"; }
    location = "/help/old/" { return 301 "/help/en/a/"; }
    "#);
    let others = nginx
        .lines()
        .filter(|line| line.contains("error_page 404") || line.starts_with("location ^~"));
    insta::assert_snapshot!(others.collect::<Vec<_>>().join("\n"), @r#"
    location ^~ "/help/assets/" {
    location ^~ "/help/media/" {
    error_page 404 "/help/404.html";
    location "/help/en/" { error_page 404 "/help/en/404.html"; }
    location "/help/es/" { error_page 404 "/help/es/404.html"; }
    "#);
    insta::assert_snapshot!(help.page("/help/_headers"), @"
    /help/*
      x-content-type-options: nosniff
      referrer-policy: strict-origin-when-cross-origin
      cross-origin-opener-policy: same-origin
      permissions-policy: accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=()
      content-security-policy: default-src 'none'; img-src 'self' data:; media-src 'self' https:; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'; frame-src https://www.youtube-nocookie.com https://player.vimeo.com

    /help/assets/*
      cache-control: public, max-age=31536000, immutable

    /help/media/*
      cache-control: public, max-age=31536000, immutable
    ");
    insta::assert_snapshot!(help.page("/help/_redirects"), @"
    /help/en/moved/ /help/en/a/ 301
    /help/en/older/ /help/en/a/ 301
    /help/old.html /help/en/a/ 301
    /help/old/ /help/en/a/ 301
    ");
    // The page for servers that only know files is of one hop too.
    let page = help.page("/help/en/moved/");
    assert!(
        page.contains("<link rel=\"canonical\" href=\"https://example.com/help/en/a/\">"),
        "{page}"
    );
    assert!(page.contains("url=/help/en/a/"), "{page}");
}

#[test]
fn an_old_address_that_is_the_file_of_a_page_takes_no_page_away() {
    let help = HelpCenter::new()
        .file("en/_index.md", "---\ntitle: Help\nvisibility: public\n---\n")
        .file(
            "en/x.md",
            "---\ntitle: Kept\naliases: [\"/en/x/index.html\", \"/en/index.html\", \"/index.html\", \"/en/x/index.html.gz\", \
             \"/_headers\", \"/_redirects/\", \"/old.html\", \"/old.html/print/\", \"/fine.html\"]\n---\nText.\n",
        );
    let built = crate::commands::run(&help.path("."), &["build", "--out", "public"]);
    assert_eq!(
        built.status.code(),
        Some(0),
        "{}",
        crate::commands::said(&built)
    );
    let read = |name: &str| std::fs::read_to_string(help.path("public").join(name)).expect(name);
    assert!(read("en/x/index.html").contains("<h1>Kept</h1>"));
    assert!(read("en/index.html").contains("<h1>Help</h1>"));
    assert!(read("index.html").contains("<h1>Help</h1>"));
    assert!(read("_headers").contains("/assets/*"));
    assert_eq!(
        read("_redirects"),
        "/fine.html /en/x/ 301\n/old.html /en/x/ 301\n"
    );
    assert!(!read("_nginx.conf").contains("index.html"));
    // The service leads on from there all the same.
    let service = help.serve();
    for old in ["/en/x/index.html", "/old.html/print/", "/fine.html"] {
        let answer = service.anonymous().get(old);
        assert_eq!(answer.status.as_u16(), 301, "{old}");
        assert_eq!(answer.header("location"), "/en/x/", "{old}");
    }
    // What would be a wildcard or a drive elsewhere is no address.
    let odd = HelpCenter::new().file(
        "en/x.md",
        "---\ntitle: X\naliases: [\"/*\", \"/a:b/\"]\n---\nText.\n",
    );
    assert_eq!(
        odd.diagnostics().matches("bad-alias").count(),
        2,
        "{}",
        odd.diagnostics()
    );
}

#[test]
fn an_address_has_one_way_to_be_written() {
    let help = HelpCenter::new().file("en/a/evil.md", "---\ntitle: X\n---\nText.\n");
    let service = help.serve();
    let status = |path: &str| service.anonymous().get(path).status.as_u16();
    assert_eq!(status("/en/a/evil/"), 200);
    for other in ["/en/a%2Fevil/", "/%65n/a/evil/", "/en/a/%65vil/"] {
        assert_eq!(status(other), 404, "{other}");
    }
}
