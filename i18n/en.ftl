# Messages of ayuda in English. `build.rs` compares them with es.ftl: every key,
# with the same variables, or the build fails. A message becomes a typed function
# (`site-search` is `text::site_search`); diagnostics are looked up by their code.

## Dates

date-long = { $month } { $day }, { $year }

## Markdown

markup-note = Note
markup-tip = Tip
markup-important = Important
markup-warning = Warning
markup-caution = Caution
markup-table = Table
markup-table-in = Table: { $heading }
markup-task-done = Done
markup-task-open = To do
markup-footnotes = Notes
markup-footnote-back = Back to the text
markup-section-link = Link to “{ $title }”
markup-video = Watch the video
markup-video-titled = Watch: { $title }
markup-transcript = The film in words

## Diagnostics: what is wrong, the label at the marked place, how to mend it.
## `.near` stands in for `.help` when there is something to suggest.

diagnostic-unreadable-file = this file cannot be read: { $detail }
    .help = check that it exists and that you may read it
diagnostic-file-too-large = this file has { $size } MB; articles may have { $limit } MB
    .help = split it into several articles
diagnostic-invalid-utf8 = this file is not UTF-8 text
    .label = not UTF-8 from here on
    .help = save it as UTF-8; most editors offer that under “Save with encoding”
diagnostic-control-character = an invisible control character ({ $character })
    .label = here
    .help = delete it: it can make text read differently from what it says
diagnostic-outside-tree = this symbolic link leads out of its folder
    .help = copy the file here: a link would carry it past the gate of its folder
diagnostic-outside-language = this file belongs to no language
    .help = move it into a language folder such as `{ $language }/`, or list it in `content.ignore`

diagnostic-front-matter-syntax = this front matter cannot be read: { $detail }
    .label = here
    .help = each line is `key: value` in YAML (`---`), or `key = "value"` in TOML (`+++`)
diagnostic-front-matter-place = front matter starts on the first line, with exactly `---` or `+++`
    .label = this is not where front matter starts
    .help = delete what stands before or around the three characters
diagnostic-front-matter-open = this front matter has no end
    .label = opened here
    .help = close it with a line of `{ $fence }`
diagnostic-settings-syntax = the settings cannot be read: { $detail }
    .label = here
    .help = settings are written in TOML: `key = "value"`
diagnostic-unknown-key = no field is called `{ $key }`
    .label = unknown
    .help = see the list of fields in the documentation, or delete the line
    .near = did you mean `{ $near }`?
diagnostic-foreign-key = { $files ->
        [one] a file uses
       *[other] { $files } files use
    } the key `{ $key }`, which means nothing here
    .label = first seen here
    .help = map it in `[front_matter]`, or list it in `content.ignore_keys`
diagnostic-wrong-shape = `{ $key }` wants { $wanted ->
        [list] a list, such as `[one, two]`
        [boolean] `true` or `false`
        [integer] a whole number
        [table] a table
        [weight] a number from 0 to 100
        [share] a number from 0 to 1
        [viewer] who asks, such as `customer:pm`
       *[other] a text
    }
    .label = this is something else
    .help = write it in that form
diagnostic-empty-list = `{ $key }` is empty
    .label = nobody and nothing
    .help = list at least one, or delete the line
diagnostic-no-token-key = `{ $algorithm }` needs a key
    .label = signed with a key that the host app makes
    .help = write `key_file = "token.pem"` with the path of the host app's public key
diagnostic-algorithm-with-jwks = `algorithm` has no meaning beside `jwks`
    .label = each key of the set has its own
    .help = delete the line; the key set says how each key signs
diagnostic-doubled-item = `{ $item }` stands here twice
    .label = the second time
    .help = delete one of them
diagnostic-unknown-value = `{ $key }` cannot be `{ $value }`
    .label = unknown
    .help = it can be: { $known }
    .near = did you mean `{ $near }`? It can be: { $known }
diagnostic-bad-id = `{ $id }` is not an id
    .label = here
    .help = ids are made of letters, digits, `-`, `_` and `/`, such as `KB-000012`
diagnostic-bad-discussion = `{ $value }` is not the key of a post of the forum
    .label = here
    .help = write the part of its address that begins with `p`, as in `p3k7m0q9x2ab`
diagnostic-bad-date = `{ $value }` is not a date
    .label = here
    .help = write dates as `2026-03-31`
    .near = write it as `{ $near }`
diagnostic-bad-version = `{ $value }` is not a range of versions: { $detail }
    .label = here
    .help = write it as `">=2.3, <3"`
diagnostic-bad-slug = `{ $slug }` cannot be part of a URL
    .label = here
    .help = use lower-case letters, digits and `-`
    .near = `{ $near }` would do
diagnostic-reserved-slug = the site itself needs the address `{ $slug }`
    .label = taken
    .help = choose another slug
diagnostic-bad-context = `{ $pattern }` is not a pattern of screens: { $why ->
        [slash] it starts with `/`
        [tail] `**` stands alone at the end
        [wildcard] `*` and `{"{"}name{"}"}` are whole segments
       *[other] it is too long
    }
    .label = here
    .help = patterns look like `/estimates/{"{"}id{"}"}`, `/jobs/*/photos` or `/reports/**`
diagnostic-bad-alias = `{ $alias }` is not an old address of this site
    .label = here
    .help = write the path from the root, such as `/en/old/page/`
    .near = write it as `{ $near }`
diagnostic-no-title = this article has no title, so it is called `{ $title }`
    .help = add `title:` to the front matter
diagnostic-unknown-module = `modules.toml` has no module `{ $module }`
    .label = unknown
    .help = add it there, or use one of: { $known }
    .near = did you mean `{ $near }`?

diagnostic-gate-too-wide = `{ $gate }` is wider than the folder allows, which is `{ $outer }`
    .label = wider than the folder
    .help = a gate may only narrow on its way down; `{ $declared }` declares the folder's
diagnostic-category-gate = the languages declare different gates for this folder: `{ $gate }` here, `{ $other }` in `{ $file }`
    .label = here
    .help = declare one gate in both; until then everything in the folder is left out
diagnostic-translation-gate = the translations of this article have different gates: `{ $gate }` here, `{ $other }` in `{ $file }`
    .help = give both the same gate; until then both are left out
diagnostic-translation-id = the translations of this article have different ids: `{ $id }` here, `{ $other }` in `{ $file }`
    .label = here
    .help = files of one path are one article: give both the same id, or move one
diagnostic-doubled-id = the id `{ $id }` belongs to `{ $file }` already
    .label = taken
    .help = `ayuda new` allots a free one
diagnostic-doubled-url = the address `{ $url }` belongs to `{ $file }` already
    .label = taken
    .help = give one of them another `slug`
diagnostic-doubled-alias = the old address `{ $alias }` leads to `{ $file }` already
    .label = taken
    .help = an address can lead to one place: delete it from one of them
diagnostic-category-left-out = this article is left out with its category, `{ $file }`
    .help = mend the errors of that file first
diagnostic-unknown-related = no article has the id `{ $id }`
    .label = unknown
    .help = delete it, or write the id of another article
    .near = did you mean `{ $near }`?
diagnostic-unknown-replacement = no published article has the id `{ $id }`, so this page is gone without a replacement
    .label = unknown
    .help = write the id of the article that replaces it
    .near = did you mean `{ $near }`?
diagnostic-too-many-gates = there are { $gates } different gates; above { $limit } search becomes slow
    .help = give articles of one folder the same roles and plans

diagnostic-broken-link = no article at `{ $target }`
    .label = links to nothing
    .help = the link is shown as text; write the path of the file, such as `../billing/refunds.md`
    .near = did you mean `{ $near }`?
diagnostic-link-through-gate = this article is for `{ $gate }`, but links to `{ $target }`, which is for `{ $other }`
    .label = not all readers may follow
    .help = link to something all its readers may read, or narrow this article
diagnostic-missing-include = there is no `{ $target }` to include
    .label = includes nothing
    .help = the path is from the language folder, such as `_shared/photos.md`
    .near = did you mean `{ $near }`?
diagnostic-include-loop = `{ $target }` includes itself
    .label = comes back to itself
    .help = take this include out of the circle: { $circle }
diagnostic-include-too-large = what is included here becomes too large
    .label = here
    .help = a page may include { $limit } lines, { $depth } files deep
diagnostic-include-through-gate = this article is for `{ $gate }`, but includes `{ $target }`, which is for `{ $other }`
    .label = not all readers may read it
    .help = include something all its readers may read, or narrow this article
diagnostic-unknown-term = no term is called `{ $key }`
    .label = unknown
    .help = add it to `_terms.toml`
    .near = did you mean `{ $near }`?
diagnostic-term-gate = the languages give the term `{ $key }` different gates: `{ $gate }` here, `{ $other }` in `{ $file }`
    .help = declare the same in both; until then the term is left out
diagnostic-term-through-gate = this article is for `{ $gate }`, but shows the term `{ $key }`, which is for `{ $other }`
    .label = not all readers may read it
    .help = widen the term, or narrow this article
diagnostic-broken-image = this is no picture that can be shown
    .label = in no known format, cut off, or damaged
    .help = save it again as PNG, JPEG, GIF, WebP, AVIF or SVG; until then its alternative text is shown
diagnostic-huge-image = this picture has { $width } × { $height } pixels, more than { $limit } million
    .label = not shown
    .help = save it at the size at which it is shown; until then its alternative text is shown
diagnostic-mistyped-image = this file is named `.{ $ending }`, but it is a picture in the format `{ $format }`
    .label = served as what it is
    .help = rename it to `.{ $format }`, and mend the pages that show it
diagnostic-heavy-image = `{ $target }` is far heavier than what is shown of it ({ $size })
    .label = readers wait for it
    .help = save it at most { $widest } pixels wide and below 500 KB; make a film of a GIF that moves
diagnostic-missing-image = no picture at `{ $target }`
    .label = shows nothing
    .help = its alternative text is shown; put the file beside the article
    .near = did you mean `{ $near }`?
diagnostic-image-through-gate = this article is for `{ $gate }`, but shows `{ $target }`, which is for `{ $other }`
    .label = not all readers may see it
    .help = keep the picture in a folder that all its readers may read
diagnostic-unknown-directive = nothing is called `:::{ $name }`
    .label = shown as text
    .help = there are `:::steps`, `:::tabs`, `:::tab`, `:::cards`, `:::video` and `:::annotated`
    .near = did you mean `:::{ $near }`?
diagnostic-open-directive = this `:::{ $name }` has no end
    .label = opened here
    .help = close it with a line of `:::`
