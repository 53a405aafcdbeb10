"""A Hugo site with about what a page of ayuda's has: contents, trail, neighbours, tags, highlighting, feeds."""

from pathlib import Path

SETTINGS = """baseURL = "https://help.example.com/"
title = "Help"
enableGitInfo = false
[markup.highlight]
noClasses = false
[taxonomies]
tag = "tags"
[outputs]
home = ["html", "rss"]
section = ["html", "rss"]
[pagination]
pagerSize = 50
"""

BASE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }} | {{ .Site.Title }}</title>
<meta name="description" content="{{ .Description }}"><link rel="canonical" href="{{ .Permalink }}"></head>
<body><header><a href="/">{{ .Site.Title }}</a></header><main>{{ block "main" . }}{{ end }}</main><footer>Help</footer></body></html>
"""

SINGLE = """{{ define "main" }}<nav><ol>{{ range .Ancestors.Reverse }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ol></nav>
<article><h1>{{ .Title }}</h1><aside>{{ .TableOfContents }}</aside>{{ .Content }}</article>
<ul>{{ range .GetTerms "tags" }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>{{ end }}</ul>
<nav>{{ with .PrevInSection }}<a rel="prev" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ with .NextInSection }}<a rel="next" href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</nav>{{ end }}
"""

LIST = """{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range (.Paginate .Pages).Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Description }}</li>{{ end }}</ul>{{ template "_internal/pagination.html" . }}{{ end }}
"""


def write(folder: Path) -> None:
    layouts = folder / "layouts/_default"
    layouts.mkdir(parents=True)
    (folder / "hugo.toml").write_text(SETTINGS)
    (layouts / "baseof.html").write_text(BASE)
    (layouts / "single.html").write_text(SINGLE)
    (layouts / "list.html").write_text(LIST)
