//! Pictures: sizes, variants, drawings, films, and what is wrong with a file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{Delay, Frame, ImageFormat, ImageReader, RgbaImage};

use crate::commands::{run, said};
use crate::harness::{HelpCenter, dot, photo};

/// The text of a page, with each picture named by what its file really is.
fn named(html: &str, files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut parts = html.split("/media/");
    let mut out = parts.next().expect("a start").to_owned();
    for part in parts {
        let end = part.find(['"', ' ']).expect("an end");
        let bytes = &files[&format!("/media/{}", &part[..end])];
        let reader = ImageReader::new(Cursor::new(bytes));
        let reader = reader.with_guessed_format().expect("bytes");
        let kind = reader
            .format()
            .map_or("other", |one| one.extensions_str()[0]);
        match reader.into_dimensions() {
            Ok((width, height)) => out.push_str(&format!("[{kind} {width}x{height}]")),
            Err(_) => out.push_str(&format!("[{kind}]")),
        }
        out.push_str(&part[end..]);
    }
    out
}

/// What stands between the two, without them.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).expect(start);
    rest.split_once(end).expect(end).0
}

fn prose(help: &HelpCenter, path: &str) -> String {
    let files = help.public();
    let page = String::from_utf8(files[path].clone()).expect("UTF-8");
    let html = between(&page, "<div class=\"prose\"", "<footer");
    let html = html.split_once('>').expect("its attributes").1.to_owned();
    let html = html.trim().trim_end_matches("</div>").trim().to_owned();
    named(&html, &files)
}

