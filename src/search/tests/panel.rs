//! Searches as people type them, over a handful of articles in both languages.

use crate::content::Kind;
use crate::locale::Locale;
use crate::search::tests::{Page, Shop, request};
use crate::search::{Filters, MatchedBy};

fn spanish() -> Shop {
    Shop::open([
        Page::es("ano-sin", "El ano").text("Texto de relleno sobre medicina."),
        Page::es("año-con", "El año").text("Texto de relleno sobre calendarios."),
        Page::es("presupuesto", "Crear un presupuesto")
            .text("Un presupuesto reúne partidas y precios.")
            .section(
                "margen",
                "Agregar un margen",
                "El margen se suma a cada partida.",
            ),
        Page::es("orden", "Órdenes de cambio")
            .text("Agregue una orden de cambio cuando el cliente pide otra cosa.")
            .with(|article| article.keywords = vec!["extras".to_owned()]),
        Page::es("factura", "Facturación").text("Las facturas se envían por e-mail al cliente."),
        Page::es("clave", "Cambiar la contraseña").text("No puedo entrar sin contraseña."),
        Page::es("config", "Configuración general").text("Opciones de la cuenta, por orden."),
        Page::es("codigo", "Códigos de error")
            .text("El código P1 y el formulario W-9, véase KB-000012."),
    ])
}

fn english() -> Shop {
    Shop::open([
        Page::en("KB-000001", "Create an estimate")
            .text("An estimate lists line items with their costs.")
            .section(
                "markup",
                "Add markup",
                "Markup is added to every line item of the estimate.",
            )
            .with(|article| {
                article.module = Some("estimating".to_owned());
                article.category = "estimating/basics".to_owned();
                article.tags = vec!["Costs".to_owned()];
            }),
        Page::en("KB-000002", "Send an invoice")
            .text("Invoices are sent by email. The owner's copy stays in the portal.")
            .with(|article| article.module = Some("invoicing".to_owned())),
        Page::en("KB-000003", "Estimating in one minute")
            .text("A short film about estimates.")
            .with(|article| article.kind = Kind::Video),
        Page::en("KB-000004", "What is new in June")
            .text("Estimates can be copied. See KB-000001, the C++ client and W-9 forms.")
            .with(|article| article.kind = Kind::Release),
        Page::en("KB-000005", "Sign in")
            .text(
                "You can't sign-in without a password. Change order: none. Order of changes: any.",
            )
            .gate("public:field"),
        Page::en("KB-000006", "Change orders")
            .text("A change order changes the contract.")
            .with(|article| {
                article.version = Some((">=2".to_owned(), ">=2".parse().expect("a range")))
            }),
    ])
}

#[test]
fn spanish_searches_find_with_and_without_accents_exact_form_first() {
    let shop = spanish();
    let check = |query: &str, expected: &str| {
        assert_eq!(shop.ids(Locale::Es, query), expected, "{query}");
    };
    check("año", "año-con ano-sin");
    check("ano", "ano-sin año-con");
    check("AÑOS", "año-con ano-sin");
    check("an\u{303}o", "año-con ano-sin");
    check("configuracion", "config");
    check("configuración", "config");
    check("configuraciones", "config");
    check("facturas", "factura");
    check("facturacion", "factura");
    check("ordenes de cambio", "orden clave config");
    check("orden de cambio", "orden clave config");
    check("órdenes", "orden config");
    check("orden", "orden config");
    check("contrasena", "clave");
    check("CONTRASEÑA", "clave");
    check(
        "como agrego una orden de cambio",
        "orden clave config presupuesto",
    );
    check("¿Cómo creo un presupuesto?", "presupuesto");
    check("agregar margen", "presupuesto orden");
    check("extras", "orden");
    check("email", "factura");
    check("e-mail", "factura");
    check("correo", "");
    check("de la", "config clave");
}

#[test]
fn typing_finds_while_a_word_is_unfinished() {
    let shop = spanish();
    let check = |query: &str, expected: &str| {
        assert_eq!(shop.ids(Locale::Es, query), expected, "{query}");
    };
    check("configuraci", "config");
    check("configuració", "config");
    check("contrase", "clave");
    check("contraseñ", "clave");
    check("crear presup", "presupuesto");
    check("presup ", "");
    check("presup crear", "presupuesto");
    check("x", "");
}

