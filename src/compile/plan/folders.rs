//! The gates of folders: declared in `_index.md`, inherited downwards, only narrowed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::compile::Input;
use crate::compile::header::{Declared, Header};
use crate::compile::plan::gate_span;
use crate::compile::source::{Role, Tree};
use crate::content::paths::folder_of;
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::gate::{Gate, Visibility};
use crate::spanned::Span;

/// What the folders from the root down to one declare, together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outer {
    visibility: Option<Visibility>,
    roles: Option<BTreeSet<String>>,
    plans: Option<BTreeSet<String>>,
    /// The file that declared the last of it.
    declared_in: String,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum FolderGate<'a> {
    Open(&'a Outer),
    /// Something about the folder's gate is wrong: nothing below it is published.
    LeftOut(&'a str),
}

/// The gates of all folders, by path below a language: they hold in all languages.
#[derive(Debug)]
pub(crate) struct Folders {
    fallback: Visibility,
    gates: BTreeMap<String, Result<Outer, String>>,
}

impl Folders {
    /// Reads what each `_index.md` declares.
    ///
    /// A folder that one language declares is declared for all: a translation alone
    /// must not stand wider than its folder was meant.
    pub(crate) fn read(
        input: &Input<'_>,
        tree: &Tree,
        headers: &BTreeMap<String, Arc<Header>>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Folders {
        let mut folders = Folders {
            fallback: input.config.content.visibility,
            gates: BTreeMap::new(),
        };
        let mut indexes: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
        for (name, file) in &tree.texts {
            if let Role::Category { path, .. } = &file.role {
                let text: &str = &file.text;
                indexes.entry(path).or_default().push((name, text));
            }
        }
        for (folder, file) in &tree.closed {
            folders.gates.insert(folder.clone(), Err(file.clone()));
        }
        // Parents stand before their children in this order.
        for (path, files) in indexes {
            let outer = folders.resolved(path, true);
            let gate = outer.and_then(|outer| {
                let mut merged: Option<(Outer, &str)> = None;
                for (name, text) in files {
                    let source = Source::new(name, text);
                    let Some(header) = headers.get(name).filter(|header| header.sound) else {
                        return Err(name.to_owned());
                    };
                    if header.declared.is_empty() {
                        continue;
                    }
                    let own = folders
                        .declared(&outer, &header.declared, &source, diagnostics)
                        .ok_or_else(|| name.to_owned())?;
                    match &merged {
                        Some((other, file)) if !other.same_gate(&own) => {
                            diagnostics.push(
                                source
                                    .diagnostic(Code::CategoryGate, gate_span(&header.declared))
                                    .with("gate", folders.closed(&own))
                                    .with("other", folders.closed(other))
                                    .with("file", file),
                            );
                            return Err(name.to_owned());
                        }
                        Some(_) => {}
                        None => merged = Some((own, name)),
                    }
                }
                Ok(merged.map_or(outer, |(own, _)| own))
            });
            let closed = folders.gates.get(path).is_some_and(Result::is_err);
            if !closed {
                folders.gates.insert(path.to_owned(), gate);
            }
        }
        folders
    }

    /// The gate of a folder given as `en/estimating`, `en` or `en/_shared`.
    pub(crate) fn gate(&self, folder: &str) -> FolderGate<'_> {
        let path = folder.split_once('/').map_or("", |(_, path)| path);
        let mut path = path.trim_end_matches('/');
        loop {
            match self.gates.get(path) {
                Some(Ok(outer)) => return FolderGate::Open(outer),
                Some(Err(file)) => return FolderGate::LeftOut(file),
                None if path.is_empty() => return FolderGate::Open(&UNDECLARED),
                None => path = folder_of(path),
            }
        }
    }

    /// The gate of a folder for those who only want to compare with it.
    pub(crate) fn closed_gate(&self, folder: &str) -> Option<Gate> {
        match self.gate(folder) {
            FolderGate::Open(outer) => Some(self.closed(outer)),
            FolderGate::LeftOut(_) => None,
        }
    }

    /// The gate of something in a folder that declares `declared` itself.
    ///
    /// `None`, with a diagnostic, when it declares more than its folder allows.
    pub(crate) fn narrow(
        &self,
        outer: &Outer,
        declared: &Declared,
        source: &Source<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Gate> {
        let own = self.declared(outer, declared, source, diagnostics)?;
        Some(self.closed(&own))
    }

    fn resolved(&self, path: &str, above: bool) -> Result<Outer, String> {
        let from = if above && path.is_empty() {
            return Ok(Outer::default());
        } else {
            folder_of(path)
        };
        match self.gate(&format!("/{from}")) {
            FolderGate::Open(outer) => Ok(outer.clone()),
            FolderGate::LeftOut(file) => Err(file.to_owned()),
        }
    }

    fn declared(
        &self,
        outer: &Outer,
        declared: &Declared,
        source: &Source<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Outer> {
        let mut own = outer.clone();
        if !declared.is_empty() {
            source.file.clone_into(&mut own.declared_in);
        }
        if let Some(visibility) = &declared.visibility {
            own.visibility = Some(visibility.value);
        }
        if let Some(roles) = &declared.roles {
            own.roles = Some(roles.value.clone());
        }
        if let Some(plans) = &declared.plans {
            own.plans = Some(plans.value.clone());
        }
        let wider = own.visibility < outer.visibility;
        let span = match () {
            () if wider => declared.visibility.as_ref().map(|one| one.span),
            () if !Gate::is_among(&own.roles, &outer.roles) => {
                declared.roles.as_ref().map(|one| one.span)
            }
            () if !Gate::is_among(&own.plans, &outer.plans) => {
                declared.plans.as_ref().map(|one| one.span)
            }
            () => return Some(own),
        };
        diagnostics.push(
            source
                .diagnostic(Code::GateTooWide, span.unwrap_or(Span::default()))
                .with("gate", self.closed(&own))
                .with("outer", self.closed(outer))
                .with("declared", &outer.declared_in),
        );
        None
    }

    /// The gate with the fallback for what nothing declares.
    fn closed(&self, outer: &Outer) -> Gate {
        Gate {
            visibility: outer.visibility.unwrap_or(self.fallback),
            roles: outer.roles.clone(),
            plans: outer.plans.clone(),
        }
    }
}

impl Outer {
    /// Whether anything from here upwards says who may read it.
    pub(super) fn declares_visibility(&self) -> bool {
        self.visibility.is_some()
    }

    fn same_gate(&self, other: &Outer) -> bool {
        (self.visibility, &self.roles, &self.plans)
            == (other.visibility, &other.roles, &other.plans)
    }
}

static UNDECLARED: Outer = Outer {
    visibility: None,
    roles: None,
    plans: None,
    declared_in: String::new(),
};
