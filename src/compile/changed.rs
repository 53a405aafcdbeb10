//! A compile after which nothing is another but what some articles say.
//!
//! Entry point: [`compile`]. Most saves are of this kind: the header stays, links lead where they
//! led, headings are called by the same names. Then no other page can be another, and the compile
//! before is taken with these articles replaced. Where anything else might have changed it gives
//! up, and all is compiled.

use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::compile::include::included;
use crate::compile::kept::{Kept, KeptPage};
use crate::compile::plan::{Plan, Planned};
use crate::compile::resolver::{Index, Pictures, Places};
use crate::compile::source::{SourceFile, Tree};
use crate::compile::{Compiled, Input, front_matter, render, review};
use crate::content::{Article, Library, Picture, PictureBytes, Status, Term};
use crate::diagnostic::Diagnostic;
use crate::history::blob_id;
use crate::translations::{Reading, Writing, major_edit, outdated};

/// What a compile gave, and all that it was made of.
#[derive(Debug)]
pub(super) struct Last {
    pub(super) compiled: Compiled,
    pub(super) tree: Tree,
    pub(super) plan: Plan,
    pub(super) places: Places,
    pub(super) terms: Vec<Term>,
    pub(super) pictures: Pictures,
    pub(super) left_out: BTreeSet<usize>,
    /// Names of pictures that no page shows: it matters whether a text names them.
    pub(super) shows_nowhere: Vec<String>,
    /// What other texts include, looked for when it is first asked.
    pub(super) included: OnceCell<BTreeSet<String>>,
}

/// Compiles what [`Kept`] has of the time before with the texts of `files` as they are now.
pub(super) fn compile(input: &Input<'_>, kept: &mut Kept, files: &[String]) -> Option<Compiled> {
    // What is given up half way is compiled as a whole, and leaves another one.
    let mut last = kept.last.take()?;
    let mut places = Vec::with_capacity(files.len());
    for file in files {
        if !last.tree.may_hold(input, file) {
            continue;
        }
        let (text, source) = last.tree.read_again(input, file)?;
        places.push(last.put(&source)?);
        kept.texts.insert(file.clone(), text);
        last.tree.texts.insert(file.clone(), source);
    }
    let base = input.config.base_path();
    let Last {
        tree,
        plan,
        places: known,
        terms,
        pictures,
        ..
    } = &last;
    let index = Index::new(tree, plan, known, terms, pictures, base);
    let mut changed = Vec::with_capacity(places.len());
    for at in places {
        let planned = &last.plan.articles[at];
        let before = kept.pages.get(&*planned.file)?;
        let page = render::alone(input, &index, at, &last.left_out)?;
        if !says_it_in_the_same_places(before, &page) {
            return None;
        }
        let texts = [&before.made_of.text, &page.made_of.text];
        if !last.name_the_same(texts.map(|text| &**text)) {
            return None;
        }
        changed.push((at, page));
    }
    for (at, page) in &changed {
        let file = &*Arc::clone(&last.plan.articles[*at].file);
        let before = kept.pages.insert(file.to_owned(), Arc::clone(page))?;
        last.tell(&before.problems, &page.problems);
        if let Some((text, _)) = kept.headers.get_mut(file) {
            *text = Arc::clone(&page.made_of.text);
        }
    }
    last.take_in(input, kept, &changed)?;
    let compiled = last.compiled.clone();
    kept.last = Some(last);
    Some(compiled)
}

/// Whether two pages of one article are the same for everything around it.
fn says_it_in_the_same_places(before: &KeptPage, page: &KeptPage) -> bool {
    let answers = || before.answers.iter().zip(&page.answers);
    // What cannot be read is no reason to believe it.
    let anchors = |page: &KeptPage| -> Option<Vec<String>> {
        let outline = page.body.outline().ok()?;
        let anchors = outline.iter().map(|heading| heading.anchor.clone());
        Some(anchors.collect())
    };
    // Other pages may lead to them, as to headings.
    let is_without_notes = |page: &KeptPage| {
        let html = page.body.html();
        html.is_ok_and(|html| !html.contains("id=\"fn"))
    };
    // What has an error is left out.
    let is_sound = |page: &KeptPage| !page.problems.iter().any(Diagnostic::is_error);
    let is_plain = |page: &KeptPage| is_sound(page) && !page.has_anchors && is_without_notes(page);
    is_plain(before)
        && is_plain(page)
        && before.title == page.title
        && before.answers.len() == page.answers.len()
        && answers().all(|(one, other)| one.says(other))
        && before.body.pictures() == page.body.pictures()
        && anchors(before).is_some_and(|known| anchors(page) == Some(known))
}