diagnostic-bad-spot = `{ $spot }` is not a place on the picture
    .label = in this picture
    .help = start each item with two percentages, from the left and from the top: `` `40,25` ``
diagnostic-bad-video = `{ $address }` is not a video that can be shown
    .label = here
    .help = use a YouTube or Vimeo address, or an `.mp4` or `.webm` file beside the article
diagnostic-too-deep = this is nested too deeply
    .label = from here on it is left away
    .help = use fewer lists and quotes inside of each other

diagnostic-internal-fault = ayuda itself fails on this article, which is left out
    .help = please report it, with the file
diagnostic-too-many-problems = this file has more than { $limit } problems; the rest is not listed
    .help = mend these first

diagnostic-bad-synonym = this rule does not say which words mean the same
    .label = needs words on both sides
    .help = write `quote, bid` both ways or `bid => estimate` one way, with at most 6 words a phrase
diagnostic-shallow-clone = this is a shallow clone: Git does not know when older articles changed
    .help = fetch the whole history (`git fetch --unshallow`; `fetch-depth: 0` in GitHub Actions)

## Review: what is built, but not as it should be

diagnostic-missing-alt = this picture has no alternative text
    .label = nothing to read out
    .help = say in the brackets what it shows: `![The toolbar of an estimate](toolbar.png)`
diagnostic-skipped-heading = this heading of level `{ $level }` follows one of a level that is two or more above
    .label = a level is missing
    .help = write it as `{ $wanted }`, or add the heading between
diagnostic-doubled-word = “{ $word }” stands here twice
    .label = twice
    .help = delete one of them
diagnostic-missing-anchor = `{ $file }` has no section `#{ $anchor }`
    .label = leads to the top of the page
    .help = give a heading that id, as in `## Late payments {"{"}#late{"}"}`, or name a section that is there
    .near = did you mean `#{ $near }`?
diagnostic-other-language = `{ $target }` is in another language ({ $language })
    .label = leaves the language of this page
    .help = there is no translation yet; tell readers, or link to something else
    .near = the page in this language is `{ $near }`
diagnostic-alias-loop = `{ $alias }` is the address of this page itself
    .label = leads to itself
    .help = delete it: an alias is an address that the page had before
diagnostic-alias-over-page = a page lives at `{ $alias }`: `{ $file }`
    .label = taken by a page
    .help = delete the alias, or give that page another slug; until then only the page is served
diagnostic-renamed-without-alias = this article was `{ $old }`, and `{ $url }` leads nowhere now
    .help = add `aliases: ["{ $url }"]` to the front matter
diagnostic-dead-context = { $why ->
        [nothing] `{ $pattern }` takes away what nothing brings
       *[taken] `{ $pattern }` never helps: `{ $other }` takes it away
    }
    .label = has no effect
    .help = delete the pattern, or mend what it should fit
diagnostic-shadowed-context = { $why ->
        [again] `{ $pattern }` fits the same screens as `{ $other }` before it
       *[module] the screens of `{ $pattern }` belong to the module `{ $owner }`, by `{ $other }`
    }
    .label = has no effect
    .help = a screen belongs to one module, the first by `order`: delete the pattern from one of them
diagnostic-context-without-module = no module has a screen like `{ $pattern }`
    .label = fits no module
    .help = mend the pattern, or add the screen to a module in `modules.toml`
    .near = did you mean something like `{ $near }`?
diagnostic-doubled-title = “{ $title }” is the title of `{ $file }` too
    .label = the same title
    .help = say in the titles what tells the two apart: readers see nothing else in a list
diagnostic-module-without-screen = the module `{ $module }` has no screens
    .label = never on a screen
    .help = give it `contexts`, such as `["/{ $module }/**"]`
diagnostic-orphaned-article = nothing leads to this article but the list of its category
    .help = link to it where readers need it, or give it `contexts` or a `module`
diagnostic-unused-term = no article shows the term `{ $key }`
    .label = not shown
    .help = show it with `{"{"}term:{ $key }{"}"}`, give it an `article`, or delete it if the app does not show it either
diagnostic-unused-picture = no page shows this file
    .help = delete it, or show it where it belongs
diagnostic-long-title = this title has { $length } characters; search engines show some { $limit }
    .label = may be cut
    .help = put what matters first, and leave the rest to the summary
diagnostic-long-summary = this summary has { $length } characters; search engines show some { $limit }
    .label = may be cut
    .help = one sentence that says what the reader can do afterwards is enough
diagnostic-review-due = this article was to be looked at again by { $day }
    .label = gone by
    .help = read it against the app, and set a new day

## Command line

cli-compiling = Reading the content
cli-no-content = no content folder at `{ $folder }`; `ayuda init` makes one, `--content DIR` names another
cli-more-diagnostics = … and { $more } more: `ayuda check` shows them all
cli-diagnostics = { $errors ->
        [one] { $errors } error
       *[other] { $errors } errors
    }, { $warnings ->
        [one] { $warnings } warning
       *[other] { $warnings } warnings
    }
cli-check-clean = { $articles ->
        [one] { $articles } article, no problems found
       *[other] { $articles } articles, no problems found
    }
cli-notes = { $notes ->
        [one] 1 note: `ayuda check --notes` shows it
       *[other] { $notes } notes: `ayuda check --notes` shows them
    }
cli-mended = { $place }: `{ $from }` is now `{ $to }` ({ $code })
cli-mended-away = { $place }: `{ $from }` is gone ({ $code })
cli-mended-files = { $mends ->
        [one] mended 1 place
       *[other] mended { $mends } places
    } in { $files ->
        [one] 1 file
       *[other] { $files } files
    }
cli-mend-nothing = nothing here has one safe mend
cli-mend-conflict = `{ $file }` has the marks of a merge conflict and was left as it is
cli-mend-failed = `{ $file }` cannot be written: { $detail }
cli-explain-unknown = no code is called `{ $code }`; `ayuda explain` lists all of them
cli-explain-near = no code is called `{ $code }`; did you mean `{ $near }`?
cli-severity-error = error: the article is left out
cli-severity-warning = warning: `--strict` fails for it
cli-severity-note = note: a matter of judgement, shown with `--notes`

## Failures of the service

http-not-found = Not found
http-not-found-detail = There is nothing here that you may read. Sign in if you expected something, or search for it.
http-invalid = Some values cannot be used
http-invalid-detail = `errors` says which, and what they can be.
http-bad-body = The body cannot be read
http-bad-body-detail = Send a JSON object of the documented shape.
http-unauthorized = The token is not valid
http-unauthorized-detail = Ask the host app for a new token, or ask without one for what is public.
http-session-ended = Your session has ended
http-session-ended-detail = Sign in again in the host app, or end the session with `DELETE /api/v1/support/session` to read what is public.
http-cross-site = Not from here
http-cross-site-detail = This request came from a page of another site. Add its origin to `service.allowed_origins` if it is yours.
http-method = Method not allowed
http-method-detail = The `Allow` header says what can be done here.
http-too-large = Too large
http-too-large-detail = A body may have at most 64 KiB. Send less.
http-form-too-large-detail = A form may have at most 200 KiB. Send less.
http-uri-too-long = The address is too long
http-uri-too-long-detail = An address may have at most 8 KiB. Send a shorter one.
http-media-type = Media type not supported
http-media-type-detail = Send `application/json`, or a form, and nothing that is packed.
http-changed = Changed meanwhile
http-changed-detail = What `If-Match` names is not what stands here now. Ask again without it.
http-range = There is no such part
http-range-detail = It begins behind the end, which `Content-Range` tells. Ask for the whole.
http-timed-out = Not in time
http-timed-out-detail = The answer took too long. Try again in a moment.
http-too-many = Too many requests
http-too-many-detail = More was asked in a minute than one reader may ask. Wait for the seconds in `Retry-After`, then go on.
http-busy = Busy
http-busy-detail = Nothing can be written at the moment, and nothing of this was kept. Send it again in a few seconds.
http-unsure = Perhaps kept
http-unsure-detail = The database broke off just then: it is not known whether this was kept. Look in a few seconds, and send it again if it is not there. The same vote counts once, however often it is sent.
http-kept = The last edition stays
http-kept-detail = `errors` says what stands in the way of the next one, and the log says more. Readers are shown what they were shown before.
http-kept-settings = cannot be used; run `ayuda check`
http-kept-content = cannot be read, or there is none; look at the content folder
http-kept-theme = cannot draw a page; run `ayuda check`, and look at the log
http-kept-index = cannot be written; look at the disk, and whether another process builds there
http-overloaded = Too much at once
http-overloaded-detail = More is asked than can be answered at the moment. Try again after the seconds in `Retry-After`.
http-sign-in = Sign in to write
http-sign-in-detail = Everybody reads; members write. Open the help from the app, or send the token of the app.
http-refused = Not possible
http-file-refused = The file was not taken
forum-refused-blocked = A moderator ended your writing here. Ask the support if that is a mistake.
forum-refused-not-yours = Only who wrote it may do that, or a moderator. You can report it instead.
forum-refused-own = It is your own. Votes and reports are for what others wrote.
forum-refused-locked = This conversation is closed. Ask a new question, and link to this one.
forum-refused-keepers = That is for moderators and staff. You can report it to them.
forum-refused-replies = Others have replied, and what they said would go with it. Edit the question, or ask a moderator.
forum-refused-many = You wrote a lot within an hour. Try again later.
forum-title-short = use at least { $limit } characters, so that others know what it is about
forum-body-long = at most 32 KiB of text; attach what is longer
forum-body-deep = too many lists or quotes inside each other, or too many links and tables; write it more simply
forum-tags-many = at most { $limit } tags
forum-tag-bad = tags are letters, digits and hyphens, up to 30 of them
forum-no-category = there is no such category for you
forum-no-duplicate = name another question that you may read, and that is no duplicate itself
forum-file-large = Files may have up to 10 MiB. Make it smaller, or link to it.
forum-file-empty = The file is empty. Choose another one.
forum-file-unknown = Pictures (PNG, JPEG, WebP, GIF), PDF, text, CSV and films (MP4, WebM) are taken. Convert the file to one of these.
forum-file-damaged = The file is damaged or cut off. Save it again and send it once more.
forum-file-pixels = The picture has too many pixels. Make it smaller, down to 2,560 pixels a side.
forum-file-many = You sent many files today. Try again tomorrow, or link to the file.

