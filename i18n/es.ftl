# Los mensajes de ayuda en español. `build.rs` los compara con en.ftl: cada clave,
# con las mismas variables, o no compila.

## Markdown

markup-note = Nota
markup-tip = Consejo
markup-important = Importante
markup-warning = Aviso
markup-caution = Cuidado
markup-table = Tabla
markup-task-done = Hecho
markup-task-open = Pendiente
markup-footnotes = Notas
markup-footnote-back = Volver al texto
markup-section-link = Enlace a “{ $title }”
markup-video = Ver el video
markup-video-titled = Ver: { $title }
markup-transcript = Lo que se dice en el video

## Diagnósticos

diagnostic-unreadable-file = no se puede leer este archivo: { $detail }
    .help = revisa que exista y que tengas permiso para leerlo
diagnostic-file-too-large = este archivo pesa { $size } MB; un artículo puede tener { $limit } MB
    .help = divídelo en varios artículos
diagnostic-invalid-utf8 = este archivo no es texto UTF-8
    .label = desde aquí no es UTF-8
    .help = guárdalo como UTF-8; casi todos los editores lo ofrecen en “Guardar con codificación”
diagnostic-control-character = un carácter de control invisible ({ $character })
    .label = aquí
    .help = bórralo: puede hacer que el texto se lea distinto de lo que dice
diagnostic-outside-tree = este enlace simbólico sale de su carpeta
    .help = copia aquí el archivo: un enlace lo pasaría por encima del acceso de su carpeta
diagnostic-outside-language = este archivo no pertenece a ningún idioma
    .help = muévelo a la carpeta de un idioma, como `{ $language }/`, o inclúyelo en `content.ignore`

diagnostic-front-matter-syntax = no se puede leer el encabezado: { $detail }
    .label = aquí
    .help = cada línea es `clave: valor` en YAML (`---`), o `clave = "valor"` en TOML (`+++`)
diagnostic-front-matter-place = el encabezado empieza en la primera línea, con `---` o `+++` exactos
    .label = aquí no empieza un encabezado
    .help = borra lo que está antes o alrededor de los tres caracteres
diagnostic-front-matter-open = este encabezado no termina
    .label = empieza aquí
    .help = ciérralo con una línea de `{ $fence }`
diagnostic-settings-syntax = no se puede leer la configuración: { $detail }
    .label = aquí
    .help = la configuración se escribe en TOML: `clave = "valor"`
diagnostic-unknown-key = ningún campo se llama `{ $key }`
    .label = desconocido
    .help = consulta la lista de campos en la documentación, o borra la línea
    .near = ¿quisiste decir `{ $near }`?
diagnostic-foreign-key = { $files ->
        [one] un archivo usa
       *[other] { $files } archivos usan
    } la clave `{ $key }`, que aquí no significa nada
    .label = aparece primero aquí
    .help = asígnala en `[front_matter]`, o inclúyela en `content.ignore_keys`
diagnostic-wrong-shape = `{ $key }` debe ser { $wanted ->
        [list] una lista, como `[uno, dos]`
        [boolean] `true` o `false`
        [integer] un número entero
        [table] una tabla
        [weight] un número de 0 a 100
        [share] un número de 0 a 1
        [viewer] quién pregunta, como `customer:pm`
       *[other] un texto
    }
    .label = esto es otra cosa
    .help = escríbelo de esa forma
diagnostic-empty-list = `{ $key }` está vacío
    .label = nadie ni nada
    .help = pon al menos uno, o borra la línea
diagnostic-doubled-item = `{ $item }` está aquí dos veces
    .label = la segunda vez
    .help = borra uno de los dos
diagnostic-unknown-value = `{ $key }` no puede ser `{ $value }`
    .label = desconocido
    .help = puede ser: { $known }
    .near = ¿quisiste decir `{ $near }`? Puede ser: { $known }
diagnostic-bad-id = `{ $id }` no es un id
    .label = aquí
    .help = un id lleva letras, dígitos, `-`, `_` y `/`, como `KB-000012`
diagnostic-bad-date = `{ $value }` no es una fecha
    .label = aquí
    .help = escribe las fechas como `2026-03-31`
