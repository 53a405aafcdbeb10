site-search = Search