# Pages of the forum.
forum-page-title = Forum
forum-page-lede = Ask, answer, and find what others worked out already. Answers that were checked are marked.
forum-page-ask = Ask a question
forum-page-ask-lede = Say what you want to do, what you tried, and what happened instead.
forum-page-search = Search the forum
forum-page-search-button = Search
forum-page-categories = Categories
forum-page-latest = Latest conversations
forum-page-questions = { $count ->
    [one] { $count } question
   *[other] { $count } questions
}
forum-page-feed = Follow with a feed reader
forum-page-none = Nobody has asked anything here yet. Be the first.
forum-page-none-found = Nothing fits these filters.
forum-page-all = Show all questions
forum-page-restricted = Not public
forum-page-restricted-text = Only people with access to this category see this.
forum-page-votes = { $count ->
    [one] vote
   *[other] votes
}
forum-page-replies = { $count ->
    [one] reply
   *[other] replies
}
forum-page-points = { $count ->
    [one] { $count } point
   *[other] { $count } points
}
forum-page-status-open = Open
forum-page-status-answered = Answered
forum-page-status-verified = Verified answer
forum-page-status-accepted = Solved
forum-page-status-all = All
forum-page-in-all = All languages
forum-page-in-en = English
forum-page-in-es = Español
forum-page-sort-active = Latest activity
forum-page-sort-new = Newest
forum-page-sort-votes = Most votes
forum-page-filter-status = Status
forum-page-filter-in = Language of the questions
forum-page-filter-sort = Sort by
forum-page-filters = Filters
forum-page-filters-use = Use filters
forum-page-filters-active = Filters in use
forum-page-filter-remove = Remove the filter { $filter }
forum-page-filter-any = Any
forum-page-filter-category = Category
forum-page-filter-author = Asked by (@name)
forum-page-filter-tag = Tag
forum-page-filter-from = From
forum-page-filter-to = To
forum-page-tag = Tag: { $tag }
forum-page-tag-remove = Remove the tag { $tag }
forum-page-pages = Pages
forum-page-mark-pinned = Pinned
forum-page-mark-locked = Closed
forum-page-mark-hidden = Hidden
forum-page-mark-duplicate = Duplicate
forum-page-note-pinned = Pinned: it stays at the top of its category.
forum-page-note-locked = This conversation is closed. You can still read it.
forum-page-note-hidden = Hidden: only moderators and staff see this.
forum-page-note-duplicate = This was asked before. The answers are there:
forum-page-note-duplicate-unseen = This was asked before.
forum-page-article = There is an article about this
forum-page-staff = Staff
forum-page-asker = Asked this
forum-page-nobody = Former member
forum-page-asked-by = Asked by { $name }
forum-page-reply-by = Reply by { $name }
forum-page-reply-gone = Deleted reply
forum-page-edited = edited { $date }
forum-page-verified = Verified answer
forum-page-verified-by = Checked by { $name } on { $date }
forum-page-accepted = Accepted answer
forum-page-accepted-on = By who asked, on { $date }
forum-page-vote = This helps: vote
forum-page-unvote = Take the vote back
forum-page-act-accept = Accept as answer
forum-page-act-unaccept = Accept no more
forum-page-act-verify = Verify
forum-page-act-unverify = Verify no more
forum-page-act-pin = Pin
forum-page-act-unpin = Unpin
forum-page-act-lock = Close
forum-page-act-unlock = Open again
forum-page-act-hide = Hide
forum-page-act-show = Show again
forum-page-act-duplicate = Mark as duplicate
forum-page-act-unduplicate = No duplicate
forum-page-act-edit = Edit
forum-page-act-delete = Delete
forum-page-act-report = Report
forum-page-act-follow = Follow by e-mail
forum-page-act-unfollow = Stop following
forum-page-act-follow-category = Follow new questions by e-mail
forum-page-act-unfollow-category = You follow this category: stop
forum-page-act-link = Link
forum-page-act-block = Let this member write no more
forum-page-act-unblock = Let this member write again
forum-page-replies-heading = { $count ->
    [0] No replies yet
    [one] { $count } reply
   *[other] { $count } replies
}
forum-page-reply = Your reply
forum-page-send-reply = Reply
forum-page-send-ask = Ask
forum-page-send-edit = Save
forum-page-preview = Preview
forum-page-preview-heading = How it will look
forum-page-back = Back to the conversation
forum-page-cancel = Back without changes
forum-page-sign-in = Sign in to ask, answer and vote.
forum-page-sign-in-app = To ask, answer and vote, sign in to the app and open the help from there.
forum-page-field-title = Your question in one sentence
forum-page-field-title-hint = 10 to 150 characters
forum-page-answers = Does one of these answer it? ({ $count })
forum-page-answers-none = No answer to this yet. Add the details, and ask.
forum-page-answers-hint = They open in a new tab. What you wrote stays here.
forum-page-answers-look = Look for answers first
forum-page-answer-article = Article
forum-page-answer-forum = Forum
forum-page-answer-verified = Forum: verified answer
forum-page-field-category = Category
forum-page-field-category-choose = Choose one
forum-page-field-body = Details
forum-page-field-tags = Tags
forum-page-field-tags-hint = Up to five words, with commas between them
forum-page-field-language = Language of the question
forum-page-field-markdown = Markdown works: **bold**, *italic*, lists with -, > quotes, code between backticks, @name for a member.
forum-page-mend = It was not sent yet. See what to change below; your text is still there.
forum-page-told = Thank you. A moderator will look at it.
forum-page-edit-post = Edit the question
forum-page-edit-reply = Edit the reply
forum-page-report = Report
forum-page-report-lede = Moderators see who reports; nobody else does.
forum-page-reason = What is wrong with it?
forum-page-reason-spam = Advertising
forum-page-reason-rude = Rude or hurtful
forum-page-reason-private = Somebody’s private data
forum-page-reason-wrong = Wrong or dangerous advice
forum-page-reason-other = Something else
forum-page-comment = What should moderators know? (optional)
forum-page-send-report = Report
forum-page-delete-post = Delete the question
forum-page-delete-post-lede = The question goes away with all that was said to it. This cannot be undone.
forum-page-delete-reply = Delete the reply
forum-page-delete-reply-lede = What it said goes away; its place stays. This cannot be undone.
forum-page-send-delete = Delete
forum-page-duplicate = Mark as duplicate
forum-page-duplicate-lede = Readers of this question are led to the other one.
forum-page-duplicate-of = Address or key of the question that asks the same
forum-page-send-duplicate = Mark as duplicate
forum-page-history = History of edits
forum-page-history-lede = What was crossed out went, what is underlined came. The newest edit stands first.
forum-page-history-none = Nothing was edited.
forum-page-history-edit = Edited by { $name }
forum-page-history-skipped = lines that stayed
forum-page-member-since = Member since { $date }
forum-page-member-blocked = This member may write no more.
forum-page-member-posts = Questions
forum-page-member-answered = Answered
forum-page-member-none = Nothing that you may read.
forum-page-profile = Your profile
forum-page-following = What you follow
forum-page-following-lede = New replies and new questions reach you by e-mail.
forum-page-following-posts = Questions
forum-page-following-categories = Categories
forum-page-following-none = None yet.
forum-page-following-letters = E-mail
forum-page-following-to-en = To { $email }, in English. The app you sign in with decides both.
forum-page-following-to-es = To { $email }, in Spanish. The app you sign in with decides both.
forum-page-following-to-post = To { $email }, in the language of each question. The app you sign in with decides where.
forum-page-following-nowhere = The app you sign in with does not say where mail reaches you, so nothing is sent.
forum-page-following-mails = Send me e-mail
forum-page-following-automatic = Follow what I ask or reply to
forum-page-moderation = Moderation
forum-page-queue = Reported
forum-page-queue-none = Nothing waits for you.
forum-page-queue-by = Reported by { $name }
forum-page-queue-keep = Let it stand
forum-page-acts = What moderators did
forum-page-acts-none = Nothing yet.
forum-page-deed-verify = verified a reply
forum-page-deed-unverify = took a verification back
forum-page-deed-pinned = { $detail ->
    [on] pinned a question
   *[other] unpinned a question
}
forum-page-deed-locked = { $detail ->
    [on] closed a question
   *[other] opened a question again
}
forum-page-deed-hidden = { $detail ->
    [on] hid a text
   *[other] showed a text again
}
forum-page-deed-duplicate = { $detail ->
    [none] took a mark as duplicate back
   *[other] marked a duplicate
}
forum-page-deed-article = tied a question to an article
forum-page-deed-move = moved a question to { $detail }
forum-page-deed-delete = deleted a text
forum-page-deed-decide = { $detail ->
    [hide] decided to hide what was reported
   *[other] decided to let stand what was reported
}
forum-page-deed-block = let a member write no more
forum-page-deed-unblock = let a member write again
forum-page-upload = Add a picture or file
forum-page-uploading = Sending the file…
forum-page-upload-failed = The file was not taken.
http-internal = Our mistake
http-internal-detail = Something went wrong here. Try again; if it stays, tell support the request id.
http-slow = The body did not come in time
http-slow-detail = It has to be here within 8 seconds. Send it again, in one go.
http-headers = The headers are too large
http-headers-detail = Headers may have at most 16 KiB together. Send fewer cookies, or a shorter token.
http-host = The host is missing or wrong
http-host-detail = Send one `Host` header, with the name that you asked.
http-unready = Not ready
http-unready-detail = `errors` says what is missing. Ask again in a moment; meanwhile ask another node.
http-unready-storage = cannot be read; look at the log, and at the disk of the data folder
http-unready-writing = the last write failed: look at the disk, and at the log
http-unready-stopping = is about to end
http-one-of = can be one of: { $known }
http-number = is a whole number from { $from } to { $to }
http-version = is a release such as 2.4 or 2.4.1
http-date = is a day such as 2026-03-31
http-too-long = may have at most { $limit } characters
http-text = is a text
http-missing = is required

docs-title = API reference
docs-summary = Every route of the service: what it takes, what it answers, and a line to try it with.
docs-version = Version { $version }
docs-document = OpenAPI description
docs-contents = Routes
docs-token = Token
docs-token-text = Send the token that your app signs as `Authorization: Bearer TOKEN`. Without one, only what is public is answered. A token that is wrong in any way is refused with 401.
docs-language = Language
docs-language-text = `lang=` wins over `Accept-Language`. Answers name their language.
docs-failures = Failures
docs-failures-text = Every failure is application/problem+json (RFC 9457): a stable type, what went wrong and what to do next in your language, and the id of the request. What you may not read and what does not exist are the same 404.
docs-failures-shared = Any route can answer:
docs-failure-400 = a value that cannot be used; `errors` says which
docs-failure-401 = a token that is not valid
docs-failure-404 = nothing there that you may read
docs-failure-405 = a method that the route does not have; see `Allow`
docs-failure-408 = a body that took more than 15 seconds
docs-failure-413 = a body above 64 KiB
docs-failure-414 = an address above 8 KiB
docs-failure-415 = a body of another type, or packed
docs-failure-431 = headers above 16 KiB
docs-failure-503 = not ready, or not in time; see `Retry-After`
docs-parameters = Parameters
docs-body = Body
docs-try = Try it
docs-answer = Answer { $status }
docs-required = required
docs-list-of = list of
docs-shapes = Shapes
docs-shapes-text = Optional fields are absent, never null. Further fields may come.
docs-includes = All of { $shape }, and:
docs-tag-search = Search
docs-tag-articles = Articles
docs-tag-context = Help for a screen
docs-tag-feedback = Votes
docs-tag-session = Sessions in the browser
docs-tag-staff = For staff
docs-tag-service = Service

