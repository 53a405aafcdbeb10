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
site-role-admin = Administrators
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
site-search-summary = Search guides, videos and answers of the community.
site-search-how = Write it in your own words, such as “send an estimate”. Put words in quotes to find them side by side.
site-search-browse = Or browse by topic
site-search-total = { $total ->
    [0] No results
    [one] { $total } result
   *[other] { $total } results
}
site-search-did-you-mean = Did you mean
site-search-nothing = Nothing matches “{ $query }”.
site-search-advice = Try fewer or more general words, or look for what the button is called in the app.
site-search-filter = Narrow down
site-search-all = See all { $total }
site-search-pages = Pages of results
site-search-page = Page { $page } of { $pages }
site-group-article = Articles
site-group-video = Videos
site-group-release = What’s new
site-group-forum = Community
site-also-in = Also in { $language ->
    [es] Spanish
   *[en] English
}
site-facet-module = Module
site-facet-kind = Kind
site-facet-role = Role
site-facet-tag = Tag
site-facet-category = Topic
site-facet-version = Version
site-facet-language = Language

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
site-kind-forum = Community
