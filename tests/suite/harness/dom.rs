//! What a browser would make of HTML: parsed as browsers do it, and compared with a list.

use html5ever::tendril::TendrilSink as _;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use url::Url;

/// Elements that may be there, each with its attributes.
pub type Allowed = &'static [(&'static str, &'static [&'static str])];

/// What is in the HTML that may not be: elements and attributes that are not in the list,
/// addresses that do more than lead somewhere, and whatever gets out of the place that the
/// HTML is put into.
pub fn dangers(html: &str, allowed: Allowed) -> Vec<String> {
    let page = format!("<!doctype html><html><body><main>{html}</main><footer></footer></body>");
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(page);
    let mut found = Vec::new();
    let body = child(&dom.document, "html").and_then(|html| child(&html, "body"));
    let Some(body) = body else {
        return vec!["no body".to_owned()];
    };
    let inside: Vec<String> = body.children.borrow().iter().filter_map(name).collect();
    if inside != ["main", "footer"] {
        found.push(format!("the page has {inside:?}"));
    }
    for place in body.children.borrow().iter() {
        for node in place.children.borrow().iter() {
            look(node, allowed, &mut found);
        }
    }
    found
}

fn look(node: &Handle, allowed: Allowed, found: &mut Vec<String>) {
    match &node.data {
        NodeData::Element { name, attrs, .. } => {
            let element = allowed.iter().find(|(element, _)| *element == &*name.local);
            match element {
                None => found.push(format!("<{}>", name.local)),
                Some((_, attributes)) => {
                    for attribute in attrs.borrow().iter() {
                        let own = &*attribute.name.local;
                        if !attributes.contains(&own) {
                            found.push(format!("<{} {own}>", name.local));
                        }
                        if matches!(own, "href" | "src") && !leads_somewhere(&attribute.value) {
                            found.push(format!("{own}={}", attribute.value));
                        }
                    }
                }
            }
        }
        NodeData::Text { .. } | NodeData::Document => {}
        other => found.push(format!("{other:?}")),
    }
    for child in node.children.borrow().iter() {
        look(child, allowed, found);
    }
}

fn leads_somewhere(address: &str) -> bool {
    let here = Url::parse("https://help.example.com/en/community/a/").expect("an address");
    here.join(address).is_ok_and(|url| {
        let known = matches!(url.scheme(), "http" | "https" | "mailto");
        known && url.username().is_empty() && url.password().is_none()
    })
}

fn name(node: &Handle) -> Option<String> {
    match &node.data {
        NodeData::Element { name, .. } => Some(name.local.to_string()),
        _ => None,
    }
}

fn child(node: &Handle, wanted: &str) -> Option<Handle> {
    let children = node.children.borrow();
    let mut children = children.iter();
    children
        .find(|child| name(child).as_deref() == Some(wanted))
        .cloned()
}