diagnostic-bad-version = `{ $value }` no es un rango de versiones: { $detail }
    .label = aquí
    .help = escríbelo como `">=2.3, <3"`
diagnostic-bad-slug = `{ $slug }` no puede ser parte de una URL
    .label = aquí
    .help = usa minúsculas, dígitos y `-`
    .near = puede ser `{ $near }`
diagnostic-reserved-slug = el sitio necesita la dirección `{ $slug }`
    .label = ocupada
    .help = elige otro slug
diagnostic-bad-context = `{ $pattern }` no es un patrón de pantallas: { $why ->
        [slash] empieza con `/`
        [tail] `**` va solo y al final
        [wildcard] `*` y `{"{"}nombre{"}"}` son segmentos completos
       *[other] es demasiado largo
    }
    .label = aquí
    .help = un patrón se ve así: `/estimates/{"{"}id{"}"}`, `/jobs/*/photos` o `/reports/**`
diagnostic-bad-alias = `{ $alias }` no es una dirección anterior de este sitio
    .label = aquí
    .help = escribe la ruta desde la raíz, como `/es/pagina/anterior/`
diagnostic-no-title = este artículo no tiene título; se llamará `{ $title }`
    .help = agrega `title:` al encabezado
diagnostic-unknown-module = `modules.toml` no tiene el módulo `{ $module }`
    .label = desconocido
    .help = agrégalo ahí, o usa uno de estos: { $known }
    .near = ¿quisiste decir `{ $near }`?

diagnostic-gate-too-wide = `{ $gate }` es más abierto de lo que permite la carpeta, que es `{ $outer }`
    .label = más abierto que la carpeta
    .help = el acceso solo se puede cerrar más al bajar; el de la carpeta se declara en `{ $declared }`
diagnostic-category-gate = los idiomas declaran accesos distintos para esta carpeta: `{ $gate }` aquí, `{ $other }` en `{ $file }`
    .label = aquí
    .help = declara el mismo en los dos; mientras tanto, todo lo de la carpeta queda fuera
diagnostic-translation-gate = las traducciones de este artículo tienen accesos distintos: `{ $gate }` aquí, `{ $other }` en `{ $file }`
    .help = dales el mismo a las dos; mientras tanto, las dos quedan fuera
diagnostic-translation-id = las traducciones de este artículo tienen ids distintos: `{ $id }` aquí, `{ $other }` en `{ $file }`
    .label = aquí
    .help = los archivos de una misma ruta son un artículo: dales el mismo id, o mueve uno
diagnostic-doubled-id = el id `{ $id }` ya es de `{ $file }`
    .label = ocupado
    .help = `ayuda new` asigna uno libre
diagnostic-doubled-url = la dirección `{ $url }` ya es de `{ $file }`
    .label = ocupada
    .help = dale otro `slug` a uno de los dos
diagnostic-doubled-alias = la dirección anterior `{ $alias }` ya lleva a `{ $file }`
    .label = ocupada
    .help = una dirección lleva a un solo lugar: bórrala de uno de los dos
diagnostic-category-left-out = este artículo queda fuera junto con su categoría, `{ $file }`
    .help = corrige primero los errores de ese archivo
diagnostic-unknown-related = ningún artículo tiene el id `{ $id }`
    .label = desconocido
    .help = bórralo, o escribe el id de otro artículo
    .near = ¿quisiste decir `{ $near }`?
diagnostic-unknown-replacement = ningún artículo publicado tiene el id `{ $id }`, así que esta página desaparece sin reemplazo
    .label = desconocido
    .help = escribe el id del artículo que la reemplaza
    .near = ¿quisiste decir `{ $near }`?
diagnostic-too-many-gates = hay { $gates } accesos distintos; arriba de { $limit } la búsqueda se vuelve lenta
    .help = da los mismos roles y planes a los artículos de una carpeta

diagnostic-broken-link = no hay ningún artículo en `{ $target }`
    .label = no lleva a nada
    .help = el enlace se muestra como texto; escribe la ruta del archivo, como `../facturas/reembolsos.md`
    .near = ¿quisiste decir `{ $near }`?
diagnostic-link-through-gate = este artículo es para `{ $gate }`, pero enlaza a `{ $target }`, que es para `{ $other }`
    .label = no todos los lectores pueden seguirlo
    .help = enlaza a algo que todos sus lectores puedan leer, o cierra más este artículo
