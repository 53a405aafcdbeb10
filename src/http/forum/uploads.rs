//! Files of members: taken from an app, and read where the post that they belong to is.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;

use crate::attachments::{AttachmentError, MAX_BYTES, ReadError, read_whole};
use crate::forum::{Refusal, Who};
use crate::http::App;
use crate::http::caching::PERSONAL;
use crate::http::caller::{Caller, Reader};
use crate::http::description::TextRefusals;
use crate::http::forum::shapes::Uploaded;
use crate::http::forum::{is_there, who};
use crate::http::parameters::Parameters;
use crate::http::problem::Problem;

/// Files that come at once: each may be in memory whole.
static UPLOADS: Semaphore = Semaphore::const_new(4);

/// How long a file may take to come.
const TIME: Duration = Duration::from_secs(60);

const PATH: &str = "/api/v1/support/forum/files";

/// How long a body may be, where that is another length than everywhere: nobody reads it
/// before its handler knows who sends it.
pub(in crate::http) fn upload_limit(method: &Method, path: &str) -> Option<usize> {
    (*method == Method::POST && path.ends_with(PATH)).then_some(MAX_BYTES)
}

/// Takes a file, to be shown in a text by `![…](attachment:KEY)`.
///
/// The bytes are the body; what it is is found by its content. What no post names within a
/// day goes away.
#[utoipa::path(
    post,
    path = "/api/v1/support/forum/files",
    tag = "forum",
    params(
        ("name" = Option<String>, Query, description = "What the file is called"),
        ("lang" = Option<String>, Query,),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "At most 10 MiB"),
    responses(
        (status = 201, body = Uploaded),
        TextRefusals,
    ),
)]
pub(in crate::http) async fn upload(
    State(app): State<Arc<App>>,
    caller: Caller,
    parameters: Parameters,
    request: Request,
) -> Result<Response, Problem> {
    is_there(&app)?;
    let who = who(&app, &caller);
    let member = who.member.as_ref().ok_or(Problem::SignInNeeded)?;
    if app.forum.is_blocked(&who).await? {
        return Err(Problem::Refused(Refusal::Blocked));
    }
    let _turn = UPLOADS.try_acquire().map_err(|_| Problem::Overloaded)?;
    let stream = request.into_body().into_data_stream();
    let bytes = tokio::time::timeout(TIME, read_whole(stream)).await;
    let bytes = match bytes {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(ReadError::Refused(why))) => return Err(Problem::FileRefused(why)),
        Ok(Err(ReadError::Broken(_))) => return Err(Problem::BadBody),
        Err(_) => return Err(Problem::BodyTooSlow),
    };
    let name = parameters.text("name").unwrap_or_default();
    let file = app
        .attachments
        .put(&member.key, &name, bytes, app.clock.now());
    let file = file.await.map_err(refused)?;
    let sign = if file.picture.is_some() { "!" } else { "" };
    let label = file.name.replace(['[', ']', '\\'], "");
    let body = Uploaded {
        markdown: format!("{sign}[{label}](attachment:{})", file.key),
        url: format!("{}/forum/files/{}", app.config.base_path(), file.key),
        key: file.key,
        name: file.name,
        media_type: file.media_type,
        size: file.size,
    };
    Ok((StatusCode::CREATED, [(CACHE_CONTROL, PERSONAL)], Json(body)).into_response())
}

/// A file: to whoever may read its post, and to its owner as long as it has none.
pub(in crate::http) async fn get_attachment(
    State(app): State<Arc<App>>,
    reader: Reader,
    Path(key): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let caller = reader.caller(request.headers(), &app).await?;
    let who = who(&app, &caller);
    let file = app.attachments.find(&key).await.map_err(refused)?;
    let file = file.ok_or(Problem::NotFound)?;
    let is_shown = match &file.post {
        Some(post) => {
            let cards = app.forum.cards_of(&who, &[post]).await?;
            !cards.is_empty()
        }
        None => who
            .member
            .as_ref()
            .is_some_and(|member| member.key == file.owner),
    };
    if !is_shown {
        return Err(Problem::NotFound);
    }
    let bytes = app.attachments.read(&file).await.map_err(refused)?;
    let headers = [
        (CONTENT_TYPE, file.media_type.clone()),
        (CONTENT_LENGTH, file.size.to_string()),
        (CONTENT_DISPOSITION, file.disposition()),
        // A post may be hidden at any moment: nobody keeps its files.
        (CACHE_CONTROL, PERSONAL.to_owned()),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox".to_owned(),
        ),
    ];
    Ok((headers, Body::from_stream(bytes)).into_response())
}

/// Gives the files that a text names to its post.
pub(super) async fn claim(app: &App, who: &Who, body: &str, post: &str) -> Result<(), Problem> {
    let named = crate::markup::post::asked(body, &app.messages);
    let keys = named.map(|asked| asked.attachments).unwrap_or_default();
    let Some(member) = who.member.as_ref().filter(|_| !keys.is_empty()) else {
        return Ok(());
    };
    let claimed = app.attachments.claim(&member.key, keys, post).await;
    claimed.map(drop).map_err(refused)
}

pub(super) async fn remove_of(app: &App, post: &str) -> Result<(), Problem> {
    app.attachments
        .remove_of(post)
        .await
        .map(drop)
        .map_err(refused)
}

pub(super) fn refused(error: AttachmentError) -> Problem {
    match error {
        AttachmentError::Refused(refused) => Problem::FileRefused(refused),
        AttachmentError::Storage(error) => Problem::storage(error),
        error => Problem::internal(error),
    }
}
