//! The ids that articles have on other branches, so that two writers are not given one.
//!
//! Trees and files that several branches share are read once. Without Git, or where it
//! cannot be read, there is nothing to say: the files of the folder still count.

use std::collections::HashSet;
use std::path::Path;

use gix::ObjectId;
use gix::bstr::ByteSlice as _;

/// Deeper folders hold no articles.
const MAX_DEPTH: usize = 32;

/// Gives `found` the bytes of every Markdown file that any local or remote-tracking
/// branch has below `content`.
pub(super) fn read(content: &Path, mut found: impl FnMut(&[u8])) {
    let _ = try_read(content, &mut found);
}

fn try_read(content: &Path, found: &mut impl FnMut(&[u8])) -> Option<()> {
    let content = std::fs::canonicalize(content).ok()?;
    let repository = gix::discover(&content).ok()?;
    let root = std::fs::canonicalize(repository.workdir()?).ok()?;
    let inner = content.strip_prefix(&root).ok()?;
    let mut seen = HashSet::new();
    let references = repository.references().ok()?;
    let branches = references
        .local_branches()
        .ok()?
        .chain(references.remote_branches().ok()?);
    for branch in branches.filter_map(Result::ok) {
        // A branch that leads nowhere says nothing; the others still do.
        let Some(tree) = folder(branch, inner) else {
            continue;
        };
        walk(&repository, tree, &mut seen, 0, found);
    }
    Some(())
}

/// The tree of the content folder at the tip of a branch.
fn folder(mut branch: gix::Reference<'_>, inner: &Path) -> Option<ObjectId> {
    let tree = branch.peel_to_commit().ok()?.tree().ok()?;
    if inner.as_os_str().is_empty() {
        return Some(tree.id);
    }
    let entry = tree.lookup_entry_by_path(inner).ok()??;
    entry.mode().is_tree().then(|| entry.object_id())
}

fn walk(
    repository: &gix::Repository,
    tree: ObjectId,
    seen: &mut HashSet<ObjectId>,
    depth: usize,
    found: &mut impl FnMut(&[u8]),
) {
    if depth > MAX_DEPTH || !seen.insert(tree) {
        return;
    }
    let Ok(tree) = repository.find_tree(tree) else {
        return;
    };
    for entry in tree.iter().filter_map(Result::ok) {
        let id = entry.object_id();
        if entry.mode().is_tree() {
            walk(repository, id, seen, depth + 1, found);
        } else if entry.mode().is_blob()
            && entry.filename().ends_with_str(".md")
            && seen.insert(id)
            && let Ok(blob) = repository.find_blob(id)
        {
            found(&blob.data);
        }
    }
}