diagnostic-missing-include = no existe `{ $target }` para incluirlo
    .label = no incluye nada
    .help = la ruta se escribe desde la carpeta del idioma, como `_shared/fotos.md`
    .near = ¿quisiste decir `{ $near }`?
diagnostic-include-loop = `{ $target }` se incluye a sí mismo
    .label = vuelve a sí mismo
    .help = saca este pasaje del círculo: { $circle }
diagnostic-include-too-large = lo que se incluye aquí crece demasiado
    .label = aquí
    .help = una página puede incluir { $limit } líneas, con { $depth } archivos de profundidad
diagnostic-include-through-gate = este artículo es para `{ $gate }`, pero incluye `{ $target }`, que es para `{ $other }`
    .label = no todos los lectores pueden leerlo
    .help = incluye algo que todos sus lectores puedan leer, o cierra más este artículo
diagnostic-unknown-term = ningún término se llama `{ $key }`
    .label = desconocido
    .help = agrégalo a `_terms.toml`
    .near = ¿quisiste decir `{ $near }`?
diagnostic-term-gate = los idiomas dan accesos distintos al término `{ $key }`: `{ $gate }` aquí, `{ $other }` en `{ $file }`
    .help = declara el mismo en los dos; mientras tanto, el término queda fuera
diagnostic-term-through-gate = este artículo es para `{ $gate }`, pero muestra el término `{ $key }`, que es para `{ $other }`
    .label = no todos los lectores pueden leerlo
    .help = abre más el término, o cierra más este artículo
diagnostic-broken-image = esto no es una imagen que se pueda mostrar
    .label = de formato desconocido, incompleta o dañada
    .help = guárdala de nuevo como PNG, JPEG, GIF, WebP, AVIF o SVG; hasta entonces se muestra su texto alternativo
diagnostic-huge-image = esta imagen tiene { $width } × { $height } píxeles, más de { $limit } millones
    .label = no se muestra
    .help = guárdala con el tamaño con que se muestra; hasta entonces se muestra su texto alternativo
diagnostic-mistyped-image = este archivo se llama `.{ $ending }`, pero es una imagen de formato `{ $format }`
    .label = se sirve como lo que es
    .help = ponle la terminación `.{ $format }` y corrige las páginas que la muestran
diagnostic-heavy-image = `{ $target }` pesa mucho más de lo que se muestra de ella ({ $size })
    .label = los lectores la esperan
    .help = guárdala con { $widest } píxeles de ancho como máximo y menos de 500 KB; de un GIF que se mueve, haz un video
diagnostic-missing-image = no hay ninguna imagen en `{ $target }`
    .label = no muestra nada
    .help = se muestra su texto alternativo; pon el archivo junto al artículo
    .near = ¿quisiste decir `{ $near }`?
diagnostic-image-through-gate = este artículo es para `{ $gate }`, pero muestra `{ $target }`, que es para `{ $other }`
    .label = no todos los lectores pueden verla
    .help = guarda la imagen en una carpeta que todos sus lectores puedan leer
diagnostic-unknown-directive = nada se llama `:::{ $name }`
    .label = se muestra como texto
    .help = existen `:::steps`, `:::tabs`, `:::tab`, `:::cards`, `:::video` y `:::annotated`
    .near = ¿quisiste decir `:::{ $near }`?
diagnostic-open-directive = este `:::{ $name }` no termina
    .label = empieza aquí
    .help = ciérralo con una línea de `:::`
diagnostic-bad-spot = `{ $spot }` no es un lugar de la imagen
    .label = en esta imagen
    .help = empieza cada punto con dos porcentajes, desde la izquierda y desde arriba: `` `40,25` ``
diagnostic-bad-video = `{ $address }` no es un video que se pueda mostrar
    .label = aquí
    .help = usa una dirección de YouTube o Vimeo, o un archivo `.mp4` o `.webm` junto al artículo
diagnostic-too-deep = esto está anidado con demasiada profundidad
    .label = desde aquí se deja fuera
    .help = usa menos listas y citas unas dentro de otras

diagnostic-internal-fault = ayuda misma falla con este artículo, que queda fuera
    .help = repórtalo, por favor, junto con el archivo
