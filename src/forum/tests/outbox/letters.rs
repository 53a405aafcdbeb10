//! Letters: in the language of their reader, one for what belongs together, and ended by a link.

use super::*;
use crate::outbox::{Choice, Scope, forget, undelivered, unsubscribe};

/// The letter without what stands between its parts and the signature of its link.
fn named(letter: &Taken, post: &str) -> String {
    let data = letter.data.replace(post, "POST");
    let lines: Vec<String> = data
        .lines()
        .map(|line| match line.find("token=") {
            Some(at) => {
                let end = line[at..]
                    .find(['>', '"'])
                    .map_or(line.len(), |end| at + end);
                format!("{}token=…{}", &line[..at], &line[end..])
            }
            None => line.to_owned(),
        })
        .collect();
    let text = lines.join("\n");
    let boundary = text
        .split("boundary=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let id = boundary.expect("parts").to_owned();
    format!(
        "{} -> {}\n{}",
        letter.from,
        letter.to.join(", "),
        text.replace(&id, "ID")
    )
}

fn token(letter: &Taken) -> String {
    let start = letter.data.find("token=").expect("a link") + "token=".len();
    let rest = &letter.data[start..];
    rest[..rest.find(['>', '"', '\n']).expect("its end")].to_owned()
}

#[tokio::test]
async fn letters_say_what_happened_in_the_language_of_their_reader() {
    let world = World::new().await;
    let node = world.node().await;
    let ana = reached(customer("Ana Robles"), Locale::Es);
    let ben = reached(customer("Ben"), Locale::En);
    let title = "¿Cómo facturo la retención <al final>?";
    let post = world.ask(&ana, "estimating", title, 0).await;
    world.follow(&ben, Subject::Post(post.clone()), 0).await;
    let said =
        "In the **last** invoice, as *Ana* says:\n\n.a dot & <b>no markup</b>\n\n@ben @nobody";
    let reply = world.say(&customer("José Peña"), &post, said, 1).await;

    // Not before what may follow has happened.
    let (letters, _) = world.left(&node, 10).await;
    assert_eq!(letters, []);
    let (letters, _) = world.left(&node, 11).await;
    let to: Vec<&str> = letters.iter().map(|letter| letter.to[0].as_str()).collect();
    assert_eq!(to, ["ana.robles@example.com", "ben@example.com"]);
    insta::assert_snapshot!(named(&letters[0], &post), @r#"
    help@obra.example -> ana.robles@example.com
    Date: Mon, 02 Mar 2026 15:11:00 +0000
    From: "Obra Help" <help@obra.example>
    To: ana.robles@example.com
    Subject: =?utf-8?b?Sm9zw6kgUGXDsWEgcmVzcG9uZGnDszogwr9Dw7Ntbw==?= facturo la
     =?utf-8?b?cmV0ZW5jacOzbg==?= <al final>?
    Message-ID: <ID@obra.example>
    References: <POST@obra.example>
    Auto-Submitted: auto-generated
    List-Id: <forum.obra.example>
    List-Unsubscribe: <https://help.obra.example/unsubscribe?token=…>
    List-Unsubscribe-Post: List-Unsubscribe=One-Click
    Content-Language: es
    MIME-Version: 1.0
    Content-Type: multipart/alternative;
     boundary="ID"

    --ID
    Content-Type: text/plain; charset=utf-8
    Content-Transfer-Encoding: quoted-printable

    ¿Cómo facturo la retención <al final>?

    José Peña respondió:

    > In the last invoice, as Ana says:
    > .a dot & <b>no markup</b>
    > @ben @nobody

    Leer y responder: https://help.obra.example/en/forum/posts/POST/

    -- 
    Recibes este correo porque sigues esta pregunta o su categoría, o porque alguien te mencionó.
    Dejar de recibir estos correos: https://help.obra.example/unsubscribe?token=…

    --ID
    Content-Type: text/html; charset=utf-8
    Content-Transfer-Encoding: quoted-printable

    <!doctype html>
    <html lang="es">
    <head><meta charset="utf-8"><title>¿Cómo facturo la retención &lt;al final&gt;?</title></head>
    <body>
    <h2>¿Cómo facturo la retención &lt;al final&gt;?</h2>
    <p>José Peña respondió:</p>
    <blockquote>In the last invoice, as Ana says:<br>
    .a dot &amp; &lt;b&gt;no markup&lt;/b&gt;<br>
    @ben @nobody</blockquote>
    <p><a href="https://help.obra.example/en/forum/posts/POST/">Leer y responder</a></p>
    <hr>
    <p><small>Recibes este correo porque sigues esta pregunta o su categoría, o porque alguien te mencionó. <a href="https://help.obra.example/unsubscribe?token=…">Dejar de recibir estos correos</a></small></p>
    </body>
    </html>

    --ID--
    "#);
    insta::assert_snapshot!(named(&letters[1], &post), @r#"
    help@obra.example -> ben@example.com
    Date: Mon, 02 Mar 2026 15:11:00 +0000
    From: "Obra Help" <help@obra.example>
    To: ben@example.com
    Subject: =?utf-8?b?Sm9zw6kgUGXDsWE=?= replied: =?utf-8?b?wr9Dw7Ntbw==?=
     facturo la =?utf-8?b?cmV0ZW5jacOzbg==?= <al final>?
    Message-ID: <ID@obra.example>
    References: <POST@obra.example>
    Auto-Submitted: auto-generated
    List-Id: <forum.obra.example>
    List-Unsubscribe: <https://help.obra.example/unsubscribe?token=…>
    List-Unsubscribe-Post: List-Unsubscribe=One-Click
    Content-Language: en
    MIME-Version: 1.0
    Content-Type: multipart/alternative;
     boundary="ID"

    --ID
    Content-Type: text/plain; charset=utf-8
    Content-Transfer-Encoding: quoted-printable

    ¿Cómo facturo la retención <al final>?

    José Peña replied:

    > In the last invoice, as Ana says:
    > .a dot & <b>no markup</b>
    > @ben @nobody

    Read and reply: https://help.obra.example/en/forum/posts/POST/

    -- 
    You get this e-mail because you follow this question or its category, or because somebody mentioned you.
    Unsubscribe: https://help.obra.example/unsubscribe?token=…

    --ID
    Content-Type: text/html; charset=utf-8
    Content-Transfer-Encoding: quoted-printable

    <!doctype html>
    <html lang="en">
    <head><meta charset="utf-8"><title>¿Cómo facturo la retención &lt;al final&gt;?</title></head>
    <body>
    <h2>¿Cómo facturo la retención &lt;al final&gt;?</h2>
    <p>José Peña replied:</p>
    <blockquote>In the last invoice, as Ana says:<br>
    .a dot &amp; &lt;b&gt;no markup&lt;/b&gt;<br>
    @ben @nobody</blockquote>
    <p><a href="https://help.obra.example/en/forum/posts/POST/">Read and reply</a></p>
    <hr>
    <p><small>You get this e-mail because you follow this question or its category, or because somebody mentioned you. <a href="https://help.obra.example/unsubscribe?token=…">Unsubscribe</a></small></p>
    </body>
    </html>

    --ID--
    "#);

    // Several things that happen soon after each other are one letter.
    world
        .forum
        .verify(&staff(), &reply, true, later(20))
        .await
        .expect("verified");
    world.say(&customer("Sue"), &post, "Thank you.", 21).await;
    world.say(&ben, &post, "Me too.", 22).await;
    assert_eq!(world.left(&node, 29).await.0, []);
    let (letters, _) = world.left(&node, 30).await;
    assert_eq!(letters.len(), 2);
    let letter = named(&letters[0], &post);
    insta::assert_snapshot!(letter[letter.find("text/plain").expect("a text")..letter.find("text/html").expect("HTML")], @"
    text/plain; charset=utf-8
    Content-Transfer-Encoding: quoted-printable

    ¿Cómo facturo la retención <al final>?

    Sara Staff confirmó esta respuesta de José Peña:

    > In the last invoice, as Ana says:
    > .a dot & <b>no markup</b>
    > @ben @nobody

    Sue respondió:

    > Thank you.

    Ben respondió:

    > Me too.

    Leer y responder: https://help.obra.example/en/forum/posts/POST/

    -- 
    Recibes este correo porque sigues esta pregunta o su categoría, o porque alguien te mencionó.
    Dejar de recibir estos correos: https://help.obra.example/unsubscribe?token=…

    --ID
    Content-Type:
    ");
    // Nobody is told of what they did themselves.
    assert!(!letters[1].data.contains("Me too."));
    assert!(letters[1].data.contains("Thank you."));
    assert_eq!(undelivered(&world.storage).await.expect("a list"), []);
}

#[tokio::test]
async fn what_people_are_called_and_write_never_becomes_a_header() {
    let world = World::new().await;
    let node = world.node().await;
    let mut evil = customer("Eve\r\nBcc: all@example.com\r\n\r\n<script>");
    evil.member.as_mut().expect("a member").key = "eve".to_owned();
    let ben = reached(customer("Ben"), Locale::En);
    world
        .follow(&ben, Subject::Category("estimating".to_owned()), 0)
        .await;
    let title = "A title\r\nBcc: all@example.com\r\nX: =?utf-8?q?=0D=0ABcc:_all?=";
    world.ask(&evil, "estimating", title, 0).await;
    while node.round(later(10)).await.expect("a round") > 0 {}
    let letter = world.mail.taken().remove(0);
    assert_eq!(letter.to, ["ben@example.com"]);
    let (head, _) = letter.data.split_once("\r\n\r\n").expect("a head");
    let names: Vec<&str> = head
        .split("\r\n")
        .filter(|line| !line.starts_with([' ', '\t']))
        .map(|line| line.split(':').next().expect("a name"))
        .collect();
    assert_eq!(
        names,
        [
            "Date",
            "From",
            "To",
            "Subject",
            "Message-ID",
            "References",
            "Auto-Submitted",
            "List-Id",
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
            "Content-Language",
            "MIME-Version",
            "Content-Type"
        ]
    );
    let html = letter.data.split("text/html").nth(1).expect("HTML");
    assert!(html.contains("&lt;script&gt;") && !html.contains("<script>"));
}

#[tokio::test]
async fn one_step_ends_the_letters_of_a_post_or_all_and_the_address_goes_with_the_last() {
    let world = World::new().await;
    let node = world.node().await;
    let letters = Letters::new([7; 32]);
    let ana = reached(customer("Ana Robles"), Locale::En);
    let ben = customer("Ben");
    let post = world
        .ask(&ana, "estimating", "How do I bill retainage?", 0)
        .await;
    let other = world
        .ask(&ana, "estimating", "How do I bill the rest?", 0)
        .await;
    world.say(&ben, &post, "First.", 0).await;
    let (sent, _) = world.left(&node, 10).await;
    let link = token(&sent[0]);
    let ticket = letters.read(&link).expect("our own");
    assert_eq!(ticket.post, post);
    // Nobody makes one without the key, or for somebody else.
    assert_eq!(Letters::new([8; 32]).read(&link), None);
    for wrong in [
        String::new(),
        link.replace(&post, &other),
        link[..link.len() - 1].to_owned(),
        format!("{link}0"),
        format!("{link}."),
        link.replacen(|one: char| one.is_ascii_digit(), "x", 1),
        link.to_uppercase(),
    ] {
        assert_eq!(letters.read(&wrong), None, "{wrong}");
    }

    let ended = unsubscribe(&world.storage, &ticket, Scope::Post, later(11)).await;
    ended.expect("ended");
    world.say(&ben, &post, "Second, @ana-robles.", 12).await;
    // Writing there again does not bring them back.
    world.say(&ana, &post, "Third.", 12).await;
    world.say(&ben, &post, "Fourth.", 12).await;
    world.say(&ben, &other, "Fifth.", 12).await;
    let (sent, _) = world.left(&node, 30).await;
    assert_eq!(sent.len(), 1);
    assert!(sent[0].data.contains("Fifth."));

    // What waits when all letters end does not go out either.
    world.say(&ben, &other, "Sixth.", 31).await;
    node.round(later(32)).await.expect("a round");
    let reached =
        |follows: super::super::Follows| (follows.posts.len(), follows.mails, follows.is_reached);
    let before = world.forum.following(&ana).await.expect("a list");
    assert_eq!(reached(before), (1, true, true));
    for _ in 0..2 {
        let ended = unsubscribe(&world.storage, &ticket, Scope::All, later(33)).await;
        ended.expect("ended, or ended already");
    }
    assert_eq!(world.left(&node, 60).await.0, []);
    let after = world.forum.following(&ana).await.expect("a list");
    assert_eq!(reached(after), (1, false, false));
    world.say(&ana, &other, "Seventh.", 61).await;
    let after = world.forum.following(&ana).await.expect("a list");
    assert!(!after.is_reached, "writing does not bring the address back");

    // Who wants them again gets them again.
    let choice = Choice {
        mails: Some(true),
        automatic: None,
    };
    world
        .forum
        .choose(&ana, choice, later(62))
        .await
        .expect("chosen");
    world.say(&ben, &other, "Eighth.", 63).await;
    assert_eq!(world.left(&node, 80).await.0.len(), 1);
}

#[tokio::test]
async fn an_address_is_kept_while_something_is_followed_and_a_mail_server_is_named() {
    let mut world = World::new().await;
    let ana = reached(customer("Ana Robles"), Locale::En);
    let post = world
        .ask(&ana, "estimating", "How do I bill retainage?", 0)
        .await;
    let is_reached = async |world: &World| {
        let follows = world.forum.following(&ana).await.expect("a list");
        follows.is_reached
    };
    assert!(is_reached(&world).await);
    let subject = Subject::Post(post.clone());
    let ended = world.forum.follow(&ana, &subject, false, later(1)).await;
    ended.expect("ended");
    assert!(!is_reached(&world).await);

    // Who does not want to follow by writing says so.
    let choice = Choice {
        automatic: Some(false),
        mails: None,
    };
    world
        .forum
        .choose(&ana, choice, later(2))
        .await
        .expect("chosen");
    world
        .ask(&ana, "estimating", "How do I bill the rest?", 3)
        .await;
    let follows = world.forum.following(&ana).await.expect("a list");
    assert_eq!((follows.posts, follows.automatic), (Vec::new(), false));
    world
        .follow(&ana, Subject::Category("billing".to_owned()), 4)
        .await;
    assert!(is_reached(&world).await);

    // Without a mail server nobody has to be reached.
    let smtp = world.config.outbox.smtp.take();
    world.node().await;
    assert!(!is_reached(&world).await);
    world.config.outbox.smtp = smtp;
    world.forum.visited(&ana, later(5)).await.expect("noted");
    assert!(is_reached(&world).await);
    let member = ana.member.as_ref().expect("a member").key.clone();
    assert!(forget(&world.storage, &member).await.expect("forgotten") > 0);
    assert!(!is_reached(&world).await);
    assert_eq!(forget(&world.storage, &member).await.expect("forgotten"), 0);
}

#[tokio::test]
async fn a_mail_server_that_refuses_is_asked_again_but_not_for_a_mailbox_that_is_not_there() {
    let world = World::new().await;
    let node = world.node().await;
    let ana = reached(customer("Ana Robles"), Locale::En);
    let post = world
        .ask(&ana, "estimating", "How do I bill retainage?", 0)
        .await;
    world.say(&customer("Ben"), &post, "First.", 0).await;
    world.mail.answers(451);
    assert_eq!(world.left(&node, 10).await.0, []);
    let waits = undelivered(&world.storage).await.expect("a list");
    assert_eq!(waits[0].failure.as_deref(), Some("answered 451"));
    assert!(!waits[0].dead && waits[0].receiver.is_none());
    world.mail.answers(250);
    assert_eq!(world.left(&node, 11).await.0.len(), 1);

    world.say(&customer("Ben"), &post, "Second.", 12).await;
    world.mail.answers(550);
    assert_eq!(world.left(&node, 22).await.0, []);
    let given_up = undelivered(&world.storage).await.expect("a list");
    assert!(given_up[0].dead && given_up[0].tries == 1, "{given_up:?}");
}

#[tokio::test]
async fn who_follows_a_category_hears_of_new_posts_and_keepers_of_reports() {
    let world = World::new().await;
    let node = world.node().await;
    let ben = reached(customer("Ben"), Locale::En);
    let sara = reached(staff(), Locale::En);
    for who in [&ben, &sara] {
        world
            .follow(who, Subject::Category("estimating".to_owned()), 0)
            .await;
    }
    let ana = customer("Ana Robles");
    let post = world
        .ask(&ana, "estimating", "How do I bill retainage?", 0)
        .await;
    let reply = world.say(&ana, &post, "Nobody?", 0).await;
    let (letters, _) = world.left(&node, 10).await;
    assert_eq!(letters.len(), 2);
    assert!(
        letters
            .iter()
            .all(|letter| !letter.data.contains("Nobody?"))
    );
    let target = Target::from_key(&reply).expect("a key");
    let sue = customer("Sue");
    let reported = world
        .forum
        .report(&sue, &target, ReportReason::Spam, None, later(11));
    reported.await.expect("reported");
    let (letters, bodies) = world.left(&node, 21).await;
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to, ["sara.staff@example.com"]);
    assert!(
        letters[0]
            .data
            .contains("Sue reported what Ana Robles wrote as spam:")
    );
    // The webhook reads as anybody.
    assert_eq!(bodies, Vec::<String>::new());
}
