//! Words that were mistyped, have another name, or belong to the other language.

use std::sync::Arc;

use crate::locale::Locale;
use crate::search::tests::{Page, Shop, request};
use crate::search::{MatchedBy, SearchSettings};

/// Settings in files of these names.
fn settings(files: &[(&str, &str)]) -> Arc<SearchSettings> {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let file = folder.path().join(name);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(file, text).expect("a file");
    }
    let (settings, diagnostics) = SearchSettings::read(folder.path());
    assert_eq!(diagnostics, []);
    Arc::new(settings)
}

fn shop(files: &[(&str, &str)]) -> Shop {
    Shop::open_with(
        [
            Page::es("orden", "Órdenes de cambio").text("El cliente pide un trabajo distinto."),
            Page::es("factura", "Facturación").text("Cada factura lleva su fecha."),
            Page::es("presupuesto", "Crear un presupuesto").text("Con sus precios."),
            Page::es("horas", "Horario de la cuadrilla").text("Registrar entrada y salida."),
            Page::es("ano", "Cierre del año").text("En diciembre."),
            Page::en("presupuesto", "Create an estimate").text("With its prices."),
            Page::en("time", "Timesheet of the crew").text("Clock in and out."),
            Page::en("hooks", "Webhooks and change orders").text("See KB-000012."),
            Page::en("hidden", "Facturologo").gate("internal"),
        ],
        settings(files),
    )
}

#[test]
fn a_mistyped_word_is_taken_for_the_nearest_known_one() {
    let shop = shop(&[]);
    let check = |query: &str, expected: &str, meant: Option<&str>| {
        let answer = shop.answer("public", &request(Locale::Es, query));
        let hits: Vec<&str> = answer.groups.first().map_or(Vec::new(), |group| {
            group.hits.iter().map(|hit| hit.id.as_str()).collect()
        });
        assert_eq!(hits.join(" "), expected, "{query}");
        assert_eq!(answer.did_you_mean.as_deref(), meant, "{query}");
        let typo = answer.groups.first().map(|group| group.hits[0].matched_by);
        assert_eq!(typo == Some(MatchedBy::Typo), meant.is_some(), "{query}");
    };
    check("orden de canbio ", "orden", Some("orden de cambio"));
    check("Ordne de cambio ", "orden", Some("orden de cambio"));
    check("facturasion ", "factura", Some("facturación"));
    check("fctura ", "factura", Some("factura"));
    check(
        "presupeusto precois ",
        "presupuesto",
        Some("presupuesto precios"),
    );
    check("orario ", "horas", Some("horario"));
    check("ordencambio ", "orden", Some("orden cambio"));
    check("facturas ", "factura", None);
    // Too short, and too far.
    check("faz ", "", None);
    check("fechas ", "factura", None);
    check("cuadrillero ", "", None);
}

#[test]
fn what_is_known_or_a_code_is_never_corrected() {
    let shop = shop(&[]);
    let answer = |query: &str| shop.answer("public", &request(Locale::En, query));
    assert_eq!(answer("KB-000012 ").groups[0].hits[0].id.as_str(), "hooks");
    assert_eq!(answer("KB-000013 ").groups, []);
    assert_eq!(answer("KB-000013 ").did_you_mean, None);
    // A word of the other language is no mistake: `webhooks` stands in English only.
    let spanish = shop.answer("public", &request(Locale::Es, "webhooks "));
    assert_eq!(spanish.did_you_mean, None);
    assert_eq!(spanish.groups[0].language, Locale::En);
}

#[test]
fn only_words_of_opened_shelves_are_offered() {
    let shop = shop(&[]);
    let offered = |who: &str| {
        let answer = shop.answer(who, &request(Locale::En, "facturolgo "));
        answer.did_you_mean
    };
    assert_eq!(offered("internal").as_deref(), Some("facturologo"));
    assert_eq!(offered("customer"), None);
}

