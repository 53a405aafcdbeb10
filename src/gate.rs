//! Who may read what: the one rule is [`Gate::admits`].
//!
//! A gate is what a viewer must have; a viewer is who asks. Nothing outside this
//! room decides visibility, and what this room does not know opens nothing.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

/// How far an article may be seen, from everybody to staff alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    Public,
    Customer,
    Internal,
}

impl Visibility {
    pub const ALL: [Visibility; 3] = [
        Visibility::Public,
        Visibility::Customer,
        Visibility::Internal,
    ];

    /// Reads the exact word; `Public` or ` public` is no visibility.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.word() == word)
    }

    pub fn word(self) -> &'static str {
        match self {
            Visibility::Public => "public",
            Visibility::Customer => "customer",
            Visibility::Internal => "internal",
        }
    }
}

impl fmt::Display for Visibility {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What a viewer must have to read an article.
///
/// `roles` and `plans` are `None` where nothing was declared, which admits every
/// role or plan. For public articles they say whom the article is for and lock
/// nothing: see [`Gate::lock`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Gate {
    pub visibility: Visibility,
    pub roles: Option<BTreeSet<String>>,
    pub plans: Option<BTreeSet<String>>,
}

impl Gate {
    pub fn new(visibility: Visibility) -> Self {
        Gate {
            visibility,
            roles: None,
            plans: None,
        }
    }

    pub fn public() -> Self {
        Gate::new(Visibility::Public)
    }

    /// The part of the gate that shuts somebody out: articles with one lock and
    /// one language share a shelf.
    pub fn lock(&self) -> Gate {
        match self.visibility {
            Visibility::Public => Gate::public(),
            Visibility::Customer | Visibility::Internal => self.clone(),
        }
    }

    /// Whether `viewer` may read what stands behind this gate.
    ///
    /// A viewer needs the visibility, one of the roles and one of the plans.
    /// Internal viewers pass the role and plan part of customer articles.
    pub fn admits(&self, viewer: &Viewer) -> bool {
        if self.visibility == Visibility::Public {
            return true;
        }
        if viewer.visibility < self.visibility {
            return false;
        }
        if self.visibility == Visibility::Customer && viewer.visibility == Visibility::Internal {
            return true;
        }
        let role = self
            .roles
            .as_ref()
            .is_none_or(|roles| !roles.is_disjoint(&viewer.roles));
        let plan = self.plans.as_ref().is_none_or(|plans| {
            viewer
                .plan
                .as_ref()
                .is_some_and(|plan| plans.contains(plan))
        });
        role && plan
    }

    /// What `viewer` would need besides, in the order in which it is asked for; nothing
    /// when the gate admits them.
    pub fn lacks(&self, viewer: &Viewer) -> Vec<Lack> {
        if self.admits(viewer) {
            return Vec::new();
        }
        let lock = self.lock();
        let mut lacks = Vec::new();
        if viewer.visibility < lock.visibility {
            lacks.push(Lack::Visibility(lock.visibility));
        }
        let roles = lock.roles.filter(|roles| roles.is_disjoint(&viewer.roles));
        lacks.extend(roles.map(Lack::Role));
        let met = |plans: &BTreeSet<String>| {
            let plan = viewer.plan.as_ref();
            plan.is_some_and(|plan| plans.contains(plan))
        };
        lacks.extend(lock.plans.filter(|plans| !met(plans)).map(Lack::Plan));
        lacks
    }

    /// Whether everybody whom this gate admits is admitted by `other` too.
    ///
    /// An article may link to, or include, only what its own readers may read.
    pub fn is_within(&self, other: &Gate) -> bool {
        let (own, other) = (self.lock(), other.lock());
        if other.visibility == Visibility::Public {
            return true;
        }
        if own.visibility < other.visibility {
            return false;
        }
        if own.visibility > other.visibility {
            return true;
        }
        subset(&own.roles, &other.roles) && subset(&own.plans, &other.plans)
    }

    /// Whether roles or plans declared inside of a folder are among those of the folder.
    pub fn is_among(inner: &Option<BTreeSet<String>>, outer: &Option<BTreeSet<String>>) -> bool {
        subset(inner, outer)
    }

    /// Whether the article is meant for `role`: it names no roles, or this one.
    pub fn is_for_role(&self, role: &str) -> bool {
        self.roles.as_ref().is_none_or(|roles| roles.contains(role))
    }

    /// Whether the article is meant for those with `plan`: it names no plans, or this one.
    pub fn is_for_plan(&self, plan: &str) -> bool {
        self.plans.as_ref().is_none_or(|plans| plans.contains(plan))
    }
}

fn subset(inner: &Option<BTreeSet<String>>, outer: &Option<BTreeSet<String>>) -> bool {
    match (inner, outer) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(inner), Some(outer)) => inner.is_subset(outer),
    }
}

/// Written as `customer:owner,pm@business,enterprise`, the form of `WHO`.
impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(",");
        write!(f, "{}", self.visibility)?;
        if let Some(roles) = &self.roles {
            write!(f, ":{}", joined(roles))?;
        }
        if let Some(plans) = &self.plans {
            write!(f, "@{}", joined(plans))?;
        }
        Ok(())
    }
}

