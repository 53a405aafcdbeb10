//! Overrides from disk, and what is refused.

use std::fs;

use super::*;
use crate::config::Shades;

fn load(files: &[(&str, &str)]) -> Result<Theme, ThemeError> {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let messages = Arc::new(Messages::built_in());
    Theme::load(Some(folder.path()), &Brand::default(), messages)
}

fn draw(theme: &Theme) -> String {
    let frame = PreparedFrame(Context::new());
    let head = Head::default();
    theme
        .render("greeting.html", &frame, &head, &"<Ann>")
        .expect("drawn")
}

#[test]
fn a_template_of_a_theme_replaces_or_extends_the_built_in_one() {
    let theme = load(&[
        ("templates/not-found.html", "{% extends \"default/not-found.html\" %}{% block main %}Gone{% endblock main %}"),
        ("templates/greeting.html", "Hello {{ page }}, {{ msg(key=\"site-home\", lang=\"es\") }} {{ \"2026-11-21\" | date(lang=\"en\") }}"),
        ("templates/components.html", "{% component icon(name: string) %}*{% endcomponent icon %}"),
    ])
    .expect("a theme");
    assert_eq!(draw(&theme), "Hello &lt;Ann&gt;, Inicio November 21, 2026");
}

#[test]
fn what_is_wrong_in_a_theme_is_said_with_its_place() {
    let check = |text: &str, expected: &str| {
        let error = load(&[("templates/home.html", text)]).expect_err("refused");
        let said = error.to_string();
        assert!(said.contains(expected), "{said}");
    };
    check(
        "\n{{ msg(key=\"site-hoem\") }}",
        "template `home.html` line 2: no message is called `site-hoem`; mend the name, or run a newer ayuda if the theme was made for one",
    );
    check("{{ nothing( }}", "home.html:1");
    check("{{ x | no_such_filter }}", "no_such_filter");
    let error = load(&[("assets/a", "")]).map(|_| ()).and_then(|()| {
        Theme::load(
            Some(Path::new("/nowhere/at/all")),
            &Brand::default(),
            Arc::new(Messages::built_in()),
        )
        .map(|_| ())
    });
    assert!(matches!(error, Err(ThemeError::Unreadable { .. })));
}

#[test]
fn assets_are_named_by_their_content_and_carry_the_accent() {
    let messages = || Arc::new(Messages::built_in());
    let path = |theme: &Theme| {
        let asset = theme.assets().iter().find(|one| one.name == "site.css");
        asset.expect("a style sheet").path.clone()
    };
    let plain = Theme::load(None, &Brand::default(), messages()).expect("a theme");
    let brand = Brand {
        accent: Some(Shades {
            light: "#1d4ed8".to_owned(),
            dark: None,
        }),
        ..Brand::default()
    };
    let blue = Theme::load(None, &brand, messages()).expect("a theme");
    assert_ne!(path(&plain), path(&blue));
    assert!(path(&plain).starts_with("/assets/site.") && path(&plain).ends_with(".css"));
    assert_eq!(path(&plain).len(), "/assets/site.0123456789ab.css".len());
    let style = blue.assets().iter().find(|one| one.name == "site.css");
    let style = String::from_utf8_lossy(&style.expect("a style sheet").bytes).into_owned();
    assert!(style.contains("--accent:#1d4ed8"));
    assert!(!style.contains("/*"));
}
