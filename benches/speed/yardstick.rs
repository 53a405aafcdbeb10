//! What the same crates answer alone, to measure the service against: JSON that says hello, ten hits that
//! are made already, and tantivy over the same articles with nothing around it (no gates, typos,
//! synonyms, groups, facets or snippets).
//!
//! `yardstick CONTENT PORT` serves `/hello`, `/hits` and `/search?q=` until it is ended.

use std::error::Error;
use std::fs;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::serve::ListenerExt as _;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::QueryParser;
use tantivy::schema::{
    IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value as _,
};
use tantivy::tokenizer::{Language, LowerCaser, SimpleTokenizer, Stemmer, TextAnalyzer};
use tantivy::{Index, IndexReader, TantivyDocument, TantivyError, doc};
use walkdir::WalkDir;

type Failed = Box<dyn Error + Send + Sync>;

#[derive(Clone, Debug, Serialize)]
struct Hit {
    title: String,
    url: String,
    summary: String,
}

#[derive(Debug, Serialize)]
struct Answer {
    total: usize,
    hits: Vec<Hit>,
}

#[derive(Debug, Deserialize)]
struct Asked {
    q: String,
}

struct Bare {
    reader: IndexReader,
    parser: QueryParser,
    /// Title, address and summary.
    shown: [tantivy::schema::Field; 3],
    hits: Vec<Hit>,
}

impl Bare {
    /// Indexes English and Spanish articles, each language's words by its own stems.
    fn index(content: &str) -> Result<Self, Failed> {
        let mut schema = Schema::builder();
        let stemmed = |name: &str| {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(name)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions);
            TextOptions::default().set_indexing_options(indexing)
        };
        let title = schema.add_text_field("title", stemmed("en") | STORED);
        let body = schema.add_text_field("body", stemmed("en"));
        let url = schema.add_text_field("url", STRING | STORED);
        let summary = schema.add_text_field("summary", STORED);
        let index = Index::create_in_ram(schema.build());
        let analyzer = TextAnalyzer::builder(SimpleTokenizer::default())
            .filter(LowerCaser)
            .filter(Stemmer::new(Language::English));
        index.tokenizers().register("en", analyzer.build());
        let mut writer = index.writer_with_num_threads(1, 100_000_000)?;
        let mut hits = Vec::new();
        let files = WalkDir::new(content).into_iter().filter_map(Result::ok);
        for file in files.filter(|file| file.path().extension().is_some_and(|end| end == "md")) {
            let text = fs::read_to_string(file.path())?;
            let mut parts = text.splitn(3, "---\n").skip(1);
            let (front, words) = (
                parts.next().unwrap_or_default(),
                parts.next().unwrap_or_default(),
            );
            let of = |name: &str| {
                let mut lines = front.lines().filter_map(|line| line.strip_prefix(name));
                lines.next().unwrap_or_default().trim().to_owned()
            };
            let hit = Hit {
                title: of("title:"),
                url: file.path().display().to_string(),
                summary: of("summary:"),
            };
            writer.add_document(doc!(
                title => hit.title.as_str(), body => words, url => hit.url.as_str(), summary => hit.summary.as_str(),
            ))?;
            if hits.len() < 10 {
                hits.push(hit);
            }
        }
        writer.commit()?;
        Ok(Bare {
            reader: index.reader()?,
            parser: QueryParser::for_index(&index, vec![title, body]),
            shown: [title, url, summary],
            hits,
        })
    }

    fn search(&self, words: &str) -> Result<Answer, TantivyError> {
        let query = self.parser.parse_query_lenient(words).0;
        let searcher = self.reader.searcher();
        let best = TopDocs::with_limit(10).order_by_score();
        let (best, total) = searcher.search(&query, &(best, Count))?;
        let shown = |document: &TantivyDocument, at: usize| {
            let value = document.get_first(self.shown[at]);
            value
                .and_then(|value| value.as_str())
                .unwrap_or_default()
                .to_owned()
        };
        let hits = best.into_iter().map(|(_, place)| {
            let document: TantivyDocument = searcher.doc(place)?;
            Ok(Hit {
                title: shown(&document, 0),
                url: shown(&document, 1),
                summary: shown(&document, 2),
            })
        });
        Ok(Answer {
            total,
            hits: hits.collect::<Result<_, TantivyError>>()?,
        })
    }
}

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [content, port] = &arguments[..] else {
        return Err("yardstick CONTENT PORT".into());
    };
    let router = Router::new()
        .route("/hello", get(async || Json("hello")))
        .route("/hits", get(made))
        .route("/search", get(found))
        .with_state(Arc::new(Bare::index(content)?));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port.parse::<u16>()?)).await?;
    // Without it answers wait for an acknowledgement that the other side delays.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    Ok(axum::serve(listener, router).await?)
}

async fn made(State(bare): State<Arc<Bare>>) -> Json<Vec<Hit>> {
    Json(bare.hits.clone())
}

async fn found(
    State(bare): State<Arc<Bare>>,
    Query(asked): Query<Asked>,
) -> Result<Json<Answer>, StatusCode> {
    let answer = bare.search(&asked.q);
    answer
        .map(Json)
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}