#[test]
fn words_are_found_that_were_written_as_they_sound() {
    let shop = Shop::open([
        Page::es("entrar", "No llega el código").text("Espera un minuto."),
        Page::es("presas", "Pegar una lista").text("En la hoja."),
        Page::en("phone", "The phone died").text("Charge it. All is done."),
        Page::en("checks", "Print a check").text("On paper."),
    ]);
    let check = |language, query: &str, expected: &str, meant: &str| {
        let answer = shop.answer("public", &request(language, query));
        let first = answer.groups.first().map(|group| group.hits[0].id.as_str());
        assert_eq!(first, Some(expected), "{query}");
        assert_eq!(answer.did_you_mean.as_deref(), Some(meant), "{query}");
    };
    check(
        Locale::Es,
        "no me yega el codigo ",
        "entrar",
        "no me llega el codigo",
    );
    check(Locale::En, "fone died ", "phone", "phone died");
    check(Locale::En, "print a cheque ", "checks", "print a check");
}

#[test]
fn forms_that_no_stemmer_joins_find_each_other() {
    let shop = Shop::open([
        Page::es("corregir", "Corregir una factura").text("Antes de enviarla."),
        Page::es("mover", "Mover una actividad").text("En el programa."),
        Page::es("contar", "Contar el material").text("En la bodega."),
        Page::en("watch", "Watch a video").text("Of two minutes."),
        Page::en("match", "Matching bills").text("With orders."),
    ]);
    assert_eq!(
        shop.ids(Locale::Es, "cómo corrijo una factura "),
        "corregir"
    );
    assert_eq!(shop.ids(Locale::Es, "muevo "), "mover");
    assert_eq!(shop.ids(Locale::Es, "conteo "), "contar");
    // An ending that nobody wrote with the word is no mistake.
    let answer = shop.answer("public", &request(Locale::En, "watching "));
    assert_eq!(answer.groups[0].hits[0].id.as_str(), "watch");
    assert_eq!(answer.did_you_mean, None);
}

#[test]
fn who_types_the_other_language_finds_the_articles_of_the_own() {
    let shop = Shop::open([
        Page::en("groups", "Posting groups").text("Of items."),
        Page::es("groups", "Grupos contables").text("Cada producto tiene uno."),
        Page::en("letters", "De minimis").text("About de facto rules."),
        Page::es("solo", "Producto y grupo").text("Solo en español."),
        Page::es("locked", "Grupo contable de producto").gate("internal"),
        Page::en("locked", "Locked").gate("internal"),
    ]);
    let answer = shop.answer(
        "public",
        &request(Locale::En, "grupo contable de producto "),
    );
    let found: Vec<(Locale, &str)> = answer
        .groups
        .iter()
        .flat_map(|group| group.hits.iter().map(|hit| (hit.language, hit.id.as_str())))
        .collect();
    assert_eq!(found, [(Locale::En, "groups"), (Locale::Es, "solo")]);
    assert_eq!(answer.groups[0].hits[0].matched_by, MatchedBy::Synonym);
    assert_eq!(answer.did_you_mean, None);
}

#[test]
fn words_that_no_article_says_are_named() {
    let shop = shop(&[]);
    let missing = |query: &str| shop.answer("public", &request(Locale::Es, query)).missing;
    assert_eq!(missing("factura del Bodegón "), ["Bodegón"]);
    assert_eq!(missing("factura "), Vec::<String>::new());
    // Nothing was found: that says it all.
    assert_eq!(missing("Bodegón "), Vec::<String>::new());
    // It may go on.
    assert_eq!(missing("factura bodeg"), Vec::<String>::new());
}

#[test]
fn a_phrase_opens_the_section_that_says_it() {
    let shop = Shop::open([Page::en("sign-in", "Sign in")
        .section(
            "password",
            "Password",
            "Sign in, company sign, sign your company.",
        )
        .section(
            "means",
            "What it means",
            "Sign in with your company: ask your office.",
        )]);
    let answer = shop.answer(
        "public",
        &request(Locale::En, "\"sign in with your company\" "),
    );
    let anchor = answer.groups[0].hits[0].anchor.as_deref();
    assert_eq!(anchor, Some("means"));
}

#[test]
fn words_that_were_written_apart_find_those_that_belong_together() {
    let shop = shop(&[]);
    assert_eq!(shop.ids(Locale::En, "time sheet "), "time");
}

#[test]
fn synonyms_lead_from_what_is_typed_to_what_is_written() {
    let shop = shop(&[(
        "es/synonyms.txt",
        "# both ways\ncotización, presupuesto\n\n\
         bid => presupuesto  # one way\ntrabajo extra, extras => orden de cambio\n",
    )]);
    let check = |query: &str, expected: &str| {
        assert_eq!(shop.ids(Locale::Es, query), expected, "{query}");
    };
    check("cotizaciones ", "presupuesto");
    check("bid ", "presupuesto");
    check("trabajos extras ", "orden");
    check("extra ", "orden");
    let answer = shop.answer("public", &request(Locale::Es, "cotizacion "));
    assert_eq!(answer.groups[0].hits[0].matched_by, MatchedBy::Synonym);
    assert_eq!(answer.did_you_mean, None);
}