cli-drawing = Drawing the site
cli-indexing = Filling the shelves
cli-built-before = { $files ->
        [one] Nothing has changed: { $files } file in { $out }
       *[other] Nothing has changed: { $files } files in { $out }
    }
cli-built = { $files ->
        [one] { $files } file in { $out }
       *[other] { $files } files in { $out }
    }
cli-widget-call = Call it in a script of your app, before or after it has loaded
cli-widget-moving = Load it on every page. This address follows each release
cli-widget-pinned = Or this very version, checked by the browser, until you change it yourself
cli-widget-policy = If your app has a Content-Security-Policy, let it allow
cli-widget-no-origins = No origin may ask yet. Name that of your app in ayuda.toml: [service] allowed_origins = ["https://app.example.com"]
cli-serving = { $name } is at { $url } (Ctrl-C stops it)
cli-stopped = Stopped
cli-forgotten = Removed: { $votes ->
    [one] 1 vote
   *[other] { $votes } votes
  }, of which { $comments ->
    [0] none had a comment
    [one] 1 had a comment
   *[other] { $comments } had a comment
  }
cli-questions = Asked in the forum, answered by no article
cli-deflections = Answers shown to people who were about to ask
cli-deflections-row = shown { $shown } · opened { $opened } · asked all the same { $asked }
cli-deflections-without = (no category chosen)
cli-questions-none = Every question of the forum in this time has its article, or there was none
cli-questions-row = { $votes ->
    [one] one vote
   *[other] { $votes } votes
}, { $replies ->
    [one] one reply
   *[other] { $replies } replies
}, asked again { $again ->
    [one] once
   *[other] { $again } times
}
cli-new-no-post = there is no post `{ $key }` in the forum; `ayuda report questions` lists those without an article
cli-new-no-forum = there is no forum; add a part of it below `[forum.categories]`
cli-new-from-gated-post = Made of a question in the forum that not everybody may read. Write one text of question and answer, and remove this line.
cli-new-no-discussion = not everybody may read the category `{ $category }`: the article has no `discussion`, which would tell of the post. Add it if all readers of the article may read the post
cli-new-from-post = Made of a question in the forum, { $address }. Write one text of question and answer, and remove this line.
schema-setting-forum-threads = file with the threads that a forum without any begins with
cli-threads-no-file = cannot read `{ $file }`; give a file with a JSON document on each line
cli-threads-no-category = there is no category `{ $category }`; the settings have: { $known }. Name one with `--category`, or add it below `[forum.categories]`
cli-threads-counted = { $threads ->
    [one] One thread with { $replies ->
        [one] one reply
       *[other] { $replies } replies
    }
   *[other] { $threads } threads with { $replies ->
        [one] one reply
       *[other] { $replies } replies
    }
}
cli-threads-dry = Nothing was written; `--apply` takes them over
cli-threads-done = { $kept ->
    [0] All of them were there already
    [one] Took over one thread
   *[other] Took over { $kept } threads
}
cli-forgotten-member = In the forum: { $unsigned } texts are nobody's now, { $erased } are gone
cli-forgotten-nothing = Nothing is kept of `{ $sub }`
cli-no-key = no token key at `{ $path }`: without the key that the votes were kept with, nobody's votes can be found; `--data DIR` names another folder
cli-no-data = no database at `{ $path }`; the service makes it on its first start, `--data DIR` names another folder
# letters to members of the forum, and their end
outbox-subject-asked = { $author } asks: { $title }
outbox-subject-replied = { $author } replied: { $title }
outbox-subject-verified = Confirmed answer: { $title }
outbox-subject-accepted = Accepted answer: { $title }
outbox-subject-mentioned = { $author } mentions you: { $title }
outbox-subject-reported = Reported: { $title }
outbox-subject-several = { $count } updates: { $title }
outbox-letter-asked = { $author } asks:
outbox-letter-replied = { $author } replied:
outbox-letter-verified = { $actor } confirmed this reply by { $author }:
outbox-letter-accepted = { $actor } accepted this reply by { $author }:
outbox-letter-mentioned = { $author } mentions you:
outbox-letter-reported = { $actor } reported what { $author } wrote { $reason ->
    [spam] as spam
    [rude] as rude
    [private] because it holds something private
    [wrong] as wrong
   *[other] for another reason
  }:
outbox-letter-more = { $count ->
    [one] … and 1 more update.
   *[other] … and { $count } more updates.
  }
outbox-letter-read = Read and reply
outbox-letter-why = You get this e-mail because you follow this question or its category, or because somebody mentioned you.
outbox-letter-end = Unsubscribe
outbox-end-title = E-mail from the forum
outbox-end-question = Which e-mail do you not want any more?
outbox-end-post = Only what is about this question
outbox-end-all = All of it
outbox-end-done-post = There will be no more e-mail about this question.
outbox-end-done-all = There will be no more e-mail. Your address is not kept any longer.
outbox-end-wrong = This link is not complete. Copy the whole link out of the e-mail, or stop following in the forum.
cli-outbox-empty = Everything was delivered
cli-outbox-waiting = { $count ->
    [one] 1 delivery is tried again
   *[other] { $count } deliveries are tried again
  }
cli-outbox-dead = { $count ->
    [one] 1 delivery was given up
   *[other] { $count } deliveries were given up
  }; mend the receiver, then `ayuda outbox --retry all`, or one of them with its id
cli-outbox-again = { $time } again
cli-outbox-given-up = given up
cli-outbox-tries = { $count ->
    [one] 1 try
   *[other] { $count } tries
  }
cli-outbox-retried = { $count ->
    [one] 1 delivery will be tried again
   *[other] { $count } deliveries will be tried again
  }
cli-outbox-dropped = { $count ->
    [one] 1 delivery was dropped
   *[other] { $count } deliveries were dropped
  }
cli-outbox-none = there is no undelivered `{ $id }`; `ayuda outbox` lists what failed, and `all` means all that was given up
# the database on a server, and backups
cli-database-address = `service.database_url` is no address of a PostgreSQL server and its database; it looks like `postgres://ayuda:secret@127.0.0.1:5432/ayuda`
cli-database-away = no PostgreSQL server answers at `{ $server }`; start it, or mend `service.database_url` (`AYUDA_SERVICE__DATABASE_URL`)
cli-database-missing = the PostgreSQL server has no database `{ $server }`; make it with `createdb`, or mend `service.database_url`
cli-database-newer = a newer ayuda wrote this database (its change `{ $change }` is not known here); run the newer version, or put the backup from before the upgrade back: `ayuda restore FOLDER --replace`, `pg_restore` for PostgreSQL
cli-database-no-right = the user of `service.database_url` may not make tables in `{ $server }`; let the user own the database: `ALTER DATABASE … OWNER TO …`
cli-database-other = the PostgreSQL database `{ $server }` cannot be used; its log says more
cli-database-refused = the PostgreSQL server at `{ $server }` refuses the user or the password of `service.database_url`; mend them there, or allow the user in `pg_hba.conf`
cli-database-tls = the connection to the PostgreSQL server at `{ $server }` cannot be encrypted as `sslmode` in `service.database_url` asks; name the server's certificate authority with `sslrootcert=`, or let the server offer TLS
cli-backup-done = Backed up to `{ $path }`: database, key, files of members and kept versions of the widget. It holds a secret: keep it where only you can read it
cli-backup-key-elsewhere = The key `{ $path }` lies outside of the data folder and is not in the backup: keep it yourself
cli-backup-nothing = there is no database in `{ $path }`; `--data DIR` names another data folder
cli-backup-on-server = the votes are on a PostgreSQL server: back them up with `pg_dump --format=custom --file=ayuda.dump`, put them back with `pg_restore`, and keep `{ $path }` and the files of members as well: they lie in `attachments` of the data folder
cli-backup-taken = `{ $path }` is there already; name a folder that is new or empty, such as one with today's date
cli-restore-damaged = the database in `{ $path }` is damaged; nothing was changed, try an older backup
cli-restore-done = Restored to `{ $path }`
cli-restore-done-aside = Restored to `{ $path }`. What was there is in `{ $before }`: delete it once you are sure
cli-restore-in-use = the database in `{ $path }` is in use; stop the service, then restore again
cli-restore-nothing = `{ $path }` is no backup: it has no `ayuda.db` in it
cli-restore-taken = there is a database in `{ $path }` already; `--replace` moves it aside and restores over it
cli-address-taken = cannot listen at { $address }; `--listen 127.0.0.1:8081` names another address
cli-metrics-address-taken = cannot listen at `{ $address }` for metrics; set `service.metrics_listen` to another address, or to "" for none
cli-no-language = `{ $tag }` is not a language of this help center; try `en` or `es`
cli-search-group = { $kind ->
        [article] Articles
        [video] Videos
        [release] What's new
       *[other] { $kind }
    } · { $language } · { $total }
cli-unknown-who = the settings know no `{ $name }`; they know: { $known }
cli-unknown-text = `{ $file }`: no message is called `{ $key }`, so this text is not used
dev-look-as = Look as
dev-no-plan = no plan
dev-version = version
dev-problems = { $count ->
        [one] { $count } problem
       *[other] { $count } problems
    }
dev-no-problems = No problems
dev-held = There are new errors: the last good pages stay up until they are mended.
dev-instead = Look as
dev-no-gate = For everybody.
dev-seen = Seen: the gate is { $gate }.
dev-not-seen = Not seen: the gate is { $gate }, and this reader lacks: { $needs }.
dev-other-version = It is for versions { $range }: readers of this one find it later.
cli-dev-serving = { $name } for its writers: { $url }   (Ctrl-C stops it)
cli-dev-not-loopback = `{ $address }` can be reached from other machines: `ayuda dev` shows drafts and everything internal, so it listens at 127.0.0.1 or [::1] alone
cli-demo-serving = The demo app with the help in it: { $url }
cli-demo-not-loopback = `{ $address }` can be reached from other machines: the demo hands a token to whoever asks; add `--listen 127.0.0.1:8080`, or leave `--demo` out
demo-unknown-person = nobody is called `{ $name }` here; `as` is one of { $known }
demo-wrong-time = `for` is a number of seconds between -86400 and 43200; below zero, the token has ended already
demo-no-key = this service holds public keys alone and cannot sign a token; to try the demo, start it with AYUDA_IDENTITY__KEY_FILE naming a private key
cli-dev-updated = { $files ->
        [0] taken in after { $time } ms
        [1] shown after { $time } ms: { $names }
        [2] shown after { $time } ms: { $names }
        [3] shown after { $time } ms: { $names }
       *[other] shown after { $time } ms: { $names } … ({ $files } files)
    }
