//! The sample help center: clean, complete, and found by what people type.

use std::collections::BTreeMap;

use ayuda::gate::Visibility;
use ayuda::locale::Locale;

use crate::harness::HelpCenter;

#[test]
fn the_sample_has_nothing_to_mend() {
    assert_eq!(HelpCenter::sample().diagnostics(), "");
}

#[test]
fn the_sample_is_written_in_both_languages_with_every_kind_of_gate() {
    let library = HelpCenter::sample().compile().library;
    for language in Locale::ALL {
        let mut gates: BTreeMap<Visibility, usize> = BTreeMap::new();
        for article in library
            .articles
            .iter()
            .filter(|one| one.language == language)
        {
            *gates.entry(article.gate.visibility).or_default() += 1;
        }
        assert!(gates[&Visibility::Public] >= 8, "{language}: {gates:?}");
        assert!(gates[&Visibility::Customer] >= 2, "{language}: {gates:?}");
        assert!(gates[&Visibility::Internal] >= 2, "{language}: {gates:?}");
        assert!(library.terms.iter().any(|term| term.language == language));
        assert!(library.tours.iter().any(|tour| tour.language == language));
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
    assert_eq!(first("es", "aprobar pagos", "customer:owner"), "KB-000009");
    assert_ne!(first("es", "aprobar pagos", "customer:field"), "KB-000009");
}
