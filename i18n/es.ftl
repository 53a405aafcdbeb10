site-search = Buscar