diagnostic-too-many-problems = este archivo tiene más de { $limit } problemas; los demás no se listan
    .help = corrige primero estos

diagnostic-bad-synonym = esta regla no dice qué palabras significan lo mismo
    .label = faltan palabras de algún lado
    .help = escribe `cotización, presupuesto` en ambos sentidos o `bid => presupuesto` en uno, con 6 palabras por frase como máximo
diagnostic-shallow-clone = este es un clon superficial: Git no sabe cuándo cambiaron los artículos más antiguos
    .help = trae toda la historia (`git fetch --unshallow`; `fetch-depth: 0` en GitHub Actions)

## Línea de comandos

cli-compiling = Leyendo el contenido
cli-no-content = no hay carpeta de contenido en `{ $folder }`; `ayuda init` crea una, `--content DIR` indica otra
cli-more-diagnostics = … y { $more } más: `ayuda check` los muestra todos
cli-diagnostics = { $errors ->
        [one] { $errors } error
       *[other] { $errors } errores
    }, { $warnings ->
        [one] { $warnings } aviso
       *[other] { $warnings } avisos
    }
cli-check-clean = { $articles ->
        [one] { $articles } artículo, sin problemas
       *[other] { $articles } artículos, sin problemas
    }

## Fallas del servicio

http-not-found = No se encontró
http-not-found-detail = Aquí no hay nada que puedas leer. Inicia sesión si esperabas algo, o búscalo.
http-gone = Ya no existe
http-gone-detail = Esta página se retiró. Busca lo que la reemplaza.
http-invalid = Hay valores que no se pueden usar
http-invalid-detail = `errors` dice cuáles, y qué pueden ser.
http-bad-body = No se puede leer el contenido
http-bad-body-detail = Envía un objeto JSON con la forma documentada.
http-unauthorized = El token no es válido
http-unauthorized-detail = Pide un token nuevo a la aplicación, o consulta sin token lo que es público.
http-cross-site = Origen no permitido
http-cross-site-detail = Esta solicitud viene de una página de otro sitio. Si es tuyo, agrega su origen a `service.allowed_origins`.
http-method = Método no permitido
http-method-detail = El encabezado `Allow` dice qué se puede hacer aquí.
http-too-large = Demasiado grande
http-too-large-detail = El contenido puede tener hasta 64 KiB. Envía menos.
http-uri-too-long = La dirección es demasiado larga
http-uri-too-long-detail = Una dirección puede tener hasta 8 KiB. Envía una más corta.
http-media-type = Tipo de contenido no admitido
http-media-type-detail = Envía `application/json`, o un formulario.
http-timed-out = No alcanzó el tiempo
http-timed-out-detail = La respuesta tardó demasiado. Intenta de nuevo en un momento.
http-internal = Fue error nuestro
http-internal-detail = Algo salió mal aquí. Intenta de nuevo; si sigue igual, pasa a soporte el id de la solicitud.
http-one-of = puede ser: { $known }
http-number = es un número entero de { $from } a { $to }
http-version = es una versión como 2.4 o 2.4.1
http-too-long = puede tener hasta { $limit } caracteres
http-text = es un texto
http-missing = es obligatorio

cli-drawing = Dibujando el sitio
cli-indexing = Llenando los estantes
cli-built = { $files ->
        [one] { $files } archivo en { $out }
       *[other] { $files } archivos en { $out }
    }
cli-serving = { $name } está en { $url } (Ctrl-C lo detiene)
cli-stopped = Detenido
cli-address-taken = no se puede escuchar en { $address }; `--listen 127.0.0.1:8081` indica otra dirección
cli-no-language = `{ $tag }` no es un idioma de este centro de ayuda; prueba con `en` o `es`
cli-search-group = { $kind ->
        [article] Artículos
        [video] Videos
        [release] Novedades
       *[other] { $kind }
    } · { $language } · { $total }
