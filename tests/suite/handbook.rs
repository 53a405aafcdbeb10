//! The code of the developers' handbook, run as it stands in the article.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::commands::Running;
use crate::harness::{copy, repository};

const SECRET: &str = "a secret of the handbook test, 0123456789";

/// The fenced blocks of an article, by language, in order.
fn blocks(file: &str) -> BTreeMap<String, Vec<String>> {
    let text = std::fs::read_to_string(repository(file)).expect("the article");
    let mut blocks: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        match (line.trim_start().strip_prefix("```"), &mut open) {
            (Some(language), None) => open = Some((language.to_owned(), String::new())),
            (Some(_), Some(_)) => {
                let (language, block) = open.take().expect("a block");
                blocks.entry(language).or_default().push(block);
            }
            (None, Some((_, block))) => {
                block.push_str(line);
                block.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is open at the end");
    blocks
}

/// What a program says, or `None` and a word where the machine does not have it.
#[expect(clippy::print_stderr, reason = "says that a part was left out")]
fn run(program: &str, code: &str) -> Option<String> {
    let started = Command::new(program)
        .env("AYUDA_TOKEN_SECRET", SECRET)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = started else {
        eprintln!("left out: this machine has no `{program}`");
        return None;
    };
    let mut stdin = child.stdin.take().expect("stdin");
    stdin.write_all(code.as_bytes()).expect("the code");
    drop(stdin);
    let output = child.wait_with_output().expect("an end");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {said}");
    Some(String::from_utf8(output.stdout).expect("UTF-8"))
}

fn service(folder: &Path) -> Running {
    copy(&repository("content"), &folder.join("content"));
    std::fs::create_dir(folder.join("data")).expect("a folder");
    std::fs::write(folder.join("data/token.key"), format!("{SECRET}\n")).expect("the secret");
    let settings = "[service]\nallowed_origins = [\"https://app.example.com\"]\n";
    std::fs::write(folder.join("ayuda.toml"), settings).expect("the settings");
    Running::start(folder)
}

/// The status that a token gets for an article, and the body.
fn ask(running: &Running, id: &str, token: &str) -> (u16, String) {
    let answer = running.ask(&format!(
        "GET /api/v1/support/kb/articles/{id} HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    ));
    let status = answer[9..12].parse().expect("a status");
    (status, answer)
}

#[test]
fn the_ten_lines_of_each_language_sign_what_the_service_accepts() {
    let english = blocks("content/en/developers-handbook/sign-people-in.md");
    let spanish = blocks("content/es/developers-handbook/sign-people-in.md");
    assert_eq!(english, spanish, "code is the same in both languages");
    let folder = tempfile::tempdir().expect("a folder");
    let running = service(folder.path());

    // How each language names a person, and prints a token.
    let calls = [
        (
            "js",
            "node",
            "for (const [id, staff, roles, plan] of PEOPLE) console.log(helpToken({ id, staff, roles, plan }));",
        ),
        (
            "python",
            "python3",
            "for id, staff, roles, plan in PEOPLE: print(help_token({\"id\": id, \"staff\": staff, \"roles\": roles, \"plan\": plan}))",
        ),
        (
            "ruby",
            "ruby",
            "PEOPLE.each { |id, staff, roles, plan| puts help_token({ id: id, staff: staff, roles: roles, plan: plan }) }",
        ),
        (
            "php",
            "php",
            "foreach (PEOPLE as [$id, $staff, $roles, $plan]) echo help_token(compact('id', 'staff', 'roles', 'plan')), \"\\n\";",
        ),
    ];
    for (language, program, call) in calls {
        let code = &english[language][0];
        let lines = code.lines().filter(|line| !line.is_empty()).count();
        assert!(lines <= 18, "{language}: {lines} lines");
        // JSON reads the same in all four.
        let people = r#"[["ñandú-17", false, ["owner"], "business"], ["u-2", false, [], "free"], ["u-3", true, ["pm"], "free"]]"#;
        let people = match language {
            "js" => format!("const PEOPLE = {people};"),
            "python" => format!("PEOPLE = json.loads('{people}')"),
            "ruby" => format!("PEOPLE = {people}"),
            _ => format!("const PEOPLE = {people};"),
        };
        let Some(said) = run(program, &format!("{code}\n{people}\n{call}\n")) else {
            continue;
        };
        let tokens: Vec<&str> = said.split_whitespace().collect();
        let [owner, customer, staff] = tokens[..] else {
            panic!("{language}: {said}");
        };
        // For everybody, for owners of some plans, for staff.
        let opened = |token: &str| {
            ["KB-000003", "KB-000009", "KB-000012"].map(|id| ask(&running, id, token).0)
        };
        assert_eq!(opened(owner), [200, 200, 404], "{language}");
        assert_eq!(opened(customer), [200, 404, 404], "{language}");
        assert_eq!(opened(staff), [200, 200, 200], "{language}");
        // One letter of what it says, and one of how it is signed.
        for at in [owner.find('.').expect("a dot") + 20, owner.len() - 20] {
            let other = if &owner[at..=at] == "A" { "B" } else { "A" };
            let changed = format!("{}{other}{}", &owner[..at], &owner[at + 1..]);
            assert_eq!(opened(&changed), [401; 3], "{language} changed at {at}");
        }
    }
}

/// The page of the host app, with a browser of a few lines around it.
#[test]
fn the_page_of_the_handbook_signs_in_and_goes_back_nowhere_else() {
    let scripts = &blocks("content/en/developers-handbook/sign-people-in.md")["js"];
    let folder = tempfile::tempdir().expect("a folder");
    let running = service(folder.path());
    let help = format!("http://{}", running.address);
    let (sign, page, out) = (&scripts[0], &scripts[1], &scripts[2]);
    let page = page.replace("https://help.example.com", &help);
    let browser = format!(
        r#"
{sign}
{page}
{out}
const network = globalThis.fetch;
let cookie = "";
const said = {{ statuses: [], went: [] }};
const location = {{ search: "", replace: (url) => said.went.push(url) }};
globalThis.location = location;
globalThis.fetch = async (url, options = {{}}) => {{
  if (url === "/help-token") return {{ text: async () => helpToken({{ id: "u-3", staff: true, roles: [], plan: "free" }}) }};
  const headers = {{ ...options.headers, Origin: "https://app.example.com" }};
  if (options.credentials === "include" && cookie) headers.Cookie = cookie;
  const answer = await network(url, {{ ...options, headers }});
  said.statuses.push(answer.status);
  const set = answer.headers.get("set-cookie");
  if (set) cookie = set.split(";")[0];
  return answer;
}};
const restricted = async (cookie) =>
  (await network("{help}/en/support-desk/escalation-path/", {{ headers: {{ Cookie: cookie }} }})).status;
(async () => {{
  for (const back of ["?return_to=%2Fen%2Fsupport-desk%2F%3Fa%3Db", "", "?return_to=https://evil.example", "?return_to=%40evil.example", "?return_to=//evil.example"]) {{
    location.search = back;
    await signInToHelp();
  }}
  const session = cookie;
  said.open = await restricted(session);
  await signOutOfHelp();
  said.closed = await restricted(session);
  console.log(JSON.stringify(said));
}})();
"#
    );
    let Some(said) = run("node", &browser) else {
        return;
    };
    let said: Value = serde_json::from_str(&said.replace(&help, "HELP")).expect("JSON");
    insta::assert_json_snapshot!(said, @r#"
    {
      "closed": 404,
      "open": 200,
      "statuses": [
        204,
        204,
        204,
        204,
        204,
        204
      ],
      "went": [
        "HELP/en/support-desk/?a=b",
        "HELP/",
        "HELP//evil.example"
      ]
    }
    "#);
}