#[test]
fn a_picture_comes_in_the_sizes_that_screens_need() {
    let help = HelpCenter::new()
        .file("en/wide.png", photo(ImageFormat::Png, 2000, 30, "wide"))
        .file("en/photo.jpg", photo(ImageFormat::Jpeg, 600, 40, "photo"))
        .file("en/own.webp", photo(ImageFormat::WebP, 1000, 20, "own"))
        .file(
            "en/a.md",
            "---\ntitle: A\n---\n![Wide](wide.png)\n\n![Photo](photo.jpg)\n\n![Own](own.webp)\n\n\
            :::annotated photo.jpg \"Spots\"\n1. `10,20` One\n2. `50,60` Two\n:::\n",
        );
    assert_eq!(help.diagnostics(), "");
    insta::assert_snapshot!(prose(&help, "/en/a/"), @r#"
    <p><picture><source type="image/webp" srcset="[webp 480x7] 480w, [webp 960x14] 960w, [webp 1600x24] 1600w" sizes="(max-width: 704px) 100vw, 704px"><img src="[png 2000x30]" alt="Wide" width="2000" height="30" decoding="async"></picture></p>
    <p><picture><source type="image/webp" srcset="[webp 480x32] 480w, [webp 600x40] 600w" sizes="(max-width: 600px) 100vw, 600px"><img src="[jpg 600x40]" alt="Photo" width="600" height="40" loading="lazy" decoding="async"></picture></p>
    <p><picture><source type="image/webp" srcset="[webp 480x9] 480w, [webp 1000x20] 1000w" sizes="(max-width: 704px) 100vw, 704px"><img src="[webp 1000x20]" alt="Own" width="1000" height="20" loading="lazy" decoding="async"></picture></p>
    <figure class="annotated">
    <div class="annotated-picture"><picture><source type="image/webp" srcset="[webp 480x32] 480w, [webp 600x40] 600w" sizes="(max-width: 600px) 100vw, 600px"><img src="[jpg 600x40]" alt="Spots" width="600" height="40" loading="lazy" decoding="async"></picture><svg class="spots" width="100%" height="100%" aria-hidden="true"><circle cx="10%" cy="20%" r="12"/><text x="10%" y="20%" text-anchor="middle" dominant-baseline="central">1</text><circle cx="50%" cy="60%" r="12"/><text x="50%" y="60%" text-anchor="middle" dominant-baseline="central">2</text></svg></div>
    <ol>
    <li> One</li>
    <li> Two</li>
    </ol>
    </figure>
    "#);
    // The twin and machines get the original.
    let files = help.public();
    let twin = String::from_utf8(files["/en/a.md"].clone()).expect("UTF-8");
    assert!(!twin.contains("srcset"), "{twin}");
}

#[test]
fn what_is_small_or_moves_stays_as_it_is() {
    let mut moving = Vec::new();
    let mut encoder = GifEncoder::new(&mut moving);
    for shade in [0, 200] {
        let pixels = RgbaImage::from_pixel(900, 4, image::Rgba([shade, 0, 0, 255]));
        let frame = Frame::from_parts(pixels, 0, 0, Delay::from_numer_denom_ms(90, 1));
        encoder.encode_frame(frame).expect("a frame");
    }
    drop(encoder);
    let help = HelpCenter::new()
        .file("en/moving.gif", moving)
        .file("en/dot.png", dot(""))
        .file(
            "en/a.md",
            "---\ntitle: A\n---\n![Dot](dot.png)\n![Moving](moving.gif)\n",
        );
    assert_eq!(help.diagnostics(), "");
    insta::assert_snapshot!(prose(&help, "/en/a/"), @r#"
    <p><img src="[png 1x1]" alt="Dot" width="1" height="1" decoding="async">
    <img src="[gif 900x4]" alt="Moving" width="900" height="4" loading="lazy" decoding="async"></p>
    "#);
}

#[test]
fn a_build_without_changes_works_on_no_picture() {
    let help = HelpCenter::new()
        .file("en/a.png", photo(ImageFormat::Png, 900, 20, "a"))
        .file("en/a.md", "---\ntitle: A\n---\n![A](a.png)\n");
    let sizes = |help: &HelpCenter| help.page("/en/a/").matches(".webp").count();
    let first = help.public();
    assert_eq!(help.public(), first);
    let kept = || -> Vec<_> {
        let folder = fs::read_dir(help.path("index/built/pictures")).expect("a cache");
        folder.map(|one| one.expect("an entry").path()).collect()
    };
    let [file] = &kept()[..] else {
        panic!("one entry of one picture: {:?}", kept());
    };
    assert_eq!(sizes(&help), 2);
    // What the cache says is believed: here, that nothing was worth keeping.
    let none = "0\n";
    let said = format!("{}\n{none}", blake3::hash(none.as_bytes()).to_hex());
    fs::write(file, said).expect("an entry");
    assert_eq!(sizes(&help), 0);
    // Half an entry is none.
    fs::write(file, "0\n").expect("an entry");
    assert_eq!(help.public(), first);
    // Another picture takes the place of the old one.
    help.write("en/a.png", photo(ImageFormat::Png, 900, 20, "b"));
    assert_eq!(sizes(&help), 2);
    assert_eq!(kept().len(), 1);
    assert_ne!(&kept()[0], file);
}

/// A service that runs on what the build before left may still show its pictures.
#[test]
fn a_picture_that_was_replaced_is_taken_away_by_the_build_after_next() {
    let help = HelpCenter::new().file("en/a.md", "---\ntitle: A\n---\n![A](a.png)\n");
    let built = |note: &str| -> BTreeSet<String> {
        help.write("en/a.png", photo(ImageFormat::Png, 900, 20, note));
        let done = run(&help.path("."), &["build"]);
        assert!(done.status.success(), "{}", said(&done));
        let media = fs::read_dir(help.path("index/built/media")).expect("a folder");
        let names = media.map(|one| one.expect("a file").file_name());
        names
            .map(|name| name.to_string_lossy().into_owned())
            .collect()
    };
    let first = built("first");
    let second = built("second");
    assert!(second.is_superset(&first));
    let own: BTreeSet<String> = second.difference(&first).cloned().collect();
    assert_eq!(
        (first.len(), own.len()),
        (3, 3),
        "two sizes and the original"
    );
    let third = built("third");
    assert!(
        third.is_superset(&own) && third.is_disjoint(&first),
        "{third:?}"
    );
    assert_eq!(third.len(), 6);
}

#[test]
fn pictures_that_cannot_be_shown_are_named_and_stop_nothing() {
    let mut huge = photo(ImageFormat::Jpeg, 16, 16, "");
    let frame = huge
        .windows(2)
        .position(|two| two == [0xff, 0xc0])
        .expect("a header");
    huge[frame + 5..frame + 9].copy_from_slice(&[0x20, 0, 0x20, 0]);
    let mut heavy =
        b"\0\0\0\x1cftypavif....\0\0\0\x14ispe\0\0\0\0\0\0\x03\x20\0\0\x02\x58".to_vec();
    heavy.resize(600_000, 0);
    let whole = photo(ImageFormat::Png, 40, 40, "");
    let help = HelpCenter::new()
        .file("en/p/cut.png", &whole[..whole.len() / 2])
        .file("en/p/empty.webp", b"")
        .file("en/p/heavy.avif", heavy)
        .file("en/p/huge.jpg", huge)
        .file("en/p/named.png", photo(ImageFormat::Jpeg, 30, 20, ""))
        .file("en/p/page.png", b"<script>alert(1)</script>")
        .file("en/p/page.svg", b"<!DOCTYPE html><html><svg/></html>")
        .file("en/p/wide.png", photo(ImageFormat::Png, 3300, 2, ""))
        .file(
            "en/a.md",
            "---\ntitle: A\n---\n![Cut](p/cut.png)\n![Empty](p/empty.webp)\n![Heavy](p/heavy.avif)\n\
             ![Huge](p/huge.jpg)\n![Named](p/named.png)\n![Page](p/page.png)\n![Drawn](p/page.svg)\n\
             ![Wide](p/wide.png)\n![Gone](p/gone.png)\n",
        );
    insta::assert_snapshot!(help.diagnostics(), @"
    heavy-image en/a.md:6:1 size=800 × 600, 600 KB target=p/heavy.avif widest=1600
    heavy-image en/a.md:11:1 size=3300 × 2, 18 KB target=p/wide.png widest=1600
    missing-image en/a.md:12:1 target=p/gone.png
    broken-image en/p/cut.png
    broken-image en/p/empty.webp
    huge-image en/p/huge.jpg height=8192 limit=40 width=8192
    mistyped-image en/p/named.png ending=png format=jpg
    broken-image en/p/page.png
    broken-image en/p/page.svg
    ");
    insta::assert_snapshot!(prose(&help, "/en/a/"), @r#"
    <p>Cut
    Empty
    <img src="[avif]" alt="Heavy" width="800" height="600" decoding="async">
    Huge
    <img src="[jpg 30x20]" alt="Named" width="30" height="20" loading="lazy" decoding="async">
    Page
    Drawn
    <picture><source type="image/webp" srcset="[webp 480x1] 480w, [webp 960x1] 960w, [webp 1600x1] 1600w" sizes="(max-width: 704px) 100vw, 704px"><img src="[png 3300x2]" alt="Wide" width="3300" height="2" loading="lazy" decoding="async"></picture>
    Gone</p>
    "#);
}

#[test]
fn a_drawing_loses_what_could_act_and_keeps_its_looks() {
    let svg = r##"<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY word "Save">]>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 300.4 120" onload="alert(1)">
<title>Toolbar</title>
<style>@import url(https://x.example/a.css);
.a{fill:#123}@media (prefers-color-scheme:dark){.a{fill:#eee;background:url(https://x.example/b.png)}}
.b{background:-webkit-Image-Set("https://x.example/c.png" 1x)}</style>
<script>alert(2)</script>
<defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs>
<foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><script>alert(3)</script></body></foreignObject>
<a href="javascript:alert(4)"><rect class="a" width="10" height="5" fill="url(#g)" onclick="alert(5)"/></a>
<use href="data:image/svg+xml;base64,PHN2Zy8+"/><image xlink:href="https://x.example/d.png" width="4" height="4"/>
<image href="data:image/png;base64,iVBORw0KGgo=" width="4" height="4"/>
<set attributeName="onmouseover" to="alert(6)"/>
<text x="1" y="2">&word; <tspan>it</tspan></text>
</svg>"##;
    let help = HelpCenter::new()
        .file("en/bar.svg", svg)
        .file("en/a.md", "---\ntitle: A\n---\n![Toolbar](bar.svg)\n");
    assert_eq!(help.diagnostics(), "");
    let service = help.serve();
    let page = service.anonymous().get("/en/a/").text();
    let url = format!("/media/{}", between(&page, "<img src=\"/media/", "\""));
    assert!(
        page.contains(" width=\"300\" height=\"120\" decoding"),
        "{page}"
    );
    let drawing = service.anonymous().get(&url);
    assert_eq!(drawing.header("content-type"), "image/svg+xml");
    assert_eq!(
        drawing.header("content-security-policy"),
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
    );
    insta::assert_snapshot!(drawing.text(), @r#"
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300.4 120">
    <title>Toolbar</title>
    <style>@none none(https://x.example/a.css);
    .a{fill:#123}@media (prefers-color-scheme:dark){.a{fill:#eee;background:none(https://x.example/b.png)}}
    .b{background:-webkit-none("https://x.example/c.png" 1x)}</style>

    <defs><linearGradient id="g"><stop offset="0"/></linearGradient></defs>

    <a><rect class="a" width="10" height="5" fill="url(#g)"/></a>
    <use/><image width="4" height="4"/>
    <image href="data:image/png;base64,iVBORw0KGgo=" width="4" height="4"/>
    <set to="alert(6)"/>
    <text x="1" y="2"> <tspan>it</tspan></text>
    </svg>
    "#);
    let library = help.compile().library;
    assert_eq!(
        library.articles[0].body.sections().expect("in memory")[0].text,
        "Toolbar it"
    );
}

#[test]
fn the_drawings_of_the_sample_stay_as_they_were_drawn() {
    for language in ["en", "es"] {
        let folder = crate::harness::repository(&format!("content/{language}/screens"));
        for entry in fs::read_dir(folder).expect("drawings") {
            let drawn = fs::read_to_string(entry.expect("a file").path()).expect("a drawing");
            let cleaned = ayuda::pictures::drawing::cleaned(drawn.as_bytes());
            let served = String::from_utf8(cleaned.expect("a drawing").bytes).expect("UTF-8");
            let drawn = drawn.replace("&#x27;", "'").replace("&quot;", "\"");
            assert_eq!(served.trim(), drawn.trim());
        }
    }
}

const SAID: &str = "WEBVTT\n\n00:01.000 --> 00:02.000\nPress the <b>turquoise</b> button\n\n\
    00:02.000 --> 00:03.000\nand wait.\n\n00:09.000 --> 00:10.000\n<v Ana>That's it.\n";

#[test]
fn what_is_said_in_a_film_is_read_and_found() {
    let help = HelpCenter::new()
        .file("en/clip.webm", "a film")
        .file("en/clip.vtt", SAID)
        .file("en/tube.vtt", SAID.replace("turquoise", "magenta"))
        .file("en/tube.webp", photo(ImageFormat::WebP, 8, 4, ""))
        .file("en/own.md", "---\ntitle: Own\nvideo: clip.webm\n---\n## More\n\nText.\n")
        .file("en/tube.md", "---\ntitle: Tube\nvideo: https://youtu.be/abc\n---\nText.\n")
        .file("en/within.md", "---\ntitle: Within\n---\n:::video https://vimeo.com/123 \"The film\" tube.webp clip.vtt\nMore words.\n:::\n");
    assert_eq!(help.diagnostics(), "");
    let files = help.public();
    let figure = |path: &str| {
        let page = String::from_utf8(files[path].clone()).expect("UTF-8");
        let figure = between(&page, "<figure class=\"video\">", "</figure>");
        named(figure.trim(), &files)
    };
    insta::assert_snapshot!(figure("/en/own/"), @r#"
    <video controls preload="none" src="[other]" aria-label="Own"><track kind="captions" default srclang="en" label="English" src="[other]"></video>
    <details class="transcript"><summary>The film in words</summary>
    <p>Press the turquoise button and wait.</p>
    <p>Ana: That&#39;s it.</p>
    </details>
    "#);
    insta::assert_snapshot!(figure("/en/tube/"), @r#"
    <details><summary><img src="[webp 8x4]" alt="" decoding="async">Watch the video</summary><iframe loading="lazy" allowfullscreen src="https://www.youtube-nocookie.com/embed/abc" title="Tube"></iframe></details>
    <details class="transcript"><summary>The film in words</summary>
    <p>Press the magenta button and wait.</p>
    <p>Ana: That&#39;s it.</p>
    </details>
    <figcaption><a href="https://www.youtube.com/watch?v=abc">Watch it on its own page</a></figcaption>
    "#);
    insta::assert_snapshot!(figure("/en/within/"), @r#"
    <details><summary><img src="[webp 8x4]" alt="" width="8" height="4" decoding="async">Watch: The film</summary><iframe loading="lazy" allowfullscreen src="https://player.vimeo.com/video/123?dnt=1" title="Watch: The film"></iframe></details>
    <details class="transcript"><summary>The film in words</summary>
    <p>Press the turquoise button and wait.</p>
    <p>Ana: That's it.</p>
    </details>
    <figcaption>
    <p>More words.</p>
    </figcaption>
    "#);
    let service = help.serve();
    let titles = |word: &str| -> Vec<String> {
        let path = format!("/api/v1/support/search?q={word}&lang=en");
        let answer = service.anonymous().get(&path).json();
        let groups = answer["groups"].as_array().expect("groups").clone();
        let hits = groups
            .iter()
            .flat_map(|group| group["hits"].as_array().expect("hits"));
        let mut titles: Vec<String> = hits
            .map(|hit| hit["title"].as_str().expect("a title").to_owned())
            .collect();
        titles.sort();
        titles
    };
    assert_eq!(titles("turquoise"), ["Own", "Within"]);
    assert_eq!(titles("magenta"), ["Tube"]);
}

#[test]
fn what_others_put_into_the_index_folder_stays_there() {
    let help = HelpCenter::new().file("en/a.md", "---\ntitle: A\n---\nText.\n");
    let mut foreign = Vec::new();
    for folder in ["pictures", "sharing", "media"] {
        let file = help.path("index/built").join(folder).join("holiday.jpg");
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(&file, "sun").expect("a file");
        foreign.push(file);
    }
    let built = crate::commands::run(&help.path("."), &["build", "--og"]);
    assert_eq!(built.status.code(), Some(0));
    help.serve();
    for file in foreign {
        assert!(file.exists(), "{}", file.display());
    }
}
