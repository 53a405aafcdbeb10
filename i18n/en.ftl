# Messages of ayuda in English. `build.rs` compares them with es.ftl: every key,
# with the same variables, or the build fails. A message becomes a typed function
# (`site-search` is `text::site_search`); diagnostics are looked up by their code.

## Markdown

markup-note = Note
markup-tip = Tip
markup-important = Important
markup-warning = Warning
markup-caution = Caution
markup-table = Table
markup-task-done = Done
markup-task-open = To do
markup-footnotes = Notes
markup-footnote-back = Back to the text
markup-section-link = Link to “{ $title }”
markup-video = Watch the video
markup-video-titled = Watch: { $title }
markup-transcript = What is said in the film

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
diagnostic-bad-date = `{ $value }` is not a date
    .label = here
    .help = write dates as `2026-03-31`
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

## Failures of the service

http-not-found = Not found
http-not-found-detail = There is nothing here that you may read. Sign in if you expected something, or search for it.
http-gone = Gone
http-gone-detail = This page was taken down. Search for what took its place.
http-invalid = Some values cannot be used
http-invalid-detail = `errors` says which, and what they can be.
http-bad-body = The body cannot be read
http-bad-body-detail = Send a JSON object of the documented shape.
http-unauthorized = The token is not valid
http-unauthorized-detail = Ask the host app for a new token, or ask without one for what is public.
http-cross-site = Not from here
http-cross-site-detail = This request came from a page of another site. Add its origin to `service.allowed_origins` if it is yours.
http-method = Method not allowed
http-method-detail = The `Allow` header says what can be done here.
http-too-large = Too large
http-too-large-detail = A body may have at most 64 KiB. Send less.
http-uri-too-long = The address is too long
http-uri-too-long-detail = An address may have at most 8 KiB. Send a shorter one.
http-media-type = Media type not supported
http-media-type-detail = Send `application/json`, or a form.
http-timed-out = Not in time
http-timed-out-detail = The answer took too long. Try again in a moment.
http-internal = Our mistake
http-internal-detail = Something went wrong here. Try again; if it stays, tell support the request id.
http-one-of = can be one of: { $known }
http-number = is a whole number from { $from } to { $to }
http-version = is a release such as 2.4 or 2.4.1
http-too-long = may have at most { $limit } characters
http-text = is a text
http-missing = is required

cli-drawing = Drawing the site
cli-indexing = Filling the shelves
cli-built = { $files ->
        [one] { $files } file in { $out }
       *[other] { $files } files in { $out }
    }
cli-serving = { $name } is at { $url } (Ctrl-C stops it)
cli-stopped = Stopped
cli-address-taken = cannot listen at { $address }; `--listen 127.0.0.1:8081` names another address
cli-no-language = `{ $tag }` is not a language of this help center; try `en` or `es`
cli-search-group = { $kind ->
        [article] Articles
        [video] Videos
        [release] What's new
       *[other] { $kind }
    } · { $language } · { $total }
cli-unknown-who = the settings know no `{ $name }`; they know: { $known }
cli-unknown-text = `{ $file }`: no message is called `{ $key }`, so this text is not used
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
cli-new-summary = One sentence that says what the reader can do afterwards
cli-new-body = Start with the task, and keep the special cases for the end.
cli-init-exists = `{ $file }` is there already; nothing was written
cli-init-made = { $files } files in { $folder }; run `ayuda` there to see it
cli-audit-unbuilt = there is no `{ $folder }` yet, so the site is looked at as it would be written
cli-audit-found = { $place } holds a text of { $file }
cli-audit-unseen = nothing of { $file } is seen even by those who may read it
cli-audit = { $restricted ->
        [one] { $restricted } restricted article
       *[other] { $restricted } restricted articles
    }, { $probes } texts looked for in { $files } public files: { $found ->
        [0] none found, and every article is seen by those who may read it
       *[other] { $found } found
    }

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
site-more-articles = More articles
site-latest = What’s new
site-all-news = Everything new
site-articles = { $count ->
    [one] { $count } article
   *[other] { $count } articles
}
site-choose-language = Also available in:

## Site: category and lists
site-category-description = Help with { $title }: guides and answers, step by step.
site-articles-heading = Articles
site-subcategories = Topics
site-only-in = Only in { $language ->
    [es] Spanish
   *[en] English
}
site-only-in-text = These articles are not translated yet.
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
site-version = Only for versions { $range } of the product. Yours may look different.
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
site-watch = Watch the video
site-watch-elsewhere = Watch it on its own page
site-helpful = Was this article helpful?
site-helpful-yes = Yes
site-helpful-no = No
site-thanks = Thank you! Your answer helps us to write better.

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
site-search-pages = Pages of results
site-search-page = Page { $page } of { $pages }
site-group-article = Articles
site-group-video = Videos
site-group-release = What’s new
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
site-not-found-home = Go to the home page
site-moved = This page has moved
site-moved-to = Continue to { $title }
site-llms-summary = all articles in English

## Markup kinds, in lists
site-kind-article = Article
site-kind-video = Video
site-kind-release = What’s new