#[test]
fn phrases_exclusions_filters_and_codes_are_understood() {
    let shop = english();
    let check = |query: &str, expected: &str| {
        assert_eq!(shop.ids(Locale::En, query), expected, "{query}");
    };
    check(
        "estimate",
        "KB-000001 | video: KB-000003 | release: KB-000004",
    );
    check("\"change order\"", "KB-000006 KB-000005");
    check("\"order change\"", "KB-000006");
    check("\"contract change\"", "");
    check("\"orders\"", "KB-000006");
    check("change order -contract", "KB-000005");
    check("change -\"change order\"", "");
    check("-estimate", "KB-000002 KB-000005 KB-000006");
    check("kind:video", "video: KB-000003");
    check("estimate kind:video", "video: KB-000003");
    check("module:estimating", "KB-000001");
    check("category:estimating", "KB-000001");
    check("tag:costs item", "KB-000001");
    check("tag:cost item", "");
    check("sign in role:pm", "");
    check("sign in role:field", "KB-000005");
    check("signin", "KB-000005");
    check("sign-in", "KB-000005");
    check("KB-000001", "KB-000001 | release: KB-000004");
    check("kb000002", "KB-000002");
    check("w9", "release: KB-000004");
    check("W-9", "release: KB-000004");
    check("c++", "release: KB-000004");
    check("owner", "KB-000002");
    check("owners' e-mail", "KB-000002");
    check("cant sign in", "KB-000005");
    check("without", "KB-000005");
    check("the", "KB-000002 KB-000006 KB-000001 | release: KB-000004");
    check("", "");
    check("?!", "");
}

#[test]
fn an_article_with_all_words_stands_above_one_with_some() {
    let shop = Shop::open([
        Page::en("title", "Retainage").text("About retainage and retainage and retainage."),
        Page::en("both", "Other things").text("Sometimes the retainage is released late."),
        Page::en("one", "Release").text("Released."),
        Page::en("none", "Nothing").text("At all."),
    ]);
    assert_eq!(shop.ids(Locale::En, "release retainage"), "both one title");
    assert_eq!(shop.ids(Locale::En, "release unknownword"), "one both");
    assert_eq!(shop.ids(Locale::En, "release nothing"), "none one both");
}

#[test]
fn what_exists_only_in_the_other_language_is_a_second_group() {
    let shop = Shop::open([
        Page::en("both", "Portal"),
        Page::es("both", "El portal"),
        Page::en("only-en", "Portal settings"),
        Page::es("only-es", "Portal de clientes").with(|article| article.kind = Kind::Video),
        Page::en("silent", "Portal"),
        Page::es("silent", "Acceso"),
    ]);
    assert_eq!(
        shop.ids(Locale::En, "portal"),
        "both silent only-en | es video: only-es"
    );
    assert_eq!(
        shop.ids(Locale::Es, "portal"),
        "both | video: only-es | en article: only-en"
    );
}