cli-dev-held = new errors: the last good pages stay up
cli-dev-waits = some of the settings that changed are taken in by a new start alone: Ctrl-C, then `ayuda dev` again
cli-option-before-command = `{ $option }` does nothing before `{ $command }`; put it behind: `ayuda { $command } { $option } …`
cli-option-of-serve = `{ $option }` is an option of `ayuda serve`; `ayuda { $command }` has none such, so leave it out
cli-no-article = no article is called `{ $name }`
cli-no-article-near = no article is called `{ $name }`; did you mean `{ $near }`?
cli-access-folder = in { $title }: { $gate }
cli-access-gate = gate: { $gate }
cli-access-seen = { $who } sees it
cli-access-not-seen = { $who } does not see it: lacks { $lacks }
cli-access-stage = nobody sees it: its status is `{ $stage }`
cli-did-you-mean = Did you mean “{ $query }”?
cli-search-missing = No article says: { $words }
cli-explain-exact = as typed
cli-explain-stem = another form
cli-explain-synonym = synonym
cli-explain-typo = mistyped
cli-explain-passage = words in one passage
cli-explain-translation = by its version in { $language }
cli-context-module = module: { $module }
cli-context-tour = tour: { $title }
cli-context-by-module = of the module
cli-context-by-search = by the words of the path
cli-context-by-popular = popular
cli-routes-without = { $count ->
    [0] every route has help of its own
    [one] 1 route has no help of its own
   *[other] { $count } routes have no help of their own
  }
cli-eval-title = { $language }: { $cases ->
    [one] 1 case
   *[other] { $cases } cases
  }
cli-eval-first-hit = first hit
cli-eval-mrr = MRR
cli-eval-ndcg = nDCG@10
cli-eval-section = right section
cli-eval-unknown = no article has this id
cli-eval-closed = { $who } may not read it
cli-eval-not-found = it holds too few of these words: add keywords, or a synonym
cli-eval-outranked = it comes { $place ->
    [2] second
    [3] third
   *[other] { $place }th
  }, behind { $first }: see `ayuda explain ranking`
cli-eval-other-section = it comes first, but opens at another section
cli-eval-below = { $language }: below the floor of { $first-hit } first hits and { $ndcg } nDCG
cli-eval-no-cases = there are no cases below `{ $folder }`: write `en/cases.toml`
cli-nothing-found = nothing found for “{ $query }”; try fewer or other words
cli-new-path = `{ $path }` is not a place for an article; write it as `en/estimating/send-an-estimate`
cli-new-exists = `{ $file }` is there already
cli-new-made = { $file } is { $id }, a draft
cli-new-translated = `{ $path }` is there in every language; nothing was written
cli-new-summary = One sentence that says what the reader can do afterwards
cli-new-body = Start with the task, and keep the special cases for the end.
cli-init-exists = `{ $file }` is there already; nothing was written
cli-init-made = { $files } files in { $folder }; run `ayuda` there to see it
cli-audit-unbuilt = there is no `{ $folder }` yet, so the site is looked at as it would be written
cli-audit-blind = the audit does not see what is written in the form `{ $form }`, so it would prove nothing; report this as a bug
cli-audit-found = { $place } holds a text of { $file }: “{ $text }”{ $form ->
        [plain] {""}
       *[other] , written as { $form }
    }
cli-audit-unseen = nothing of { $file } is seen even by those who may read it
cli-audit = { $restricted ->
        [one] { $restricted } restricted article
       *[other] { $restricted } restricted articles
    }, { $probes } texts looked for in { $files } public files, in { $forms } forms: { $found ->
        [0] none found, and every article is seen by those who may read it
       *[other] { $found } found
    }

cli-translations-title = { $language }: { $count ->
    [one] 1 article
   *[other] { $count } articles
  }
cli-translations-home = home
cli-translations-state = { $state ->
    [missing] missing
    [stale-major] stale, major
    [stale-minor] stale, minor
    [perhaps-stale] perhaps stale
    [orphaned] orphaned
   *[current] current
  }
cli-translations-words = { $words ->
    [one] 1 word
   *[other] { $words } words
  }
cli-translations-change = { $change ->
    [added] { $heading } (new)
    [removed] { $heading } (gone)
    [moved] { $heading } (moved)
   *[changed] { $heading }
  }
cli-translations-top = the beginning
cli-translations-front-matter = front matter: { $fields }
cli-translations-waiting = { $file } is { $status ->
    [draft] a draft
    [review] in review
    [archived] archived
   *[other] { $status }
  }
cli-translations-orphaned = its original is { $status ->
    [draft] a draft
    [review] in review
    [archived] archived
   *[gone] gone
  }: archive it too, or delete its `source` and let it stand for itself
cli-translations-unfound = the text of `{ $revision }` is { $why ->
    [shallow] not in this shallow clone (`git fetch --unshallow` brings it)
    [gone] not in this repository (any more)
    [ambiguous] not known: several objects start with these digits, write more of them
    [no-text] no article
   *[no-repository] not known: there is no Git repository here
  }; that the original says something else now is all that is known
cli-translations-by-commits = { $count ->
    [one] 1 translation names
   *[other] { $count } translations name
  } no `source`: compared with what the original said at the last commit of the translation
cli-translations-by-nothing = { $count ->
    [one] 1 translation names
   *[other] { $count } translations name
  } no `source`, and Git knows nothing of { $count ->
    [one] it: it is
   *[other] them: they are
  } taken as current
cli-translations-count = { $state ->
    [missing] { $count } missing
    [stale] { $count } stale
    [stale-major] { $count } by a major change
    [perhaps-stale] { $count } perhaps stale
    [orphaned] { $count } orphaned
   *[current] { $count } current
  }
cli-translations-to-do = { $words ->
    [one] 1 word to do
   *[other] { $words } words to do
  }{ $unknown ->
    [0] {""}
    [one] {" "}and the unknown changes of 1 article
   *[other] {" "}and the unknown changes of { $unknown } articles
  }
cli-translations-left-out = `ayuda check` finds errors; a file whose front matter cannot be read is not in this list
cli-translations-unknown = no article is called `{ $name }`; name it by id or by file, such as `es/billing/refunds.md`
cli-translations-near = no article is called `{ $name }`; did you mean `{ $near }`?
cli-translations-nothing-named = name a translation by id or by file, or `--all`
cli-translations-no-pair = `{ $name }` is no translation: there is no published article in another language that it could be made from
cli-translations-not-stale = { $file } is current
cli-translations-none-stale = No translation is stale
cli-translations-since = { $basis ->
    [commits] perhaps stale: the original since the last commit of this file
   *[source] stale, { $impact }: the original since `{ $revision }`
  }
cli-translations-at = { $place }: edit here
cli-translations-after = { $place }: goes behind this section
cli-translations-here-not = { $file }: its headings are not those of the original, so the place is for you to find
cli-translations-accepted = { $file }: `source` is now `{ $revision }`
cli-translations-accepted-already = { $file }: `source` is `{ $revision }` already
cli-translations-unreadable = `{ $file }`: its front matter cannot be read; `ayuda check` says why
cli-translations-unusual = `{ $file }`: its front matter is written in an unusual way; add the line `source: "{ $revision }"` yourself

## Site: every page
site-search = Search
site-search-label = Search the help center
site-search-placeholder = What do you want to do?
site-skip = Skip to the content
site-home = Home
site-language = Language
site-main-navigation = Main
site-footer = About this site
site-videos = Videos
site-whats-new = What’s new
site-feed = Feed
site-breadcrumbs = You are here
site-contact-title = Didn’t find what you need?
site-contact-text = Write to us. A person answers.
site-contact = Contact support

## Site: home
site-home-summary = Answers for your daily work, step by step.
site-topics = Browse by topic
site-featured = Start here
site-popular = Most read
site-more-articles = More articles
site-latest = What’s new
site-all-news = All news
site-articles = { $count ->
    [one] { $count } article
   *[other] { $count } articles
}
site-choose-language = Also available in:

## Site: category and lists
site-category-description = Help with { $title }: guides and answers, step by step.
site-articles-heading = Articles
site-subcategories = Topics
site-all-topics = All topics
site-only-in = Only in { $language ->
    [es] Spanish
   *[en] English
}
site-only-in-text = There is no English version yet.
site-nothing-here = There is nothing here in English yet.
site-tag-title = Tagged “{ $tag }”
site-tag-description = All articles about { $tag }.
site-videos-summary = See how it is done, in a few minutes.
site-whats-new-summary = What changed in the product, newest first.
site-no-videos = There are no videos yet.
site-no-news = There are no news yet.

## Site: article
site-for-roles = For
site-for-plans = Plans
site-role-owner = Owners
site-role-pm = Project managers
site-role-field = Field crews
site-role-admin = Office admins
site-plan-free = Free
site-plan-starter = Starter
site-plan-professional = Professional
site-plan-business = Business
site-plan-enterprise = Enterprise
site-stage-draft = Draft.
site-stage-review = In review.
site-stage = Only you see this page: `ayuda dev` shows what is not published yet.
site-version = Only for versions { $range } of the product. Yours may look different.
site-outdated-since = This page may be out of date: the { $language ->
    [es] Spanish
   *[en] English
  } version was changed on { $date }.
site-outdated = This page may be out of date: the { $language ->
    [es] Spanish
   *[en] English
  } version has changed since it was translated.
site-outdated-link = Read it in { $language ->
    [es] Spanish
   *[en] English
  }
site-contents = On this page
site-updated = Updated
site-published = Published
site-author = By { $name }
site-tags = Tags
site-related = Related articles
site-previous = Previous
site-next = Next
site-neighbours = More in this topic
site-edit = Suggest a change
site-discuss = Discuss this article in the forum
site-watch = Watch the video
site-watch-elsewhere = Watch it on its own page
site-helpful = Was this article helpful?
site-helpful-yes = Yes
site-helpful-no = No
site-thanks = Thank you! Your answer helps us to write better.
site-step-done = Done: step
site-copy = Copy
site-copied = Copied
site-zoom = Enlarge:
site-close = Close
site-why = Noted, thank you. What was missing?
site-why-incomplete = Something is left out
site-why-unclear = It is hard to follow
site-why-outdated = It does not match the app
site-why-wrong = It is wrong
site-why-not_my_question = It answers another question
site-why-other = Something else
site-why-comment = In your words, if you like
site-why-privacy = No names, phone numbers or prices, please: writers read this.
site-why-send = Send
site-vote-failed = Your answer did not get through. Try again in a moment.

