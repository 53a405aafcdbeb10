//! An article that begins as a question of the forum.

use std::future::Future;

use anyhow::{Context as _, ensure};

use crate::cli::export::open;
use crate::cli::world::World;
use crate::forum::{Forum, ForumError, Thread, Who};
use crate::gate::{Viewer, Visibility};
use crate::i18n::text;
use crate::locale::Locale;

/// The article with what was asked and answered, for a writer to make one text of.
pub(super) fn skeleton(
    world: &World,
    locale: Locale,
    id: &str,
    post: &str,
) -> anyhow::Result<String> {
    let thread = within(world, |forum| async move {
        match forum.read(&everybody(world), post).await {
            Ok(thread) => Ok(Some(thread)),
            Err(ForumError::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        }
    })?;
    let messages = &world.messages;
    let Some(thread) = thread else {
        anyhow::bail!(text::cli_new_no_post(messages, world.locale, post));
    };
    Ok(article(world, locale, id, &thread))
}

fn article(world: &World, locale: Locale, id: &str, thread: &Thread) -> String {
    let card = &thread.post.card;
    let base = &world.config.base_url;
    let address = format!("{base}/{}/forum/posts/{}/", card.language.code(), card.key);
    let summary = text::cli_new_summary(&world.messages, locale);
    // Nobody knows yet who will read the article: its key tells of the post to all of them.
    let mut categories = world.config.forum.categories.iter();
    let category = categories.find(|one| one.key == card.category);
    let is_open = category.is_some_and(|one| one.gate.admits(&Viewer::anonymous()));
    let (from, discussion) = match is_open {
        true => (
            text::cli_new_from_post(&world.messages, locale, address.as_str()),
            format!("discussion: {}\n", card.key),
        ),
        false => {
            let category = card.category.as_str();
            world.tell(&text::cli_new_no_discussion(
                &world.messages,
                world.locale,
                category,
            ));
            let from = text::cli_new_from_gated_post(&world.messages, locale);
            (from, String::new())
        }
    };
    let tags = match card.tags.as_slice() {
        [] => String::new(),
        tags => format!("tags: [{}]\n", tags.join(", ")),
    };
    let quoted = thread
        .post
        .body
        .lines()
        .map(|line| format!("> {line}").trim_end().to_owned());
    let quoted: Vec<String> = quoted.collect();
    // The best one stands first.
    let best = thread
        .replies
        .iter()
        .find_map(|reply| reply.content.as_ref());
    let answer = best.map_or("", |content| content.body.as_str());
    format!(
        "---\nid: {id}\ntitle: {:?}\nsummary: {summary:?}\n{tags}{discussion}status: draft\n---\n\n<!-- {from} -->\n\n{}\n\n{answer}\n",
        card.title,
        quoted.join("\n"),
    )
}

/// From now on the post leads to the article.
pub(super) fn tie(world: &World, post: &str, id: &str) -> anyhow::Result<()> {
    within(world, |forum| async move {
        Ok(forum.tie_to_article(post, id).await?)
    })
}

/// Whoever has the database may read all of it.
fn everybody(world: &World) -> Who {
    let config = &world.config;
    Who::anybody(Viewer {
        visibility: Visibility::Internal,
        roles: config.roles.iter().cloned().collect(),
        plan: config.plans.last().cloned(),
    })
}

fn within<T, F: Future<Output = anyhow::Result<T>>>(
    world: &World,
    work: impl FnOnce(Forum) -> F,
) -> anyhow::Result<T> {
    let categories = &world.config.forum.categories;
    ensure!(
        !categories.is_empty(),
        text::cli_new_no_forum(&world.messages, world.locale)
    );
    let runtime = tokio::runtime::Runtime::new().context("cannot open the database")?;
    runtime.block_on(async {
        let storage = open(world).await?;
        let done = work(Forum::new(storage.clone(), categories)).await;
        storage.close().await?;
        done
    })
}
