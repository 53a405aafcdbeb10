//! What is taken, as what, and what of it is left.

use image::ImageReader;

use super::*;

const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<</JavaScript (app.alert(1))>>\nendobj\n%%EOF\n";
const MP4: &[u8] = b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2mdat";
const WEBM: &[u8] = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm\x42\x87\x81\x04";

fn shared(inner: &str) -> Option<PathBuf> {
    let shared = std::env::var_os("AYUDA_SHARED")?;
    Some(Path::new(&shared).join(inner))
}

#[tokio::test]
async fn a_file_is_what_its_content_says() {
    let files = Files::open().await;
    let cases: [(&str, Vec<u8>, &str); 10] = [
        (
            "a.png",
            picture(ImageFormat::Png),
            "a.png image/png 40x20 inline",
        ),
        (
            "b.jpeg",
            picture(ImageFormat::Jpeg),
            "b.jpeg image/jpeg 40x20 inline",
        ),
        (
            "c.webp",
            picture(ImageFormat::WebP),
            "c.webp image/webp 40x20 inline",
        ),
        (
            "d.gif",
            picture(ImageFormat::Gif),
            "d.gif.png image/png 40x20 inline",
        ),
        ("e.pdf", PDF.to_vec(), "e.pdf application/pdf attachment"),
        ("f.mp4", MP4.to_vec(), "f.mp4 video/mp4 attachment"),
        ("g.webm", WEBM.to_vec(), "g.webm video/webm attachment"),
        (
            "h.csv",
            b"a;b\n1;2\n".to_vec(),
            "h.csv text/csv; charset=utf-8 attachment",
        ),
        (
            "i.log",
            "año\n".into(),
            "i.log text/plain; charset=utf-8 attachment",
        ),
        (
            "j.csv",
            b"no table\n".to_vec(),
            "j.csv.txt text/plain; charset=utf-8 attachment",
        ),
    ];
    for (name, bytes, wanted) in cases {
        let file = files.put(name, &bytes).await.expect(name);
        let size = file
            .picture
            .map(|(width, height)| format!(" {width}x{height}"));
        let said = file.disposition();
        let way = said.split(';').next().expect("a way");
        let shape = format!(
            "{} {}{} {way}",
            file.name,
            file.media_type,
            size.unwrap_or_default()
        );
        assert_eq!(shape, wanted);
        let kept = files.bytes(&file.key).await.expect("a file");
        assert_eq!(kept.len() as u64, file.size);
        if file.picture.is_none() {
            assert_eq!(kept, bytes, "{name} is kept as it is");
        }
    }
}

#[tokio::test]
async fn a_name_that_lies_gets_a_true_ending_and_other_kinds_are_refused() {
    let files = Files::open().await;
    let lies = [
        ("photo.pdf", picture(ImageFormat::Png), "photo.pdf.png"),
        ("page.html", b"only text".to_vec(), "page.html.txt"),
        ("run.exe", b"only text".to_vec(), "run.exe.txt"),
        ("film.png", PDF.to_vec(), "film.png.pdf"),
        ("none", b"only text".to_vec(), "none.txt"),
    ];
    for (name, bytes, wanted) in lies {
        assert_eq!(files.put(name, &bytes).await.expect(name).name, wanted);
    }
    let refused: [(&str, &[u8], Refused); 14] = [
        ("a.png", b"", Refused::Empty),
        (
            "a.png",
            b"<html><script>alert(1)</script>",
            Refused::Unknown,
        ),
        ("a.txt", b" \n<!DOCTYPE html>", Refused::Unknown),
        (
            "a.txt",
            b"\xef\xbb\xbf<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>",
            Refused::Unknown,
        ),
        ("a.txt", b"#!/bin/sh\nrm -rf /\n", Refused::Unknown),
        ("a.txt", b"nul\0", Refused::Unknown),
        ("a.txt", b"\xff\xfea\0", Refused::Unknown),
        ("a.png", b"MZ\x90\0", Refused::Unknown),
        ("a.zip", b"PK\x03\x04\x14\0", Refused::Unknown),
        ("a.mp4", b"\0\0\0\x18ftypheic\0\0", Refused::Unknown),
        ("a.avif", b"\0\0\0\x1cftypavif....", Refused::Unknown),
        (
            "a.mkv",
            b"\x1a\x45\xdf\xa3\x42\x82\x88matroska",
            Refused::Unknown,
        ),
        ("a.pdf", b"%PDF-1.7\ncut off", Refused::Damaged),
        ("a.png", b"\x89PNG\r\n\x1a\n", Refused::Damaged),
    ];
    for (name, bytes, wanted) in refused {
        assert_eq!(files.put(name, bytes).await, Err(wanted), "{bytes:?}");
    }
    // Those with a true ending, and no other.
    assert_eq!(files.on_disk().len(), 5);
}