## Site: search
site-search-title = Results for “{ $query }”
site-search-summary = Search guides, videos and release notes.
site-search-how = Write it in your own words, such as “send an estimate”. Put words in quotes to find them side by side.
site-search-browse = Or browse by topic
site-search-total = { $total ->
    [0] No results
    [one] { $total } result
   *[other] { $total } results
}
site-search-meant = Showing what was found for
site-search-missing = Not found in any article: { $words }.
site-search-nothing = Nothing matches “{ $query }”.
site-search-advice = Try fewer or more general words, or look for what the button is called in the app.
site-search-filter = Narrow down
site-search-all = See all { $total }
site-search-all-for = All { $total } results for “{ $query }”
site-search-list = Suggestions and results
site-search-completions = Suggestions
site-search-did-you-mean = Did you mean { $query }?
site-search-instead = These may help
site-search-topics = Browse all topics
site-search-waiting = Searching…
site-search-offline = You are offline. The search works again as soon as you have a connection.
site-search-failing = The search is not answering right now. Press Enter to try the search page.
site-search-also-here = Also in this article:
site-search-narrowed = Narrowed to
site-search-remove = Remove the filter { $title }
site-search-remove-all = Remove all filters
site-search-next = What you can try
site-search-next-spelling = Check the spelling, or leave a word out.
site-search-next-words = Use the word that stands on the button or in the menu of the app.
site-search-next-filters = Remove a filter: there may be more under another topic.
site-search-pages = Pages of results
site-search-page = Page { $page } of { $pages }
site-group-article = Articles
site-group-video = Videos
site-group-release = What’s new
site-group-forum = Forum
site-also-in = Also in { $language ->
    [es] Spanish
   *[en] English
}
site-facet-module = Module
site-facet-kind = Kind
site-facet-role = Role
site-facet-tag = Tag
site-facet-category = Topic

## Site: pages that lead elsewhere
site-not-found = This page does not exist
site-not-found-summary = The address may be mistyped, or the page may have moved.
site-not-found-sign-in = Some articles are only for customers. Sign in to the app and open the help from there to see them.
site-not-found-signed-out = Some articles are only for people who sign in. If this may be one of them, sign in and you will come back here.
site-sign-in = Sign in
site-sign-out = Sign out
site-for-you = Articles for you
site-for-you-text = You can read these because you are signed in. Other pages show what everybody can read; the search finds all of it.
site-not-found-home = Go to the home page
site-gone = This page was taken down
site-gone-summary = What it said no longer holds. Search for what took its place, or start from a topic.
site-moved = This page has moved
site-moved-to = Continue to { $title }
site-llms-summary = all articles in English

## Markup kinds, in lists
site-kind-article = Article
site-kind-video = Video
site-kind-release = What’s new
site-kind-forum = Forum

## Schemas for editors
schema-field-id = stable name, shared by translations; votes and short links hang on it
schema-field-title = title of the page; without it, the first heading
schema-field-summary = one sentence under the title, in lists and for search engines
schema-field-slug = last part of the address, one per language
schema-field-kind = article, video, or release (what’s new)
schema-field-status = only what is published is seen; archived answers 410, or leads to `replaced_by`
schema-field-visibility = who may read it: everybody, signed-in customers, or your own people; narrows that of the folder
schema-field-roles = the reader needs one of these roles
schema-field-plans = the reader needs one of these plans
schema-field-module = part of the host app it belongs to, from `modules.toml`
schema-field-contexts = screens of the host app it helps on: /estimates/{"{"}id{"}"}
schema-field-tags = shown, searched, and each with a page of its own
schema-field-keywords = searched, never shown
schema-field-version = releases of the host app it is for: >=2.3, <3
schema-field-video = film on top of the page: an address, or a file beside it
schema-field-duration = length of the film: seconds, m:ss or h:mm:ss
schema-field-related = ids of articles that are listed at the end
schema-field-featured = listed on the home page
schema-field-order = place in its category, small first; the others follow by title
schema-field-author = shown at the end
schema-field-owner = who answers for it; not shown
schema-field-date = day of publication; orders releases, newest first
schema-field-updated = last change: a day, or a moment with its offset; default: the last commit
schema-field-review-by = when to look at it again; not shown
schema-field-discussion = key of the post of the forum where the article is talked about
schema-field-noindex = not for search engines and feeds
schema-field-aliases = old addresses that lead here (301), as paths from the root
schema-field-impact = weight of the last edit for translations
schema-field-source = revision of the original that a translation was made from
schema-field-replaced-by = of an archived page: id of the article that replaces it
schema-field-icon = of a category: name of an icon of the theme
schema-setting-base-url = where readers find the site; may end in a path
schema-setting-languages = languages of the help center; the first is the default
schema-setting-roles = roles that gates and tokens may name
schema-setting-plans = plans that gates and tokens may name
schema-setting-front-matter = for trees of other systems: our field = their key, or a list of keys
schema-setting-content = the articles
schema-setting-content-path = folder of the articles
schema-setting-content-visibility = gate of what declares none; no bound
schema-setting-content-ignore = globs of Markdown files that are no pages
schema-setting-content-ignore-keys = globs of front-matter keys to pass over
schema-setting-site = the public site
schema-setting-site-out = folder that `ayuda build` writes
schema-setting-site-name = name in titles and in the header
schema-setting-site-theme = folder whose files replace those of the built-in theme
schema-setting-site-edit-url = where an article is edited; {"{"}path{"}"} stands for its file
schema-setting-site-logo = picture beside the name, and icon of the site
schema-setting-site-art = picture for decoration on the home
schema-setting-site-accent = colour of links and buttons, or two: for light and dark
schema-setting-site-paper = colour of the ground, or two
schema-setting-site-ink = colour of text, or two
schema-setting-site-footer = line at the foot of each page, or one for each language
schema-setting-site-links = links at the foot of each page: title = address
schema-setting-search = the search
schema-setting-search-built = folder of the shelves, made again when they do not fit
schema-setting-forum = the community forum
schema-setting-forum-categories = the parts of the forum: title, summary, module and who may read each
schema-setting-insight = what is kept of what readers search
schema-setting-insight-keep-days = how many days searches are kept; 0 keeps none
schema-setting-outbox = letters and webhooks of the forum
schema-setting-outbox-private-networks = networks of your own that names of webhooks may lead to
schema-setting-outbox-webhooks = programs that are told what happens in the forum, by name
schema-setting-outbox-smtp = the mail server that letters are given to
schema-setting-identity = tokens of the host app
schema-setting-identity-algorithm = how tokens are signed
schema-setting-identity-key-file = file of the secret; default: token.key in the data folder
schema-setting-identity-jwks = a JSON Web Key Set with the public keys of the host app
schema-setting-identity-issuer = `iss` of the tokens
schema-setting-identity-audience = `aud` of the tokens
schema-setting-service = the service
schema-setting-service-listen = address to listen at
schema-setting-service-metrics-listen = address at which Prometheus asks for the metrics; empty for none
schema-setting-service-log = how the log is written: as text, or each event as a line of JSON
schema-setting-service-data = folder of votes and token key
schema-setting-service-database-url = address of a PostgreSQL server and its database, where votes are kept instead of in the data folder; it holds a password, so rather set `AYUDA_SERVICE__DATABASE_URL`
schema-setting-service-allowed-origins = pages of the host app that may ask and vote
schema-setting-service-contact-url = where readers write to who find nothing
schema-setting-service-sign-in-url = page of the host app that signs readers in and sends them back
schema-setting-service-trusted-proxies = addresses or networks of proxies whose `X-Forwarded-For` is believed
schema-setting-service-max-connections = connections at once; 0 for as many as the machine has room for
schema-setting-service-writes-per-minute = votes and views that one person or address may send in a minute; 0 for no limit
schema-setting-service-searches-per-minute = searches and completions in a minute; 0 for no limit
schema-setting-service-requests-per-minute = everything else in a minute; 0 for no limit

## Moving in
cli-import-counted = { $files ->
        [one] { $files } file
       *[other] { $files } files
    }, { $losses ->
        [0] no losses
        [one] { $losses } loss
       *[other] { $losses } losses
    }
cli-import-exists = { $there ->
        [one] { $there } file is there already
       *[other] { $there } files are there already
    }; nothing was written. `--into DIR` names another folder
cli-import-no-folder = there is no folder at `{ $folder }`
cli-import-visibility = `--visibility` cannot be `{ $word }`; it can be: { $known }
cli-import-empty = nothing to import was found in `{ $folder }`; `ayuda import --help` says what can be
cli-import-keys = Front matter: their key, our field, files
cli-import-files = Files, and where each is from (+ is copied as it is)
cli-import-losses = What does not come along as it was
cli-import-dry = Nothing was written. `--apply` writes it to { $folder }
cli-import-done = Written to { $folder }. `ayuda check` says what is left to do
import-loss-unreadable = cannot be read, and is left out
import-loss-closed = may keep this page back, so it is closed: look at its status and visibility
import-loss-language = is in a language that ayuda does not have, or a second text in one, and is left out
import-loss-outside = is outside of the pages or a table of contents, and is left out
import-loss-renamed = its address is taken, so it goes to
import-loss-doubled = is there already, or belongs to nothing, and is left out
import-loss-value = this value cannot be used, and is left out
import-loss-address = this old address will not lead to the new page
import-loss-template = shortcode, template or component: taken away, its text stays
import-loss-tag = HTML that Markdown does not have: its text stays
import-loss-attributes = attributes of a link or paragraph: taken away
import-loss-style = places with a style of their own, which goes away
import-loss-script = runs in the browser, and is left out
import-loss-embedded = something embedded that cannot be shown: left out, or a link
import-loss-form = part of a form: its text stays
import-loss-table = a table with paragraphs or lists in its cells: each cell becomes one line
import-loss-too-deep = is nested too deeply: only its words stay
import-loss-directive = a directive that ayuda does not have: taken away, its text stays
import-loss-link = leads to nothing that is imported
import-loss-link-through-gate = leads to what not all its readers may read: its words stay
import-loss-picture = no picture that can come along
import-loss-not-fetched = lies elsewhere and is not fetched: put it in its place
import-loss-segment = a user segment that is no gate of ours: internal, until you say otherwise
import-loss-section = its section or category cannot be found or leads in a circle: moved up
import-loss-empty = has no text: a draft
import-loss-outdated = was marked as outdated: look at it again
import-loss-incomplete = fewer were saved than there are: save the other pages too
import-loss-field = a field that ayuda does not have (articles)

