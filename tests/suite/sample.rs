//! The sample help center: clean, complete, and found by what people type.

use std::collections::BTreeSet;
use std::sync::Arc;

use ayuda::content::{Article, ArticleId, Kind};
use ayuda::gate::Visibility;
use ayuda::locale::Locale;
use ayuda::relevance::Cases;
use ayuda::search::Shelves;

use crate::harness::HelpCenter;

#[test]
fn the_sample_has_nothing_to_mend() {
    assert_eq!(HelpCenter::sample().diagnostics(), "");
}

#[test]
fn the_sample_is_a_whole_help_center_in_both_languages() {
    let library = HelpCenter::sample().compile().library;
    let count = |language, visibility| {
        let articles = library.articles.iter();
        articles
            .filter(|one| one.language == language && one.gate.visibility == visibility)
            .count()
    };
    for (language, all) in [(Locale::En, 67), (Locale::Es, 61)] {
        let of = [
            Visibility::Public,
            Visibility::Customer,
            Visibility::Internal,
        ]
        .map(|visibility| count(language, visibility));
        assert!(of.iter().sum::<usize>() >= all, "{language}: {of:?}");
        assert!(of[1] >= 8 && of[2] >= 15, "{language}: {of:?}");
        let terms = library.terms.iter();
        assert!(terms.filter(|term| term.language == language).count() >= 60);
        for module in &library.modules {
            let mut tours = library.tours.iter();
            let tour = tours.find(|tour| tour.module == module.key && tour.language == language);
            assert!(tour.is_some(), "no tour of {} in {language}", module.key);
        }
        let videos = library
            .articles
            .iter()
            .filter(|one| one.kind == Kind::Video);
        let films: Vec<_> = videos
            .filter(|one| one.language == language)
            .filter_map(|one| one.video.as_ref()?.source.film())
            .collect();
        assert!(films.len() >= 3, "{language}: {films:?}");
        assert!(
            films
                .iter()
                .all(|film| film.poster.is_some() && !film.transcript.is_empty())
        );
    }
    let translated = |article: &&Arc<Article>| library.article(&article.id, Locale::Es).is_some();
    let english = library
        .articles
        .iter()
        .filter(|one| one.language == Locale::En);
    let missing = english.filter(|article| !translated(article)).count();
    assert!(
        (1..=6).contains(&missing),
        "{missing} are missing in Spanish"
    );
    assert!(!library.archived.is_empty());
    assert!(library.archived.iter().all(|one| one.replaced_by.is_some()));
}

#[test]
fn the_sample_tells_our_own_writers_how_to_write_in_both_languages() {
    let library = HelpCenter::sample().compile().library;
    for language in Locale::ALL {
        let folder = format!("{language}/writers-handbook/");
        let articles = library.articles.iter();
        let handbook: Vec<_> = articles
            .filter(|one| one.file.starts_with(&folder))
            .collect();
        assert_eq!(handbook.len(), 7, "{language}");
        assert!(
            handbook
                .iter()
                .all(|one| one.gate.visibility == Visibility::Internal)
        );
    }
}

#[test]
fn the_sample_tells_our_own_developers_how_to_sign_people_in() {
    let library = HelpCenter::sample().compile().library;
    for language in Locale::ALL {
        let article = library.article(&ArticleId::new("KB-000125"), language);
        let article = article.unwrap_or_else(|| panic!("no article in {language}"));
        assert_eq!(article.gate.visibility, Visibility::Internal);
        assert_eq!(article.category, "developers-handbook");
    }
}

#[test]
fn the_sample_helps_on_sixty_screens() {
    let library = HelpCenter::sample().compile().library;
    let own = library
        .articles
        .iter()
        .flat_map(|article| &article.contexts);
    let of_modules = library.modules.iter().flat_map(|module| &module.contexts);
    let patterns: BTreeSet<String> = own.chain(of_modules).map(ToString::to_string).collect();
    assert!(patterns.len() >= 60, "{patterns:?}");
    assert!(patterns.iter().any(|pattern| pattern.contains('{')));
    assert!(patterns.iter().any(|pattern| pattern.starts_with('-')));
}

#[test]
fn the_sample_s_search_stays_above_its_floors() {
    let help = HelpCenter::sample();
    let library = help.compile().library;
    let settings = Arc::new(help.search_settings());
    let shelves = Shelves::build(&library, &help.path("index/built"), settings).expect("shelves");
    for language in Locale::ALL {
        let (cases, diagnostics) = Cases::read(&help.path("index"), language);
        assert_eq!(diagnostics, []);
        let cases = cases.expect("cases");
        assert!(cases.cases.len() >= 130, "{}", cases.cases.len());
        let scores = cases.score(&library, &shelves).expect("scores");
        let floor = cases.floor;
        assert!(floor.first_hit > 0.7 && floor.ndcg > 0.7, "{floor:?}");
        assert!(
            scores.first_hit >= floor.first_hit,
            "{language}: {scores:#?}"
        );
        assert!(scores.ndcg >= floor.ndcg, "{language}: {scores:#?}");
    }
}

/// What comes first, on the screen and for the viewer that are said.
#[track_caller]
fn first(language: &str, query: &str, who: &str) -> String {
    thread_local! {
        static SERVICE: crate::harness::Service = HelpCenter::sample().serve();
    }
    SERVICE.with(|service| {
        let q: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let path = format!("/api/v1/support/search?lang={language}&q={q}");
        let found = service.sign_in(who).get(&path).json();
        found["groups"][0]["hits"][0]["id"]
            .as_str()
            .unwrap_or("nothing")
            .to_owned()
    })
}

#[test]
fn people_find_what_they_type() {
    let check = |language, query, expected| {
        assert_eq!(first(language, query, "public"), expected, "{query}")
    };
    check("es", "orden de cambio", "KB-000005");
    check("es", "como creo un presupuesto", "KB-000003");
    check("es", "reporte diario", "KB-000006");
    check("es", "instalar la app en el celular", "KB-000002");
    check("es", "facturar anticipo", "KB-000007");
    check("es", "utilidad o margen", "KB-000004");
    check("en", "change order", "KB-000005");
    check("en", "create an estimate", "KB-000003");
    check("en", "write a daily log", "KB-000006");
    check("en", "invite my team", "KB-000001");
    check("en", "markup vs margin", "KB-000004");
    check("en", "deposit invoice", "KB-000007");
}

#[test]
fn accents_may_be_left_away() {
    for (with, without) in [
        ("órdenes de cambio", "ordenes de cambio"),
        ("facturación", "facturacion"),
    ] {
        assert_eq!(first("es", with, "public"), first("es", without, "public"));
    }
}

#[test]
fn restricted_articles_are_found_by_those_who_may_read_them() {
    assert_eq!(first("en", "escalation path", "internal"), "KB-000012");
    assert_ne!(first("en", "escalation path", "public"), "KB-000012");
    assert_eq!(
        first("en", "translation is out of date", "internal"),
        "KB-000084"
    );
    assert_ne!(
        first("en", "translation is out of date", "customer:owner"),
        "KB-000084"
    );
    assert_eq!(first("es", "aprobar pagos", "customer:owner"), "KB-000009");
    assert_ne!(first("es", "aprobar pagos", "customer:field"), "KB-000009");
}