#[tokio::test]
async fn pictures_that_are_cut_off_are_refused() {
    let files = Files::open().await;
    for format in [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::WebP,
        ImageFormat::Gif,
    ] {
        let whole = picture(format);
        for left in [whole.len() / 4, whole.len() / 2, whole.len() * 3 / 4] {
            let cut = files.put("a.png", &whole[..left]).await;
            assert_eq!(cut, Err(Refused::Damaged), "{left} bytes of {format:?}");
        }
    }
    assert_eq!(files.on_disk(), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_picture_that_would_grow_is_refused_by_its_header() {
    let files = Files::open().await;
    let head = |width: u32, height: u32| {
        let mut data = [width.to_be_bytes(), height.to_be_bytes()].concat();
        data.extend([8, 6, 0, 0, 0]);
        [
            &b"\x89PNG\r\n\x1a\n"[..],
            &chunk(b"IHDR", &data),
            &chunk(b"IDAT", &[]),
            &chunk(b"IEND", &[]),
        ]
        .concat()
    };
    for (width, height) in [(65_535, 65_535), (8_001, 5_000), (1, 40_000_001)] {
        let refused = files.put("a.png", &head(width, height)).await;
        assert_eq!(refused, Err(Refused::TooManyPixels { width, height }));
    }
    // Few enough, but there are no pixels.
    assert_eq!(
        files.put("a.png", &head(8_000, 5_000)).await,
        Err(Refused::Damaged)
    );
}

#[tokio::test]
async fn what_a_camera_says_is_followed_and_forgotten() {
    let files = Files::open().await;
    let jpeg = picture(ImageFormat::Jpeg);
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [
            &tag.to_le_bytes()[..],
            &kind.to_le_bytes(),
            &count.to_le_bytes(),
            &value.to_le_bytes(),
        ]
        .concat()
    };
    let mut tiff = b"II*\0\x08\0\0\0\x03\0".to_vec();
    let place = b"GPS 40.4168N 3.7038W\0";
    tiff.extend(entry(0x010e, 2, 21, 50));
    // Turned to the right by a quarter.
    tiff.extend(entry(0x0112, 3, 1, 6));
    tiff.extend(entry(0x8825, 4, 1, 72));
    tiff.extend(0_u32.to_le_bytes());
    tiff.extend(place);
    tiff.resize(72, 0);
    tiff.extend(b"\x01\0");
    tiff.extend(entry(1, 2, 2, u32::from(b'N')));
    tiff.extend(0_u32.to_le_bytes());
    let exif = [&b"Exif\0\0"[..], &tiff].concat();
    let comment = b"<script>alert('COM')</script>";
    let length = |part: &[u8]| u16::try_from(part.len() + 2).expect("short").to_be_bytes();
    let photo = [
        &jpeg[..2],
        b"\xff\xe1",
        &length(&exif),
        &exif,
        b"\xff\xfe",
        &length(comment),
        comment,
        &jpeg[2..],
    ]
    .concat();
    assert!(holds(&photo, "40.4168N"));
    let file = files.put("photo.jpg", &photo).await.expect("a photo");
    assert_eq!(file.picture, Some((20, 40)));
    let kept = files.bytes(&file.key).await.expect("a file");
    for word in ["Exif", "GPS", "40.4168N", "script", "COM"] {
        assert!(!holds(&kept, word), "{word}");
    }
    // What was left is at the top now.
    let kept = image::load_from_memory(&kept)
        .expect("a picture")
        .into_rgb8();
    assert!(kept.get_pixel(10, 4).0[0] > 150 && kept.get_pixel(10, 36).0[2] > 150);
}

#[tokio::test]
async fn a_file_that_is_two_things_is_one_afterwards() {
    let files = Files::open().await;
    let png = picture(ImageFormat::Png);
    let with_text = [
        &png[..33],
        &chunk(b"tEXt", b"Comment\0<script>alert(1)</script>"),
        &png[33..],
    ]
    .concat();
    let gif = picture(ImageFormat::Gif);
    let cases = [
        [&gif[..], b"*/=alert(1);//"].concat(),
        [&png[..], b"<html><script>alert(1)</script>"].concat(),
        [&png[..], b"PK\x03\x04 alert(1) PK\x05\x06"].concat(),
        with_text,
        [
            &picture(ImageFormat::Jpeg)[..],
            b"<?php alert(1) ?>\xff\xd9",
        ]
        .concat(),
        [&picture(ImageFormat::WebP)[..], b"alert(1)"].concat(),
    ];
    for bytes in cases {
        assert!(holds(&bytes, "alert"));
        let file = files.put("a.png", &bytes).await.expect("a picture");
        let kept = files.bytes(&file.key).await.expect("a file");
        for word in ["alert", "script", "PK\x03\x04", "/*", "*/"] {
            assert!(!holds(&kept, word), "{word}");
        }
        let read = ImageReader::new(Cursor::new(&kept)).with_guessed_format();
        let read = read.expect("a format").decode().expect("a picture");
        assert_eq!((read.width(), read.height()), (40, 20));
    }
}

#[tokio::test]
async fn large_pictures_are_made_smaller_and_keep_what_is_transparent() {
    let files = Files::open().await;
    let wide = encoded(&image(5_000, 50), ImageFormat::Png);
    let file = files.put("a.png", &wide).await.expect("a picture");
    assert_eq!(file.picture, Some((2_560, 26)));
    let mut glass = image(40, 20).into_rgba8();
    glass.pixels_mut().for_each(|pixel| pixel.0[3] = 90);
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let bytes = encoded(&DynamicImage::from(glass.clone()), format);
        let file = files.put("a", &bytes).await.expect("a picture");
        let kept = files.bytes(&file.key).await.expect("a file");
        let kept = image::load_from_memory(&kept)
            .expect("a picture")
            .into_rgba8();
        assert_eq!(kept.get_pixel(3, 3).0[3], 90, "{format:?}");
    }
}