impl Last {
    /// Has pictures read from where those of `library` lie, instead of held in memory.
    pub(super) fn pictures_lie_in(&mut self, library: &Library) {
        let pictures = library.pictures.iter();
        let lying: HashMap<&str, &PictureBytes> =
            pictures.map(|one| (one.url.as_str(), &one.bytes)).collect();
        let put = |picture: &mut Picture| {
            if let Some(bytes) = lying.get(picture.url.as_str()) {
                picture.bytes = (*bytes).clone();
            }
        };
        let known = self.compiled.library.pictures.iter_mut();
        known.map(Arc::make_mut).for_each(put);
        let files = self.pictures.by_file.values_mut();
        files.map(|(picture, _)| picture).for_each(put);
    }

    /// Puts a text in the place of the one before, and says where in the plan it is. `None` where
    /// more than what stands below the header may be another.
    fn put(&mut self, source: &SourceFile) -> Option<usize> {
        let at = self.places.article_in(&source.file)?;
        let planned = &mut self.plan.articles[at];
        let is_shown = planned.sound && planned.header.status == Status::Published;
        if !is_shown || planned.header.video.is_some() || self.left_out.contains(&at) {
            return None;
        }
        // No text that comes this way includes another one: what was found stays true.
        let included = self.included.get_or_init(|| included(&self.tree));
        if included.contains(&*source.file) {
            return None;
        }
        let start = planned.header.body;
        let head = front_matter::split(&source.source()).ok()?.body;
        if head != start || source.text.get(..start) != planned.text.get(..start) {
            return None;
        }
        planned.text = Arc::clone(&source.text);
        Some(at)
    }

    /// Whether texts name the same terms, and the same pictures that nothing shows.
    fn name_the_same(&self, texts: [&str; 2]) -> bool {
        let [before, now] = texts.map(|text| {
            let pictures = self.shows_nowhere.iter();
            let pictures = pictures.filter(|name| text.contains(name.as_str()));
            let terms = review::named_terms(text).map(str::to_owned);
            let names: BTreeSet<String> = pictures.cloned().chain(terms).collect();
            names
        });
        before == now
    }

    /// Has the problems of a text in the place of those of the one before.
    fn tell(&mut self, before: &[Diagnostic], now: &[Diagnostic]) {
        let Some(file) = before.iter().chain(now).map(|one| one.file.clone()).next() else {
            return;
        };
        // They are in the order of files.
        let all = &mut self.compiled.diagnostics;
        let start = all.partition_point(|one| one.file < file);
        let end = all.partition_point(|one| one.file <= file);
        let mut of_file: Vec<Diagnostic> = all[start..end].to_vec();
        of_file.retain(|one| !before.contains(one));
        of_file.extend_from_slice(now);
        Diagnostic::sort(&mut of_file);
        of_file.dedup();
        all.splice(start..end, of_file);
    }