#[test]
fn the_version_and_filters_of_the_request_narrow_too() {
    let shop = english();
    let ids = |filters: Filters| {
        let mut request = request(Locale::En, "change");
        request.filters = filters;
        let answer = shop.answer("public", &request);
        let hits = answer.groups.into_iter().flat_map(|group| group.hits);
        hits.map(|hit| hit.id.to_string())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let version = |text: &str| Filters {
        version: Some(text.parse().expect("a version")),
        ..Filters::default()
    };
    assert_eq!(ids(Filters::default()), "KB-000006 KB-000005");
    assert_eq!(ids(version("1.9.0")), "KB-000005");
    assert_eq!(ids(version("2.0.0")), "KB-000006 KB-000005");
}

#[test]
fn pages_turn_in_every_group_and_totals_stay() {
    let pages = (1..=25).map(|n| Page::en(&format!("a{n:02}"), "Portal"));
    let videos = (1..=3)
        .map(|n| Page::en(&format!("v{n}"), "Portal").with(|article| article.kind = Kind::Video));
    let shop = Shop::open(pages.chain(videos));
    let mut request = request(Locale::En, "portal");
    request.page = 3;
    let answer = shop.answer("public", &request);
    let shown: Vec<(usize, usize)> = answer
        .groups
        .iter()
        .map(|group| (group.total, group.hits.len()))
        .collect();
    assert_eq!(shown, [(25, 5), (3, 0)]);
    assert_eq!((answer.pagination.total, answer.pagination.pages), (28, 3));
    assert_eq!(answer.groups[0].hits[0].id.as_str(), "a21");
}

#[test]
fn an_answer_is_printed_as_the_contract_says() {
    let shop = english();
    let answer = shop.answer("public", &request(Locale::En, "adding markup to items"));
    insta::assert_json_snapshot!(answer, @r#"
    {
      "query": "adding markup to items",
      "language": "en",
      "groups": [
        {
          "kind": "article",
          "language": "en",
          "total": 1,
          "hits": [
            {
              "id": "KB-000001",
              "kind": "article",
              "language": "en",
              "title": "Create an estimate",
              "url": "/en/KB-000001/",
              "anchor": "markup",
              "heading": "Add markup",
              "snippet": "<mark>Markup</mark> is <mark>added</mark> to every line <mark>item</mark> of the estimate.",
              "matched_by": "stem",
              "score": 11.388
            }
          ]
        }
      ],
      "facets": {
        "category": [
          {
            "value": "estimating",
            "count": 1
          },
          {
            "value": "estimating/basics",
            "count": 1
          }
        ],
        "kind": [
          {
            "value": "article",
            "count": 1
          }
        ],
        "module": [
          {
            "value": "estimating",
            "count": 1
          }
        ],
        "role": [],
        "tag": [
          {
            "value": "Costs",
            "count": 1
          }
        ]
      },
      "pagination": {
        "page": 1,
        "limit": 10,
        "total": 1,
        "pages": 1
      }
    }
    "#);
}

#[test]
fn a_snippet_shows_the_best_section_with_its_words_marked() {
    let long = "Palabra de relleno para alargar el texto. ".repeat(12);
    let shop = Shop::open([
        Page::es("corto", "Uno").text("Las \"órdenes\" <b>de</b>\n\ncambio & más."),
        Page::es("largo", "Dos").section(
            "fin",
            "El fin",
            &format!("{long}Aquí está el tesoro. {long}"),
        ),
        Page::es("titulo", "Solo el castillo")
            .with(|article| article.summary = "Resumen del artículo.".to_owned())
            .text("Otra cosa."),
        Page::es("cabeza", "Tres")
            .text("Antes.")
            .section("torre", "La torre", ""),
    ]);
    let check = |query: &str, anchor: Option<&str>, snippet: &str| {
        let answer = shop.answer("public", &request(Locale::Es, query));
        let hit = &answer.groups[0].hits[0];
        assert_eq!(
            (hit.anchor.as_deref(), hit.snippet.as_str()),
            (anchor, snippet),
            "{query}"
        );
    };
    check(
        "orden",
        None,
        "Las &quot;<mark>órdenes</mark>&quot; &lt;b&gt;de&lt;/b&gt; cambio &amp; más.",
    );
    check(
        "tesoros",
        Some("fin"),
        "…de relleno para alargar el texto. Aquí está el <mark>tesoro</mark>. Palabra de relleno para \
         alargar el texto. Palabra de relleno para alargar el texto. Palabra de relleno para \
         alargar el texto. Palabra…",
    );
    check("castillo", None, "Resumen del artículo.");
    check("torre", Some("torre"), "Antes.");
    let answer = shop.answer("public", &request(Locale::Es, "tesoros"));
    assert_eq!(answer.groups[0].hits[0].matched_by, MatchedBy::Stem);
}

#[test]
fn a_hit_names_its_section_and_two_more_that_answer_nearly_as_well() {
    let shop = Shop::open([Page::en("a", "Send an estimate")
        .text("An estimate is a price.")
        .section("build", "Build the estimate", "Add lines.")
        .section(
            "rare",
            "The office",
            "Once an estimate. And much that is about other things, at length, to say little.",
        )
        .section("send", "Send the estimate", "The estimate goes out.")
        .section("undo", "Take an estimate back", "Lines stay.")
        .section("print", "Print the estimate", "On paper.")]);
    let hit = |query: &str| {
        let answer = shop.answer("public", &request(Locale::En, query));
        let hit = &answer.groups[0].hits[0];
        let further: Vec<String> = hit
            .sections
            .iter()
            .map(|one| format!("{} #{}", one.heading, one.anchor))
            .collect();
        format!(
            "{} #{}; {}",
            hit.heading.as_deref().unwrap_or_default(),
            hit.anchor.as_deref().unwrap_or_default(),
            further.join(", ")
        )
    };
    insta::assert_snapshot!(hit("estimate"), @"Send the estimate #send; Build the estimate #build, Take an estimate back #undo");
    insta::assert_snapshot!(hit("print"), @"Print the estimate #print; ");
    // Found by its title alone: it opens at its top.
    insta::assert_snapshot!(hit("price"), @" #; ");
}