## What readers miss: the page for staff, and `ayuda report`

reports-title = What readers miss
reports-lede = What was searched and not found, what did not help, and what to do about each.
reports-period = Period
reports-days = { $days ->
        [365] A year
       *[other] { $days } days
    }
reports-languages = Language
reports-language = { $code ->
        [en] English
        [es] Spanish
       *[other] All languages
    }
reports-off = Searches are not kept: the settings say `[insight] keep_days = 0`. Votes and comments are here all the same.
reports-span = { $from } – { $to }
reports-searches = Searches
reports-nothing = Found nothing
reports-opened = Opened an article
reports-helpful = Found it helpful
reports-percent = { $share } %
reports-of-searches = { $count ->
        [one] 1 search
       *[other] { $count } searches
    }
reports-of-openings = { $count ->
        [one] 1 article opened
       *[other] { $count } articles opened
    }
reports-of-votes = { $count ->
        [one] of 1 vote
       *[other] of { $count } votes
    }
reports-chart = { $days ->
        [1] Searches by day; most on { $date }: { $most }
       *[other] Searches by week; most in the week from { $date }: { $most }
    }
reports-bar = { $searches ->
        [one] 1 search
       *[other] { $searches } searches
    }, { $nothing ->
        [0] all found something
       *[other] { $nothing } found nothing
    }
reports-lists = Lists
reports-name = { $report ->
        [nothing-found] Nothing found
        [not-opened] Found, not opened
        [not-helpful] Opened, not helpful
        [screens] Screens without help
        [stale] Behind, and much read
       *[comments] Comments
    }
reports-about = { $report ->
        [nothing-found] Searches without an answer that still have none today. Spellings of one thing stand together.
        [not-opened] Searches whose hits nobody opened: the titles do not look like the answer.
        [not-helpful] Articles that readers opened and marked as no help.
        [screens] Screens of the app whose help is missing, is that of the whole module, or is in the other language alone.
        [stale] Translations behind their original and articles past their review day, the most read first.
       *[comments] What readers wrote with their vote, the newest first.
    }
reports-none = { $report ->
        [nothing-found] Every search finds something.
        [not-opened] What is found is opened.
        [not-helpful] No votes against an article.
        [screens] Every screen has help of its own.
        [stale] Nothing is behind.
       *[comments] No comments.
    }
reports-rows = { $count ->
        [one] 1 row
       *[other] { $count } rows
    }
reports-all = { $report ->
        [comments] All { $total } comments
        [screens] All { $total } screens
        [nothing-found] All { $total } searches
        [not-opened] All { $total } searches
       *[other] All { $total } articles
    }
reports-unit = { $report ->
        [not-helpful] { $count ->
                [one] vote against
               *[other] votes against
            }
        [stale] { $count ->
                [one] reader
               *[other] readers
            }
       *[other] { $count ->
                [one] search
               *[other] searches
            }
    }
reports-also = { $report ->
        [screens] Searched there:
        [not-helpful] Found by:
        [comments] Found by:
       *[other] Also:
    }
reports-state = { $state ->
        [nothing] nothing found
        [partly] no article says this word
        [elsewhere] only in the other language
        [empty] no help at all
        [module_only] only the help of the module
        [other_language] only in the other language
        [outdated] behind its original
       *[review_due] review is due
    }
reports-did-help = It helped
reports-did-not = It did not help
reports-votes = { $helpful ->
        [0] 0 of { $total } found it helpful
       *[other] { $helpful } of { $total } found it helpful
    }
reports-reason = { $reason ->
        [outdated] out of date
        [unclear] unclear
        [incomplete] something is missing
        [wrong] wrong
        [not_my_question] not the question
       *[other] another reason
    }
reports-viewer = { $who ->
        [public] visitors
        [customer] customers
       *[internal] staff
    }
reports-due = review by { $date }
reports-step = { $step ->
        [write] Write it
        [translate] Translate it
        [open] It is written, but closed to them: open it, or write what all may know
        [synonym] Known by another name: add a synonym
        [keyword] Readers open this one: add the words
        [title] This comes first: say in its title or summary what they typed
        [mend] Mend it
        [context] This helps there: name the screen
        [update] Bring it up to date
        [review] Look at it again
       *[read] Open the article
    }
reports-kept = { $days ->
        [one] Searches are kept for one day; nothing says who searched.
       *[other] Searches are kept for { $days } days; nothing says who searched.
    }

cli-report-numbers = { $searches ->
        [one] 1 search
       *[other] { $searches } searches
    } · { $nothing } found nothing · { $opened } opened · { $votes ->
        [0] no votes
       *[other] { $helpful } of { $votes } votes say it helped
    }
cli-report-period = { $title } · { $days ->
        [one] today
       *[other] { $days } days
    } to { $to }
cli-report-more = { $more ->
        [one] 1 more
       *[other] { $more } more
    }: ayuda report { $report }
cli-report-last = last on { $date }
cli-report-nothing-kept = Nothing was searched in this time. The service keeps searches while it runs; `--data` names its folder.
cli-report-no-database = there is no database in `{ $folder }`; `ayuda serve` makes it, and `--data` names another folder
cli-report-unknown = no report is called `{ $name }`; there are: { $known }
cli-report-line = add to { $file }:

# Widget: the button.
widget-launcher = Help
widget-launcher-failed = Help did not load. Try again.

# Widget: panel.
widget-title = Help
widget-close = Close help
widget-back = Back
widget-new-tab = (opens in a new tab)
widget-search = Search the help center
widget-placeholder = What do you want to do?
widget-screen = Help for this screen
widget-videos = See how it is done
widget-tour = Take the tour
widget-terms = Terms on this screen
widget-more = Read more
widget-term-more = Read more: { $title }
widget-recent = Recently read
widget-contact = Contact support
widget-site = Open the help center
widget-key = Open help with the ? key
widget-empty = Nothing for this screen yet
widget-empty-text = Search above, or look through all topics in the help center.
widget-loading = Loading…
widget-slow = This is taking longer than usual…
widget-retry = Try again
widget-to-search = Go to the search
widget-offline = You are offline
widget-offline-text = Check your connection. What you read before is still here.
widget-unreachable = Help is not answering
widget-unreachable-text = Your connection works, but the help center cannot be reached. Try again in a moment.
widget-failed = Something went wrong
widget-failed-text = It is not your fault. Try again in a moment.
widget-limited = One moment, please
widget-limited-text = Too many requests at once. Try again in { $n } seconds.
widget-absent = There is nothing here
widget-absent-text = It may have moved, or you may not have access to it. Search for it.
widget-expired = Your sign-in has ended, so you only see what is public.
widget-reload = Reload the page
widget-next = Next
widget-expired-text = Reload the page to sign in again.
widget-meant = Did you mean { $q }?
widget-missing = Not found in any article: { $words }.
widget-kind-article = Articles
widget-kind-video = Videos
widget-kind-release = What’s new
widget-kind-forum = Forum
widget-also-en = Also in English
widget-also-es = Also in Spanish
widget-sections = Also in “{ $title }”
widget-found-one = 1 result
widget-found-many = { $n } results
widget-all = See all { $n } results
widget-none = Nothing matches “{ $q }”
widget-none-text = Try fewer or more general words, or what the button is called in the app.
widget-instead = These may help
widget-article = Article
widget-in-full = Open in full
widget-film = Watch it in the help center
widget-copy-text = Offline copy: it may have changed since you read it.
widget-fallback = There is no English version yet: this is the Spanish one.
widget-outdated = This translation may be out of date.
widget-version = Only for versions { $range } of the product. Yours may look different.
widget-read-en = Read it in English
widget-read-es = Read it in Spanish
widget-related = Related articles
widget-step = Done: step
widget-copy = Copy
widget-copied = Copied
widget-helpful = Was this article helpful?
widget-yes = Yes
widget-no = No
widget-thanks = Thank you! Your answer helps us write better.
widget-noted = Noted, thank you.
widget-taken-back = Your answer was removed.
widget-vote-failed = Your answer did not get through. Try again in a moment.
widget-why = What was missing?
widget-why-incomplete = Something is left out
widget-why-unclear = It is hard to follow
widget-why-outdated = It does not match the app
widget-why-wrong = It is wrong
widget-why-not_my_question = It answers another question
widget-why-other = Something else
widget-comment = In your words, if you like
widget-privacy = No names, phone numbers or prices, please: writers read this.
widget-send = Send

# Widget: tips and tours.
widget-guide-more = Learn more
widget-guide-new = New here?
widget-guide-invitation = A short tour shows you where things are. You can leave it at any time.
widget-guide-comes = A short tour of this screen: { $title }. Press F6 to go to it.
widget-guide-start = Show me
widget-guide-step = Step { $n } of { $total }
widget-guide-back = Back
widget-guide-next = Next
widget-guide-done = Done
widget-guide-close = Close the tour
widget-guide-never = Don’t show tours again
widget-guide-off = Tours stay off. You can still start one from the help.

## Whether the service can run: `ayuda doctor`

doctor-group = { $group ->
        [settings] Settings
        [keys] Keys
        [rights] Rights
        [disk] Disk
        [database] Database
        [clock] Clock
        [content] Content
       *[network] Network
    }
doctor-closing = { $errors ->
        [0] No errors
        [one] 1 error
       *[other] { $errors } errors
    }, { $warnings ->
        [0] no warnings
        [one] 1 warning
       *[other] { $warnings } warnings
    }; { $fine } fine
doctor-settings-ok = `{ $file }` has no mistakes
doctor-settings-none = There is no `{ $file }`: the defaults hold
doctor-settings-warnings = `{ $file }` and the environment: { $warnings ->
        [one] 1 warning
       *[other] { $warnings } warnings
    }
doctor-settings-errors = `{ $file }` and the environment: { $errors ->
        [one] 1 error
       *[other] { $errors } errors
    }; the defaults stand in for what is wrong
