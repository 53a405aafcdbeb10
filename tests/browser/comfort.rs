//! What readers set in their system: fewer movements, their own colours, the dark.

use serde_json::json;

use crate::pages::{all, nothing, wrong_on};
use crate::reader::reader;

#[tokio::test]
async fn nothing_moves_for_who_asked_for_less_motion() {
    let Some(reader) = reader().await else { return };
    reader
        .prefers(&[("prefers-reduced-motion", "reduce")])
        .await;
    let script = "const long = (times) => times.split(',').some((time) => parseFloat(time) > 0.01); \
        const moving = [...document.querySelectorAll('*')].filter((one) => ['', '::before', '::after'].some((part) => {\
            const style = getComputedStyle(one, part || null);\
            return long(style.transitionDuration) || (style.animationName !== 'none' && long(style.animationDuration));\
        })).map((one) => one.outerHTML.slice(0, 70));\
        const smooth = getComputedStyle(document.documentElement).scrollBehavior;\
        if (smooth !== 'auto') moving.push(`the page scrolls ${smooth}`);\
        return moving.concat(document.getAnimations().map((one) => `an animation runs: ${one.animationName}`))";
    let wrong = wrong_on(&reader, &[360, 1280], all(), script).await;
    nothing(&wrong);
}

/// Backgrounds are gone then: what is drawn by a background alone is not there. What lies
/// over the number of a step or over a picture is seen by the edge of that.
#[tokio::test]
async fn forced_colours_leave_edges_around_whatever_is_pressed_and_icons_in_sight() {
    let Some(reader) = reader().await else { return };
    reader.prefers(&[("forced-colors", "active")]).await;
    let script = "const wrong = []; \
        const edge = (one, part) => { const style = getComputedStyle(one, part); return ['Top', 'Bottom'].every((side) =>\
            style[`border${side}Style`] !== 'none' && parseFloat(style[`border${side}Width`]) >= 1); };\
        for (const one of document.querySelectorAll('button, .button, input, .notice, .alert, .helpful')) {\
            if (!one.checkVisibility() || one.getBoundingClientRect().width <= 1) continue;\
            const link = getComputedStyle(one).textDecorationLine.includes('underline');\
            const around = one.parentElement;\
            const lent = edge(one, '::after') || edge(around, '::before') || [...around.querySelectorAll('img')].some((picture) => edge(picture));\
            if (!link && !edge(one) && !lent && getComputedStyle(one).borderInlineStartStyle === 'none') wrong.push(`no edge: ${one.outerHTML.slice(0, 70)}`);\
        }\
        const ground = getComputedStyle(document.body).backgroundColor;\
        for (const one of document.querySelectorAll('svg.icon')) {\
            const style = getComputedStyle(one);\
            if (one.checkVisibility() && style.stroke === ground && style.fill === ground) wrong.push(`unseen: ${one.outerHTML.slice(0, 70)}`);\
        }\
        return wrong";
    let wrong = wrong_on(&reader, &[360, 1280], all(), script).await;
    nothing(&wrong);
}

/// Every ground that the page had, frame by frame, from before it was laid out to its end.
const FRAMES: &str = "
window.grounds = new Set();
const note = () => {
  if (document.body) grounds.add(getComputedStyle(document.body).backgroundColor);
  if (document.readyState !== 'complete') requestAnimationFrame(note);
};
requestAnimationFrame(note);
addEventListener('DOMContentLoaded', note);
addEventListener('load', note);";

#[tokio::test]
async fn the_dark_is_dark_from_the_first_frame_on() {
    let Some(reader) = reader().await else { return };
    reader
        .devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({ "source": FRAMES }),
        )
        .await;
    for (scheme, dark) in [("dark", true), ("light", false)] {
        reader.prefers(&[("prefers-color-scheme", scheme)]).await;
        // Before any style sheet is there, the browser paints by this.
        let script = format!(
            "const wrong = []; \
             if (document.querySelector('meta[name=color-scheme]')?.content !== 'light dark') wrong.push('no colour scheme before the style sheet'); \
             const dark = [...grounds].map((one) => one.match(/[\\d.]+/g).slice(0, 3).every((part) => part < 80)); \
             if (!grounds.size || dark.some((one) => one !== {dark})) wrong.push([...grounds].join(' then ')); \
             const early = [...document.querySelectorAll('link[rel=stylesheet]')].filter((one) => one.media || !document.head.contains(one)); \
             return wrong.concat(early.map((one) => `does not hold the first frame back: ${{one.outerHTML}}`))"
        );
        let wrong = wrong_on(&reader, &[360], all(), &script).await;
        nothing(&wrong);
    }
}