/// What a viewer needs to pass a gate, and has not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    Visibility(Visibility),
    /// One of these.
    Role(BTreeSet<String>),
    /// One of these.
    Plan(BTreeSet<String>),
}

/// Written as it is in a `WHO`; alternatives with `|`.
impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Lack::Visibility(visibility) => write!(f, "{visibility}"),
            Lack::Role(names) | Lack::Plan(names) => {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                f.write_str(&names.join(" | "))
            }
        }
    }
}

/// Who asks. Made from a checked token, or [`Viewer::anonymous`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Viewer {
    pub visibility: Visibility,
    pub roles: BTreeSet<String>,
    pub plan: Option<String>,
}

impl Viewer {
    pub fn new(visibility: Visibility) -> Self {
        Viewer {
            visibility,
            roles: BTreeSet::new(),
            plan: None,
        }
    }

    /// Somebody without a token: sees what is public.
    pub fn anonymous() -> Self {
        Viewer::new(Visibility::Public)
    }

    pub fn is_anonymous(&self) -> bool {
        self.visibility == Visibility::Public
    }

    /// Reads `VISIBILITY[:ROLE[,ROLE]][@PLAN]`, the `WHO` of the command line.
    pub fn from_who(who: &str) -> Result<Self, UnknownWho> {
        let unknown = || UnknownWho(who.to_owned());
        let (rest, plan) = match who.split_once('@') {
            Some((_, "")) => return Err(unknown()),
            Some((rest, plan)) => (rest, Some(plan.to_owned())),
            None => (who, None),
        };
        let (word, roles) = rest.split_once(':').unwrap_or((rest, ""));
        let visibility = Visibility::from_word(word).ok_or_else(unknown)?;
        let roles = match rest.contains(':') {
            true => roles.split(',').map(str::to_owned).collect(),
            false => BTreeSet::new(),
        };
        if roles.contains("") {
            return Err(unknown());
        }
        Ok(Viewer {
            visibility,
            roles,
            plan,
        })
    }
}

/// A `WHO` that is not of the form `VISIBILITY[:ROLE[,ROLE]][@PLAN]`.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not of the form VISIBILITY[:ROLE[,ROLE]][@PLAN], such as `customer:pm@business`")]
pub struct UnknownWho(String);

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(text: &str) -> Gate {
        let (rest, plans) = text
            .split_once('@')
            .map_or((text, None), |(r, p)| (r, Some(p)));
        let (word, roles) = rest
            .split_once(':')
            .map_or((rest, None), |(w, r)| (w, Some(r)));
        let set = |text: &str| text.split(',').map(str::to_owned).collect();
        Gate {
            visibility: Visibility::from_word(word).expect("a visibility"),
            roles: roles.map(set),
            plans: plans.map(set),
        }
    }

    #[test]
    fn the_table_of_viewers_and_gates() {
        let viewers = [
            "public",
            "customer",
            "customer:pm",
            "customer:owner",
            "customer:pm@business",
            "internal",
            "internal:admin",
        ];
        let rows = [
            ("public", "1111111"),
            ("public:owner@business", "1111111"),
            ("customer", "0111111"),
            ("customer:pm", "0010111"),
            ("customer:owner,pm", "0011111"),
            ("customer@business", "0000111"),
            ("customer:owner@business", "0000011"),
            ("internal", "0000011"),
            ("internal:admin", "0000001"),
        ];
        for (text, expected) in rows {
            let row: String = viewers
                .iter()
                .map(|who| Viewer::from_who(who).expect("a viewer"))
                .map(|viewer| if gate(text).admits(&viewer) { '1' } else { '0' })
                .collect();
            assert_eq!(row, expected, "gate {text} against {viewers:?}");
        }
    }

    /// Checked against the rule itself: nobody may be admitted by the inner gate alone.
    #[test]
    fn within_means_that_no_viewer_is_lost() {
        let parts = ["", ":pm", ":owner,pm", "@business", ":pm@business"];
        let gates: Vec<Gate> = Visibility::ALL
            .iter()
            .flat_map(|v| parts.iter().map(move |part| gate(&format!("{v}{part}"))))
            .collect();
        let viewers: Vec<Viewer> = Visibility::ALL
            .iter()
            .flat_map(|v| {
                [
                    "",
                    ":pm",
                    ":owner",
                    ":field",
                    "@business",
                    ":pm@business",
                    ":owner@free",
                ]
                .map(|part| Viewer::from_who(&format!("{v}{part}")).expect("a viewer"))
            })
            .collect();
        for inner in &gates {
            for outer in &gates {
                if inner.is_within(outer) {
                    for viewer in &viewers {
                        assert!(
                            !inner.admits(viewer) || outer.admits(viewer),
                            "{inner} is said to be within {outer}, but {viewer:?} is lost"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn a_who_that_is_not_of_the_form_is_refused() {
        for who in [
            "",
            "Public",
            "admin",
            "customer:",
            "customer:pm,",
            "internal@",
            "public ",
        ] {
            assert!(Viewer::from_who(who).is_err(), "{who}");
        }
    }
}