#[tokio::test]
async fn uploads_of_the_lists_are_refused_or_harmless() {
    let Some(attack) = shared("attack") else {
        return;
    };
    let files = Files::open().await;
    let mut outcomes = Vec::new();
    for folder in ["own-uploads", "uploads/svg-xss", "uploads/img-metadata-xss"] {
        let mut cases: Vec<_> = fs::read_dir(attack.join(folder))
            .expect("a folder")
            .map(|case| case.expect("a case").path())
            .collect();
        cases.sort();
        for case in cases {
            let name = case
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            if ["SOURCE", "EXPECT.json", "filenames.json"].contains(&&*name) {
                continue;
            }
            let bytes = fs::read(&case).expect("a case");
            let outcome = match files.put(&name, &bytes).await {
                Err(refused) => format!("{refused:?}"),
                Ok(file) => {
                    let kept = files.bytes(&file.key).await.expect("a file");
                    let pictured = file.picture.is_some();
                    assert!(
                        !pictured
                            || !(holds(&kept, "script")
                                || holds(&kept, "alert")
                                || holds(&kept, "PK\x03\x04"))
                    );
                    format!("{} as {}", file.media_type, file.name)
                }
            };
            outcomes.push(format!("{name}: {outcome}"));
        }
    }
    insta::assert_snapshot!(outcomes.join("\n"), @"
    bomb_65535.png: TooManyPixels { width: 65535, height: 65535 }
    empty.png: Empty
    gifjs.gif: Damaged
    gzip_16m.gz: Unknown
    html_named.png: Unknown
    ok.png: image/png as ok.png
    pdf_js.pdf: application/pdf as pdf_js.pdf
    png_then_html.png: image/png as png_then_html.png
    polyglot_pdf_html.pdf: Unknown
    polyglot_png_zip.png: image/png as polyglot_png_zip.png
    svg.svg: Unknown
    svg_laughs.svg: Unknown
    svg_xxe.svg: Unknown
    tar_slip.tar: Unknown
    truncated.png: Damaged
    zip_bomb_64m.zip: Unknown
    zip_slip.zip: Unknown
    SVG_XSS1.svg: Unknown
    SVG_XSS2.svg: Unknown
    SVG_XSS3.svg: Unknown
    SVG_XSS_green_triangle.svg: Unknown
    SVG_XSS_nested_img_xlink.svg: Unknown
    SVG_XSS_nested_svg.svg: Unknown
    SVG_XSS_nested_use_xlink.svg: Unknown
    SVG_XSS_red_lightning.svg: Unknown
    xss.xhtml: Unknown
    xss.xsl: Unknown
    mouseover-xss-ecs.jpeg: image/jpeg as mouseover-xss-ecs.jpeg
    onclick-xss-ecs.jpeg: image/jpeg as onclick-xss-ecs.jpeg
    payload_in_all_known_metadata.jpg: image/jpeg as payload_in_all_known_metadata.jpg
    ");
}