doctor-settings-check = `ayuda check` shows each with its place
doctor-theme-ok = The theme loads
doctor-theme-fails = The theme cannot be used: { $detail }
doctor-theme-mend = Mend the file, or leave `site.theme` out for the built-in theme
doctor-key-secret = `{ $path }`: the secret of sessions, cookies and voters is there and closed to others; it goes by `{ $name }`
doctor-key-checking = `{ $path }`: what tokens are checked with is there; it goes by `{ $name }`
doctor-key-signing = `{ $path }`: what `ayuda token` signs with is there and fits; it goes by `{ $name }`
doctor-key-none = There is no `{ $path }` yet: the first start makes it
doctor-key-share = For several nodes, make it once (`ayuda token --as internal`), and copy it to all of them
doctor-key-nodes = Other nodes of this database must name the same secret: `{ $name }`
doctor-key-nodes-mend = Run `ayuda doctor` on each. A node with another name lets everybody vote again and knows no session of the others: give it this key
doctor-key-lost = There are votes, and the key that they were kept with is gone: no `{ $path }`
doctor-key-lost-mend = Put the key back from a backup before the service starts: it would make another one, with which everybody may vote again
doctor-key-open = `{ $path }` can be read by everybody on this machine: whoever reads it can sign tokens or pass for others
doctor-key-group = `{ $path }` can be read or written by its group
doctor-key-open-mend = `chmod 600 { $path }`. If others may have read it, make a new one: that ends all tokens and sessions
doctor-key-stranger = `{ $path }` belongs to `{ $owner }`, and the data folder to `{ $folder }`: the service cannot read it
doctor-chown = `chown { $user } { $path }`
doctor-key-missing = There is no `{ $path }`, which the settings name
doctor-key-missing-mend = Put the key there, or mend `identity.key_file` or `identity.jwks`: a path counts from the folder of `ayuda.toml`
doctor-key-unreadable = `{ $path }` cannot be read: { $detail }
doctor-key-unreadable-mend = Let the user that runs the service own it, with mode 600
doctor-key-short = `{ $path }` holds { $length } bytes, and 32 are the least
doctor-key-short-mend = Move it away, and the next start makes a good one; or write 64 hexadecimal digits into it (`openssl rand -hex 32`)
doctor-key-unusable = `{ $path }` cannot be used: { $detail }
doctor-key-unusable-mend = “Keys” in `docs/settings.md` says what each kind of key file holds
doctor-key-settings = `[identity]` does not say which key to trust, so the service does not start
doctor-key-no-part = The private key `{ $path }` belongs to no key of the set `{ $set }`
doctor-key-no-part-mend = Add its public half to the set, or leave `identity.key_file` out
doctor-as-root = You are root, who may do everything; the service runs as `{ $owner }`, to whom `{ $path }` belongs
doctor-as-root-mend = Ask as the service: `sudo -u { $owner } ayuda doctor`
doctor-no-folder = `{ $path }` is a file, and has to be a folder
doctor-no-folder-mend = Move the file away, or name another folder in the settings
doctor-writable = `{ $path }` can be written
doctor-will-be-made = There is no `{ $path }` yet: the first start makes it
doctor-not-writable = `{ $path }` cannot be written by this user; it belongs to `{ $owner }`
doctor-not-writable-mend = `chown -R USER { $path }`, with the user that runs the service
doctor-public-ok = `{ $path }` can be built
doctor-public-closed = `ayuda build` cannot make `{ $path }` as this user. The service does not need it
doctor-public-mend = Build as another user, or name another folder: `ayuda build --out DIR`
doctor-readable = Everything in `{ $path }` can be read
doctor-not-readable = { $count ->
        [one] 1 file of the content cannot be read: `{ $path }`
       *[other] { $count } files of the content cannot be read; the first is `{ $path }`
    }
doctor-not-readable-mend = `chmod -R u+rX { $folder }`, or let the user that runs the service own it
doctor-disk-room = `{ $path }`: { $free } free, { $size } there
doctor-disk-full = Make room now: votes will be refused, and the next edition cannot be written
doctor-disk-low = Make room: a backup, or a next edition, may need { $wanted }
doctor-disk-files = `{ $path }`: the disk has room for { $files } more files only
doctor-disk-files-mend = Delete files there (`df -i` shows them), or use another disk
doctor-disk-read-only = `{ $path }` lies on a file system that is read-only
doctor-disk-read-only-mend = Mount it for writing. If the system did this by itself, the disk is failing: `dmesg` says more
doctor-disk-memory = `{ $path }` lies in memory: what is in it is gone when the machine stops
doctor-disk-memory-mend = Put `service.data` on a disk
doctor-disk-layer = `{ $path }` lies inside of the container: what is in it is gone with the container
doctor-disk-layer-mend = Mount a volume there
doctor-disk-network = `{ $path }` lies on a disk of the network: SQLite loses data there sooner or later
doctor-disk-network-mend = Put `service.data` on a disk of this machine, or state into PostgreSQL with `service.database_url`
doctor-database-ok = `{ $place }`: { $engine }, opens and is sound, { $votes ->
        [0] no votes yet
        [one] 1 vote
       *[other] { $votes } votes
    }
doctor-database-none = There is no `{ $place }` yet: the first start makes it
doctor-database-fails = `{ $place }` cannot be read: { $detail }
doctor-database-fails-mend = If it belongs to somebody else, ask as the user that runs the service. Otherwise stop the service, and put the last backup back: `ayuda restore FOLDER --replace`
doctor-database-damaged = `{ $place }` is damaged: { $detail }
doctor-database-damaged-mend = Stop the service, copy the data folder as it is, and put the last backup back: `ayuda restore FOLDER --replace`. Look at the disk
doctor-promises = What is acknowledged is on disk
doctor-schema-current = The tables are those of this version
doctor-schema-empty = There are no tables yet: the first start makes them
doctor-schema-behind = The tables are of an older version: the next start makes { $changes ->
        [one] 1 change
       *[other] { $changes } changes
    }
doctor-schema-behind-mend = Make a backup before: an older version does not open them any more afterwards
doctor-schema-newer = A newer ayuda wrote this database (its change `{ $change }` is not known here), so this one does not start
doctor-schema-newer-mend = Run the newer version, or put the backup from before the upgrade back: `ayuda restore FOLDER --replace`, `pg_restore` for PostgreSQL
doctor-server-hosting = “Several nodes” in `docs/hosting.md` says what a server needs
doctor-server-setting = The server has `{ $setting } = { $found }`: what is acknowledged may be lost when it stops
doctor-server-setting-mend = Set `{ $setting } = { $wanted }` in `postgresql.conf`, and reload the server
doctor-server-standby = This server follows another one and cannot be written
doctor-server-standby-mend = Name the first server in `service.database_url`; several hosts need `target_session_attrs=read-write`
doctor-server-rights = The user of `service.database_url` may not make tables
doctor-server-rights-mend = `ALTER DATABASE … OWNER TO …`, or `GRANT CREATE ON SCHEMA public TO …`
doctor-server-old = { $engine } is older than what ayuda was tried with, 15
doctor-server-old-mend = Upgrade the server when you can
doctor-backup-last = The last backup, `{ $path }`, is { $hours ->
        [0] less than an hour
        [one] 1 hour
       *[other] { $hours } hours
    } old
doctor-backup-none = There is no backup in `{ $folder }`
doctor-backup-mend = Make one each day; `docs/running.md` has a timer for it
doctor-clock-ok = It is { $now } by this machine, and nothing was written later
doctor-clock-server = The clock of this machine and that of the database server are { $seconds ->
        [one] 1 second
       *[other] { $seconds } seconds
    } apart
doctor-clock-server-ok = The database server has the same time
doctor-clock-database = The database has rows of { $newest }, and it is { $now } here: the clock is behind, or was ahead
doctor-clock-content = The newest change of the content is of { $newest }, and it is { $now } here
doctor-clock-mend = Let the clock be set (`timedatectl set-ntp true`): tokens allow 60 seconds
doctor-content-none = There is no content folder `{ $folder }`
doctor-content-none-mend = Clone the content there, or name it in `content.path`. `ayuda init` makes one
doctor-content-clean = `ayuda check` has nothing to say
doctor-content-problems = `ayuda check` finds { $errors ->
        [0] no errors
        [one] 1 error: an article is left out
       *[other] { $errors } errors: articles are left out
    }, { $warnings ->
        [0] no warnings
        [one] 1 warning
       *[other] { $warnings } warnings
    }
doctor-content-articles = Articles, with their translations: { $public } for everybody, { $customer } for customers, { $internal } for staff
doctor-content-closed-mend = Nobody sees anything without a token. If readers should, write `visibility: public` into `_index.md` of each language
doctor-content-empty-mend = There is nothing to read. `ayuda new en/getting-started` starts an article
doctor-content-undeclared = { $count ->
        [one] Of 1 article, nothing says
       *[other] Of { $count } articles, nothing says
    } who may read it: `{ $gate }`
doctor-content-undeclared-mend = Say it once for all, with `visibility:` in `_index.md` of each language
doctor-listen-free = `{ $address }` is free to listen at
doctor-listen-ready = An ayuda is ready at `{ $address }`
doctor-listen-behind = It serves an edition that is behind since { $since }
doctor-listen-behind-mend = Its log says what could not be used; mend that, and reload
doctor-listen-not-ready = An ayuda at `{ $address }` is not ready
doctor-listen-not-ready-mend = `/readyz` there says what it lacks, its log says why
doctor-listen-taken = Another program listens at `{ $address }`
doctor-listen-taken-mend = End it (`ss -ltnp` shows it), or set `service.listen` to another address
doctor-listen-cannot = Nobody can listen at `{ $address }` here: { $detail }
doctor-listen-cannot-mend = Set `service.listen` to an address of this machine; ports below 1024 are for a proxy
doctor-metrics-none = No metrics: `service.metrics_listen` is empty
doctor-metrics-ok = Metrics are for machines of your own: `{ $address }`
doctor-metrics-taken-mend = Set `service.metrics_listen` to another address, or to "" for none
doctor-metrics-public = Metrics at `{ $address }` may be read from anywhere that reaches this machine
doctor-metrics-public-mend = Set `service.metrics_listen` to an address of your own network, or let a firewall close the port
doctor-base-url-ok = Readers come by `{ $url }`
doctor-base-url-here = `base_url` is `{ $url }`: links in feeds, sitemap and mail lead nowhere for readers on other machines
doctor-base-url-plain = `base_url` is `{ $url }`: without https, tokens and cookies can be read on their way
doctor-base-url-mend = Put a proxy with TLS in front, and set `base_url = "https://…"`; `docs/running.md` has one for nginx and Caddy
doctor-proxies-none = `base_url` is https, so something stands in front; but `service.trusted_proxies` names nobody, and all readers share one limit
doctor-proxies-mend = `trusted_proxies = ["127.0.0.1"]`, or the network of the proxy
doctor-connections = Open files and memory are enough for { $limit } connections, counted for this user here
doctor-connections-mend = Give the service more: `LimitNOFILE=65536` in its unit, `ulimit -n 65536` in a shell