    /// Puts the pages of some planned articles into the library, with what is told of their
    /// translations.
    fn take_in(
        &mut self,
        input: &Input<'_>,
        kept: &mut Kept,
        changed: &[(usize, Arc<KeptPage>)],
    ) -> Option<()> {
        let reading = Reading {
            history: input.history,
            front_matter: &input.config.front_matter,
        };
        let Compiled {
            library, writings, ..
        } = &mut self.compiled;
        let writings = Arc::make_mut(writings);
        let mut articles: Vec<Article> = Vec::new();
        for (at, page) in changed {
            let Planned { file, url, .. } = &self.plan.articles[*at];
            let writing = writings.iter_mut().find(|one| one.file == *file)?;
            writing.text = Arc::clone(&page.made_of.text);
            let revision = blob_id(writing.text.as_bytes())?.to_string();
            let of = (Arc::clone(&writing.text), revision.clone());
            kept.revisions.insert(Arc::clone(file), of);
            let major = major_edit(writing, reading);
            let article = library.article_at(url)?;
            articles.push(Article {
                revision,
                major,
                body: page.body.clone(),
                ..Article::clone(article)
            });
        }
        let ids: BTreeSet<_> = articles.iter().map(|one| one.id.clone()).collect();
        *library = std::mem::take(library).with_texts(articles)?;
        // A text that changed may leave its translations behind, or catch up with its original.
        let is_published = |writing: &Writing| {
            let mut articles = library.translations(&writing.id);
            articles.any(|article| *article.file == *writing.file)
        };
        let family = writings.iter();
        let family = family.filter(|one| ids.contains(&one.id) && is_published(one));
        let outdated = outdated(family, &input.config.languages, reading);
        let articles = ids.iter().flat_map(|id| library.translations(id));
        let told_otherwise = articles.filter_map(|article| {
            let told = outdated.get(&*article.file).copied();
            (article.outdated != told).then(|| Article {
                outdated: told,
                ..Article::clone(article)
            })
        });
        let told_otherwise = told_otherwise.collect();
        *library = std::mem::take(library).with_texts(told_otherwise)?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::compile::compile_again;
    use crate::config::Config;
    use crate::history::History;
    use crate::i18n::Messages;

    const FILE: &str = "en/pay.md";
    const TEXT: &str = "---\nid: KB-000001\ntitle: Pay\n---\nSee [[KB-000002]] and {term:net}.\n\n## Later\n\nIn thirty days.\n";

    fn surroundings() -> (Config, Messages, History) {
        (Config::default(), Messages::built_in(), History::none())
    }

    fn input_of<'a>(
        folder: &'a Path,
        config: &'a Config,
        messages: &'a Messages,
        history: &'a History,
    ) -> Input<'a> {
        Input {
            folder,
            config,
            messages,
            history,
            drafts: false,
        }
    }

    /// Whether a compile after `text` took the place of `before` gave all but that text from
    /// the one before.
    fn is_quick(before: &str, text: &str) -> bool {
        is_quick_beside("Text.", before, text)
    }

    /// The same where another article says `other`.
    fn is_quick_beside(other: &str, before: &str, text: &str) -> bool {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |file: &str, text: &str| {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        };
        write(FILE, before);
        let ask = format!("---\nid: KB-000002\ntitle: Ask\n---\n{other}\n");
        write("en/ask.md", &ask);
        write(
            "en/_terms.toml",
            "[net]\ntitle = \"Net\"\ntext = \"What is left.\"\n",
        );
        write("en/_shared/note.md", "A note.\n");
        let (config, messages, history) = surroundings();
        let input = input_of(folder.path(), &config, &messages, &history);
        let mut kept = Kept::default();
        compile_again(&input, &mut kept);
        write(FILE, text);
        compile(&input, &mut kept, &[FILE.to_owned()]).is_some()
    }

    #[test]
    fn what_is_said_of_a_text_is_said_of_the_one_that_stands_there_now() {
        let folder = tempfile::tempdir().expect("a folder");
        let (config, messages, history) = surroundings();
        let input = input_of(folder.path(), &config, &messages, &history);
        let write = |file: &str, text: &str| {
            let head = format!("---\nid: KB-00000{}\ntitle: A\n---\n", file.len());
            fs::create_dir_all(folder.path().join("en")).expect("a folder");
            fs::write(folder.path().join(file), head + text).expect("a file");
        };
        // What surrounds the file in the order of all.
        write("en/a.md", "More more of it.\n");
        write("en/pay-up.md", "Much much of it.\n");
        write("en/pay.md", "All is well.\n");
        let mut kept = Kept::default();
        let known = compile_again(&input, &mut kept).diagnostics;
        for text in [
            "In thirty thirty days.\n",
            "In thirty thirty days.\n\nOr or sooner.\n",
            "First.\n\nIn thirty thirty days.\n\nOr or sooner.\n",
            "In thirty thirty days, in thirty thirty days.\n",
            "All is well.\n",
        ] {
            write("en/pay.md", text);
            let files = ["en/pay.md".to_owned()];
            let quick = compile(&input, &mut kept, &files).expect("a quick one");
            let anew = compile_again(&input, &mut Kept::default());
            assert_eq!(quick.diagnostics, anew.diagnostics, "{text}");
            assert_eq!(quick.diagnostics == known, text.starts_with("All"));
        }
    }

    #[test]
    fn words_alone_are_taken_in_and_all_that_others_see_is_not() {
        let quick = |from: &str, to: &str| {
            assert!(TEXT.contains(from), "{from}");
            is_quick(TEXT, &TEXT.replace(from, to))
        };
        assert!(quick("thirty", "sixty"));
        assert!(quick("days.\n", "days.\n\nOr **sooner**.\n"));
        for (from, to) in [
            ("title: Pay", "title: Pay now"),
            ("id: KB-000001", "id: KB-000001\nvisibility: internal"),
            ("## Later", "## Sooner"),
            ("[[KB-000002]]", "[it](ask.md)"),
            ("[[KB-000002]]", "it"),
            (" and {term:net}", ""),
            ("thirty", "[thirty](#later)"),
            ("thirty", "thirty[^1]\n\n[^1]: Or so. "),
            ("In thirty", "{{include: _shared/note.md}}\n\nIn thirty"),
            ("In thirty", "<!-- {term:gross} -->\n\nIn thirty"),
            ("thirty", "[thirty](nowhere.md)"),
            ("thirty", "![thirty](thirty.png)"),
        ] {
            assert!(!quick(from, to), "{to}");
        }
        // What another page shows of it changes there.
        assert!(!is_quick_beside(
            "{{include: pay.md}}",
            TEXT,
            &TEXT.replace("thirty", "sixty")
        ));
        // What other files have to do with may be right now.
        assert!(!is_quick(
            &TEXT.replace("thirty", "[thirty](nowhere.md)"),
            TEXT
        ));
    }
}