const GLOSSARY: (&str, &str) = (
    "glossary.toml",
    "[[entry]]\nen = [\"estimate\"]\nes = [\"presupuesto\"]\n\
     [[entry]]\nen = [\"change order\"]\nes = [\"orden de cambio\"]\n",
);

#[test]
fn the_glossary_finds_what_exists_in_the_other_language_only() {
    let shop = shop(&[GLOSSARY]);
    // The reader's own language first; of the other only what it lacks.
    assert_eq!(
        shop.ids(Locale::Es, "orden de cambio "),
        "orden | en article: hooks"
    );
    assert_eq!(shop.ids(Locale::Es, "presupuesto "), "presupuesto");
}

#[test]
fn words_of_the_other_language_find_what_they_mean_in_the_reader_s() {
    let shop = shop(&[GLOSSARY]);
    assert_eq!(shop.ids(Locale::En, "presupuesto "), "presupuesto");
    assert_eq!(
        shop.ids(Locale::En, "orden de cambio "),
        "hooks | es article: orden"
    );
}

#[test]
fn what_is_wrong_in_the_settings_is_said_and_the_rest_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir_all(folder.path().join("en")).expect("a folder");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).expect("a file");
    };
    write(
        "en/synonyms.txt",
        "quote, bid\nalone\n=> nothing\na b c d e f g => h\n",
    );
    write(
        "ranking.toml",
        "synonym = 2\ntypo = \"much\"\nsinonym = 1\n[title]\nweight = 5\nheight = 1\n",
    );
    write("glossary.toml", "[[entry]]\nen = \"text\"\n");
    let (settings, diagnostics) = SearchSettings::read(folder.path());
    assert_eq!(settings.ranking.synonym, 2.0);
    assert_eq!(settings.ranking.title.weight, 5.0);
    let said: Vec<String> = diagnostics
        .iter()
        .map(|one| {
            let line = one.place.as_ref().map_or(0, |place| place.line);
            format!("{} {}:{line}", one.code.name(), one.file)
        })
        .collect();
    insta::assert_snapshot!(said.join("\n"), @"
    unknown-key ranking.toml:6
    wrong-shape ranking.toml:2
    unknown-key ranking.toml:3
    bad-synonym en/synonyms.txt:2
    bad-synonym en/synonyms.txt:3
    bad-synonym en/synonyms.txt:4
    wrong-shape glossary.toml:2
    ");
}

#[test]
fn every_weight_is_explained() {
    let page = include_str!("../../../docs/search.md");
    let mut ranking = crate::search::Ranking::default();
    for (name, _) in ranking.weights_mut() {
        assert!(page.contains(&format!("| `{name}` |")), "{name}");
    }
    for (name, _) in ranking.fields_mut() {
        assert!(page.contains(&format!("| `[{name}]` `weight` |")), "{name}");
    }
}

#[test]
fn what_is_meant_for_the_screen_comes_first() {
    let shop = Shop::open([
        Page::en("a", "Approve an estimate").with(|page| page.module = Some("money".to_owned())),
        Page::en("b", "Approve an invoice"),
        Page::en("c", "Approve the hours").gate("public:field"),
    ]);
    let first = |change: &dyn Fn(&mut crate::search::Request)| {
        let mut request = request(Locale::En, "approve ");
        change(&mut request);
        let answer = shop.answer("public:field", &request);
        answer.groups[0].hits[0].id.to_string()
    };
    assert_eq!(first(&|_| {}), "c");
    assert_eq!(
        first(&|request| request.module = Some("money".to_owned())),
        "a"
    );
    let b = crate::content::ArticleId::new("b");
    assert_eq!(
        first(&|request| request.on_screen = Arc::new([b.clone()].into())),
        "b"
    );
    let helpful = Arc::new(std::collections::HashMap::from([(b.clone(), 0.9)]));
    assert_eq!(
        first(&|request| request.helpful = Arc::clone(&helpful)),
        "b"
    );
}