cli-unknown-who = la configuración no conoce `{ $name }`; conoce: { $known }
cli-unknown-text = `{ $file }`: ningún mensaje se llama `{ $key }`, así que este texto no se usa
cli-did-you-mean = ¿Quisiste decir «{ $query }»?
cli-search-missing = Ningún artículo dice: { $words }
cli-explain-exact = tal cual
cli-explain-stem = otra forma
cli-explain-synonym = sinónimo
cli-explain-typo = mal escrita
cli-explain-passage = palabras en un mismo pasaje
cli-explain-translation = por su versión en { $language }
cli-context-module = módulo: { $module }
cli-context-tour = recorrido: { $title }
cli-context-by-module = del módulo
cli-context-by-search = por las palabras de la ruta
cli-context-by-popular = popular
cli-routes-without = { $count ->
    [0] todas las rutas tienen ayuda propia
    [one] 1 ruta no tiene ayuda propia
   *[other] { $count } rutas no tienen ayuda propia
  }
cli-eval-title = { $language }: { $cases ->
    [one] 1 caso
   *[other] { $cases } casos
  }
cli-eval-first-hit = primer resultado
cli-eval-mrr = MRR
cli-eval-ndcg = nDCG@10
cli-eval-section = sección correcta
cli-eval-unknown = ningún artículo tiene este id
cli-eval-closed = { $who } no puede leerlo
cli-eval-not-found = tiene muy pocas de estas palabras: agrega palabras clave o un sinónimo
cli-eval-outranked = queda en el lugar { $place }, detrás de { $first }: consulta `ayuda explain ranking`
cli-eval-other-section = queda primero, pero se abre en otra sección
cli-eval-below = { $language }: por debajo del mínimo de { $first-hit } primeros resultados y { $ndcg } de nDCG
cli-eval-no-cases = no hay casos en `{ $folder }`: escribe `en/cases.toml`
cli-nothing-found = no se encontró nada para “{ $query }”; prueba con menos palabras o con otras
cli-new-path = `{ $path }` no es lugar para un artículo; escríbelo como `es/estimating/enviar-un-presupuesto`
cli-new-exists = `{ $file }` ya existe
cli-new-made = { $file } es { $id }, un borrador
cli-new-summary = Una frase que diga qué podrá hacer quien lo lea
cli-new-body = Empieza por la tarea y deja los casos especiales para el final.
cli-init-exists = `{ $file }` ya existe; no se escribió nada
cli-init-made = { $files } archivos en { $folder }; ejecuta `ayuda` ahí para verlo
cli-audit-unbuilt = todavía no existe `{ $folder }`, así que se revisa el sitio como se escribiría
cli-audit-found = { $place } contiene un texto de { $file }
cli-audit-unseen = nada de { $file } se ve, ni siquiera para quienes lo pueden leer
cli-audit = { $restricted ->
        [one] { $restricted } artículo restringido
       *[other] { $restricted } artículos restringidos
    }, { $probes } textos buscados en { $files } archivos públicos: { $found ->
        [0] no se encontró ninguno, y cada artículo lo ven quienes pueden leerlo
       *[other] { $found } encontrados
    }

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
site-role-owner = Dueños
site-role-pm = Gerentes de proyecto
site-role-field = Campo
site-role-admin = Administración
site-plan-free = Free
site-plan-starter = Starter
site-plan-professional = Professional
site-plan-business = Business
site-plan-enterprise = Enterprise
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
site-search-summary = Busca en guías, videos y notas de versión.
site-search-how = Escríbelo con tus palabras, por ejemplo “enviar un presupuesto”. Pon palabras entre comillas para encontrarlas juntas.
site-search-browse = O explora por tema
site-search-total = { $total ->
    [0] Sin resultados
    [one] { $total } resultado
   *[other] { $total } resultados
}
site-search-meant = Estos son los resultados de
site-search-missing = Ningún artículo lo menciona: { $words }.
site-search-nothing = Nada coincide con “{ $query }”.
site-search-advice = Prueba con menos palabras o más generales, o busca el botón como se llama en la aplicación.
site-search-filter = Acotar
site-search-all = Ver los { $total }
site-search-pages = Páginas de resultados
site-search-page = Página { $page } de { $pages }
site-group-article = Artículos
site-group-video = Videos
site-group-release = Novedades
site-also-in = También en { $language ->
    [es] español
   *[en] inglés
}
site-facet-module = Módulo
site-facet-kind = Tipo
site-facet-role = Rol
site-facet-tag = Etiqueta
site-facet-category = Tema

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
