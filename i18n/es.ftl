## Site: every page
site-search = Buscar
site-search-label = Buscar en el centro de ayuda
site-search-placeholder = ¿Qué quieres hacer?
site-skip = Ir al contenido
site-home = Inicio
site-language = Idioma
site-main-navigation = Principal
site-footer = Acerca de este sitio
site-videos = Videos
site-whats-new = Novedades
site-feed = Suscripción
site-breadcrumbs = Estás aquí
site-contact-title = ¿No encontraste lo que necesitas?
site-contact-text = Escríbenos. Te responde una persona.
site-contact = Contactar a soporte

## Site: home
site-home-summary = Respuestas para tu trabajo diario, paso a paso.
site-topics = Explora por tema
site-featured = Empieza aquí
site-more-articles = Más artículos
site-latest = Novedades
site-all-news = Todas las novedades
site-articles = { $count ->
    [one] { $count } artículo
   *[other] { $count } artículos
}
site-choose-language = También disponible en:

## Site: category and lists
site-category-description = Ayuda sobre { $title }: guías y respuestas, paso a paso.
site-articles-heading = Artículos
site-subcategories = Temas
site-only-in = Solo en { $language ->
    [es] español
   *[en] inglés
}
site-only-in-text = Estos artículos todavía no están traducidos.
site-nothing-here = Todavía no hay nada aquí en español.
site-tag-title = Etiqueta “{ $tag }”
site-tag-description = Todos los artículos sobre { $tag }.
site-videos-summary = Mira cómo se hace, en pocos minutos.
site-whats-new-summary = Lo que cambió en el producto, lo más reciente primero.
site-no-videos = Todavía no hay videos.
site-no-news = Todavía no hay novedades.

## Site: article
site-for-roles = Para
site-for-plans = Planes
site-role-owner = Propietarios
site-role-pm = Gerentes de proyecto
site-role-field = Cuadrillas en obra
site-role-admin = Administradores
site-plan-free = Gratis
site-plan-starter = Inicial
site-plan-professional = Profesional
site-plan-business = Negocios
site-plan-enterprise = Empresarial
site-version = Solo para las versiones { $range } del producto. La tuya puede verse distinta.
site-contents = En esta página
site-updated = Actualizado
site-published = Publicado
site-author = Por { $name }
site-tags = Etiquetas
site-related = Artículos relacionados
site-previous = Anterior
site-next = Siguiente
site-neighbours = Más sobre este tema
site-edit = Sugerir un cambio
site-watch = Ver el video
site-watch-elsewhere = Verlo en su propia página
site-helpful = ¿Te sirvió este artículo?
site-helpful-yes = Sí
site-helpful-no = No
site-thanks = ¡Gracias! Tu respuesta nos ayuda a escribir mejor.

## Site: search
site-search-title = Resultados de “{ $query }”
site-search-summary = Busca guías, videos y respuestas de la comunidad.
site-search-how = Escríbelo con tus palabras, por ejemplo “enviar un presupuesto”. Pon palabras entre comillas para encontrarlas juntas.
site-search-browse = O explora por tema
site-search-total = { $total ->
    [0] Sin resultados
    [one] { $total } resultado
   *[other] { $total } resultados
}
site-search-did-you-mean = ¿Quisiste decir
site-search-nothing = Nada coincide con “{ $query }”.
site-search-advice = Prueba con menos palabras o más generales, o busca el botón como se llama en la aplicación.
site-search-filter = Acotar
site-search-all = Ver los { $total }
site-search-pages = Páginas de resultados
site-search-page = Página { $page } de { $pages }
site-group-article = Artículos
site-group-video = Videos
site-group-release = Novedades
site-group-forum = Comunidad
site-also-in = También en { $language ->
    [es] español
   *[en] inglés
}
site-facet-module = Módulo
site-facet-kind = Tipo
site-facet-role = Rol
site-facet-tag = Etiqueta
site-facet-category = Tema
site-facet-version = Versión
site-facet-language = Idioma

## Site: pages that lead elsewhere
site-not-found = Esta página no existe
site-not-found-summary = Puede que la dirección tenga un error o que la página haya cambiado de lugar.
site-not-found-sign-in = Algunos artículos son solo para clientes. Inicia sesión en la aplicación y abre la ayuda desde ahí para verlos.
site-not-found-home = Ir a la página de inicio
site-moved = Esta página cambió de lugar
site-moved-to = Continuar a { $title }
site-llms-summary = todos los artículos en español

## Markup kinds, in lists
site-kind-article = Artículo
site-kind-video = Video
site-kind-release = Novedad
site-kind-forum = Comunidad
