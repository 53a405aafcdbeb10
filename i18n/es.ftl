# Los mensajes de ayuda en español. `build.rs` los compara con en.ftl: cada clave,
# con las mismas variables, o no compila.

## Fechas

date-long = { $day } de { $month ->
        [January] enero
        [February] febrero
        [March] marzo
        [April] abril
        [May] mayo
        [June] junio
        [July] julio
        [August] agosto
        [September] septiembre
        [October] octubre
        [November] noviembre
       *[December] diciembre
    } de { $year }

## Markdown

markup-note = Nota
markup-tip = Consejo
markup-important = Importante
markup-warning = Aviso
markup-caution = Cuidado
markup-table = Tabla
markup-table-in = Tabla: { $heading }
markup-task-done = Hecho
markup-task-open = Pendiente
markup-footnotes = Notas
markup-footnote-back = Volver al texto
markup-section-link = Enlace a “{ $title }”
markup-video = Ver el video
markup-video-titled = Ver: { $title }
markup-transcript = El video en palabras

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
diagnostic-no-token-key = `{ $algorithm }` necesita una clave
    .label = firma con una clave que crea la aplicación
    .help = escribe `key_file = "token.pem"` con la ruta de la clave pública de la aplicación
diagnostic-algorithm-with-jwks = `algorithm` no significa nada junto a `jwks`
    .label = cada clave del conjunto tiene el suyo
    .help = borra la línea; el conjunto de claves dice cómo firma cada una
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
diagnostic-bad-discussion = `{ $value }` no es la clave de una entrada del foro
    .label = aquí
    .help = escribe la parte de su dirección que empieza por `p`, como en `p3k7m0q9x2ab`
diagnostic-bad-date = `{ $value }` no es una fecha
    .label = aquí
    .help = escribe las fechas como `2026-03-31`
    .near = escríbela como `{ $near }`
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
    .near = escríbela como `{ $near }`
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

## Repaso: lo que se publica, pero no como debería

diagnostic-missing-alt = esta imagen no tiene texto alternativo
    .label = no hay nada que leer en voz alta
    .help = di entre los corchetes qué muestra: `![La barra de un presupuesto](barra.png)`
diagnostic-skipped-heading = este encabezado de nivel `{ $level }` sigue a uno que está dos niveles o más por encima
    .label = falta un nivel
    .help = escríbelo como `{ $wanted }`, o añade el encabezado intermedio
diagnostic-doubled-word = «{ $word }» aparece aquí dos veces
    .label = dos veces
    .help = borra una de las dos
diagnostic-missing-anchor = `{ $file }` no tiene la sección `#{ $anchor }`
    .label = lleva al principio de la página
    .help = dale ese id a un encabezado, como en `## Pagos atrasados {"{"}#atrasados{"}"}`, o nombra una sección que exista
    .near = ¿quisiste decir `#{ $near }`?
diagnostic-other-language = `{ $target }` está en otro idioma ({ $language })
    .label = sale del idioma de esta página
    .help = todavía no hay traducción; avisa a los lectores o enlaza otra cosa
    .near = la página en este idioma es `{ $near }`
diagnostic-alias-loop = `{ $alias }` es la dirección de esta misma página
    .label = lleva a sí misma
    .help = bórralo: un alias es una dirección que la página tuvo antes
diagnostic-alias-over-page = en `{ $alias }` hay una página: `{ $file }`
    .label = ocupada por una página
    .help = borra el alias o dale otro slug a esa página; hasta entonces solo se sirve la página
diagnostic-renamed-without-alias = este artículo era `{ $old }`, y `{ $url }` ya no lleva a ninguna parte
    .help = añade `aliases: ["{ $url }"]` al encabezado del archivo
diagnostic-dead-context = { $why ->
        [nothing] `{ $pattern }` quita lo que nada trae
       *[taken] `{ $pattern }` nunca ayuda: `{ $other }` lo quita
    }
    .label = no tiene efecto
    .help = borra el patrón o corrige aquello a lo que debería ajustarse
diagnostic-shadowed-context = { $why ->
        [again] `{ $pattern }` se ajusta a las mismas pantallas que `{ $other }`, que está antes
       *[module] las pantallas de `{ $pattern }` son del módulo `{ $owner }`, por `{ $other }`
    }
    .label = no tiene efecto
    .help = una pantalla es de un solo módulo, el primero según `order`: borra el patrón de uno de los dos
diagnostic-context-without-module = ningún módulo tiene una pantalla como `{ $pattern }`
    .label = no es de ningún módulo
    .help = corrige el patrón o añade la pantalla a un módulo en `modules.toml`
    .near = ¿quisiste decir algo como `{ $near }`?
diagnostic-doubled-title = «{ $title }» es también el título de `{ $file }`
    .label = el mismo título
    .help = di en los títulos qué distingue a los dos: en una lista el lector no ve otra cosa
diagnostic-module-without-screen = el módulo `{ $module }` no tiene pantallas
    .label = nunca está en una pantalla
    .help = dale `contexts`, como `["/{ $module }/**"]`
diagnostic-orphaned-article = a este artículo solo lleva la lista de su categoría
    .help = enlázalo donde los lectores lo necesiten, o dale `contexts` o un `module`
diagnostic-unused-term = ningún artículo muestra el término `{ $key }`
    .label = no se muestra
    .help = muéstralo con `{"{"}term:{ $key }{"}"}`, dale un `article`, o bórralo si la app tampoco lo muestra
diagnostic-unused-picture = ninguna página muestra este archivo
    .help = bórralo o muéstralo donde corresponde
diagnostic-long-title = este título tiene { $length } caracteres; los buscadores muestran unos { $limit }
    .label = puede quedar cortado
    .help = pon primero lo que importa y deja el resto para el resumen
diagnostic-long-summary = este resumen tiene { $length } caracteres; los buscadores muestran unos { $limit }
    .label = puede quedar cortado
    .help = basta una frase que diga qué podrá hacer el lector después
diagnostic-review-due = había que volver a mirar este artículo antes del { $day }
    .label = ya pasó
    .help = compáralo con la app y pon un día nuevo

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
cli-notes = { $notes ->
        [one] 1 nota: `ayuda check --notes` la muestra
       *[other] { $notes } notas: `ayuda check --notes` las muestra
    }
cli-mended = { $place }: `{ $from }` ahora es `{ $to }` ({ $code })
cli-mended-away = { $place }: se quitó `{ $from }` ({ $code })
cli-mended-files = { $mends ->
        [one] 1 cambio
       *[other] { $mends } cambios
    } en { $files ->
        [one] 1 archivo
       *[other] { $files } archivos
    }
cli-mend-nothing = aquí nada tiene un único arreglo seguro
cli-mend-conflict = `{ $file }` tiene marcas de un conflicto de fusión y se dejó como está
cli-mend-failed = no se puede escribir `{ $file }`: { $detail }
cli-explain-unknown = ningún código se llama `{ $code }`; `ayuda explain` los enumera todos
cli-explain-near = ningún código se llama `{ $code }`; ¿quisiste decir `{ $near }`?
cli-severity-error = error: el artículo se deja fuera
cli-severity-warning = aviso: `--strict` falla por él
cli-severity-note = nota: cuestión de criterio; se muestra con `--notes`

## Fallas del servicio

http-not-found = No se encontró
http-not-found-detail = Aquí no hay nada que puedas leer. Inicia sesión si esperabas algo, o búscalo.
http-invalid = Hay valores que no se pueden usar
http-invalid-detail = `errors` dice cuáles, y qué pueden ser.
http-bad-body = No se puede leer el contenido
http-bad-body-detail = Envía un objeto JSON con la forma documentada.
http-unauthorized = El token no es válido
http-unauthorized-detail = Pide un token nuevo a la aplicación, o consulta sin token lo que es público.
http-session-ended = Tu sesión terminó
http-session-ended-detail = Vuelve a iniciar sesión en la aplicación, o termina la sesión con `DELETE /api/v1/support/session` para leer lo que es público.
http-cross-site = Origen no permitido
http-cross-site-detail = Esta solicitud viene de una página de otro sitio. Si es tuyo, agrega su origen a `service.allowed_origins`.
http-method = Método no permitido
http-method-detail = El encabezado `Allow` dice qué se puede hacer aquí.
http-too-large = Demasiado grande
http-too-large-detail = El contenido puede tener hasta 64 KiB. Envía menos.
http-form-too-large-detail = Un formulario puede tener hasta 200 KiB. Envía menos.
http-uri-too-long = La dirección es demasiado larga
http-uri-too-long-detail = Una dirección puede tener hasta 8 KiB. Envía una más corta.
http-media-type = Tipo de contenido no admitido
http-media-type-detail = Envía `application/json`, o un formulario, sin comprimir.
http-changed = Cambió entretanto
http-changed-detail = Lo que nombra `If-Match` ya no es lo que hay aquí. Vuelve a pedirlo sin ese encabezado.
http-range = No existe esa parte
http-range-detail = Empieza después del final, que `Content-Range` indica. Pide el archivo completo.
http-timed-out = No alcanzó el tiempo
http-timed-out-detail = La respuesta tardó demasiado. Intenta de nuevo en un momento.
http-too-many = Demasiadas solicitudes
http-too-many-detail = Se pidió más en un minuto de lo que puede pedir un lector. Espera los segundos de `Retry-After` y continúa.
http-busy = Ocupado
http-busy-detail = Por ahora no se puede escribir nada, y de esto no se guardó nada. Envíalo otra vez en unos segundos.
http-unsure = Quizá se guardó
http-unsure-detail = La base de datos se cortó justo en ese momento y no se sabe si esto se guardó. Míralo en unos segundos y, si no está, envíalo otra vez. El mismo voto cuenta una sola vez, se envíe las veces que se envíe.
http-kept = Sigue la última edición
http-kept-detail = `errors` dice qué impide la siguiente, y el registro dice más. Los lectores ven lo mismo que antes.
http-kept-settings = no se puede usar; ejecuta `ayuda check`
http-kept-content = no se puede leer, o no hay nada; revisa la carpeta de contenido
http-kept-theme = no puede dibujar una página; ejecuta `ayuda check` y revisa el registro
http-kept-index = no se puede escribir; revisa el disco, y si otro proceso construye allí
http-overloaded = Demasiado a la vez
http-overloaded-detail = En este momento se pide más de lo que se puede responder. Intenta de nuevo después de los segundos de `Retry-After`.
http-sign-in = Inicia sesión para escribir
http-sign-in-detail = Leer puede cualquiera; escriben los miembros. Abre la ayuda desde la aplicación o envía el token de la aplicación.
http-refused = No es posible
http-file-refused = No se aceptó el archivo
forum-refused-blocked = Un moderador te ha retirado el permiso de escribir aquí. Si es un error, consulta con soporte.
forum-refused-not-yours = Solo puede hacerlo quien lo escribió o un moderador. Lo que sí puedes es denunciarlo.
forum-refused-own = Es tuyo. Los votos y las denuncias son para lo que escriben los demás.
forum-refused-locked = Esta conversación está cerrada. Haz una pregunta nueva y enlaza esta.
forum-refused-keepers = Eso queda para moderadores y personal. Puedes avisarles con una denuncia.
forum-refused-replies = Otros ya han respondido, y lo que dijeron se perdería. Edita la pregunta o pídeselo a un moderador.
forum-refused-many = Has escrito mucho en una hora. Inténtalo más tarde.
forum-title-short = usa al menos { $limit } caracteres, para que se sepa de qué se trata
forum-body-long = como mucho 32 KiB de texto; lo más largo, adjúntalo
forum-body-deep = demasiadas listas o citas unas dentro de otras, o demasiados enlaces y tablas; escríbelo de forma más sencilla
forum-tags-many = como mucho { $limit } etiquetas
forum-tag-bad = las etiquetas son letras, cifras y guiones, hasta 30
forum-no-category = no tienes ninguna categoría con ese nombre
forum-no-duplicate = indica otra pregunta que puedas leer y que no sea también un duplicado
forum-file-large = Los archivos pueden tener hasta 10 MiB. Hazlo más pequeño o pon un enlace.
forum-file-empty = El archivo está vacío. Elige otro.
forum-file-unknown = Se aceptan imágenes (PNG, JPEG, WebP, GIF), PDF, texto, CSV y vídeos (MP4, WebM). Convierte el archivo a uno de ellos.
forum-file-damaged = El archivo está dañado o incompleto. Guárdalo otra vez y vuelve a enviarlo.
forum-file-pixels = La imagen tiene demasiados píxeles. Redúcela a 2560 píxeles de lado como mucho.
forum-file-many = Hoy ya has enviado muchos archivos. Inténtalo mañana o pon un enlace.

# Páginas del foro.
forum-page-title = Foro
forum-page-lede = Pregunta, responde y encuentra lo que otros ya resolvieron. Las respuestas comprobadas llevan una marca.
forum-page-ask = Hacer una pregunta
forum-page-ask-lede = Cuenta qué quieres hacer, qué probaste y qué pasó en su lugar.
forum-page-search = Buscar en el foro
forum-page-search-button = Buscar
forum-page-categories = Categorías
forum-page-latest = Últimas conversaciones
forum-page-questions = { $count ->
    [one] { $count } pregunta
   *[other] { $count } preguntas
}
forum-page-feed = Seguir con un lector de noticias
forum-page-none = Todavía nadie ha preguntado nada aquí. Estrénalo tú.
forum-page-none-found = No hay nada con estos filtros.
forum-page-all = Ver todas las preguntas
forum-page-restricted = No es público
forum-page-restricted-text = Solo lo ve quien tiene acceso a esta categoría.
forum-page-votes = { $count ->
    [one] voto
   *[other] votos
}
forum-page-replies = { $count ->
    [one] respuesta
   *[other] respuestas
}
forum-page-points = { $count ->
    [one] { $count } punto
   *[other] { $count } puntos
}
forum-page-status-open = Sin responder
forum-page-status-answered = Respondida
forum-page-status-verified = Respuesta verificada
forum-page-status-accepted = Resuelta
forum-page-status-all = Todas
forum-page-in-all = Todos los idiomas
forum-page-in-en = English
forum-page-in-es = Español
forum-page-sort-active = Actividad reciente
forum-page-sort-new = Más nuevas
forum-page-sort-votes = Más votadas
forum-page-filter-status = Estado
forum-page-filter-in = Idioma de las preguntas
forum-page-filter-sort = Ordenar por
forum-page-filters = Filtros
forum-page-filters-use = Aplicar filtros
forum-page-filters-active = Filtros activos
forum-page-filter-remove = Quitar el filtro { $filter }
forum-page-filter-any = Cualquiera
forum-page-filter-category = Categoría
forum-page-filter-author = Preguntado por (@nombre)
forum-page-filter-tag = Etiqueta
forum-page-filter-from = Desde
forum-page-filter-to = Hasta
forum-page-tag = Etiqueta: { $tag }
forum-page-tag-remove = Quitar la etiqueta { $tag }
forum-page-pages = Páginas
forum-page-mark-pinned = Fijada
forum-page-mark-locked = Cerrada
forum-page-mark-hidden = Oculta
forum-page-mark-duplicate = Duplicada
forum-page-note-pinned = Fijada: se queda al principio de su categoría.
forum-page-note-locked = Esta conversación está cerrada. Puedes seguir leyéndola.
forum-page-note-hidden = Oculta: solo la ven moderadores y personal.
forum-page-note-duplicate = Esto ya se preguntó. Las respuestas están aquí:
forum-page-note-duplicate-unseen = Esto ya se preguntó.
forum-page-article = Hay un artículo sobre esto
forum-page-staff = Equipo
forum-page-asker = Hizo la pregunta
forum-page-nobody = Antiguo miembro
forum-page-asked-by = Pregunta de { $name }
forum-page-reply-by = Respuesta de { $name }
forum-page-reply-gone = Respuesta eliminada
forum-page-edited = editado el { $date }
forum-page-verified = Respuesta verificada
forum-page-verified-by = Comprobada por { $name } el { $date }
forum-page-accepted = Respuesta aceptada
forum-page-accepted-on = Por quien preguntó, el { $date }
forum-page-vote = Me sirve: votar
forum-page-unvote = Retirar el voto
forum-page-act-accept = Aceptar como respuesta
forum-page-act-unaccept = Dejar de aceptarla
forum-page-act-verify = Verificar
forum-page-act-unverify = Quitar la verificación
forum-page-act-pin = Fijar
forum-page-act-unpin = Dejar de fijar
forum-page-act-lock = Cerrar
forum-page-act-unlock = Volver a abrir
forum-page-act-hide = Ocultar
forum-page-act-show = Volver a mostrar
forum-page-act-duplicate = Marcar como duplicada
forum-page-act-unduplicate = No es un duplicado
forum-page-act-edit = Editar
forum-page-act-delete = Eliminar
forum-page-act-report = Denunciar
forum-page-act-follow = Seguir por correo
forum-page-act-unfollow = Dejar de seguir
forum-page-act-follow-category = Seguir las preguntas nuevas por correo
forum-page-act-unfollow-category = Sigues esta categoría: dejar de seguirla
forum-page-act-link = Enlace
forum-page-act-block = Retirar a este miembro el permiso de escribir
forum-page-act-unblock = Dejar que este miembro vuelva a escribir
forum-page-replies-heading = { $count ->
    [0] Sin respuestas aún
    [one] { $count } respuesta
   *[other] { $count } respuestas
}
forum-page-reply = Tu respuesta
forum-page-send-reply = Responder
forum-page-send-ask = Preguntar
forum-page-send-edit = Guardar
forum-page-preview = Vista previa
forum-page-preview-heading = Así se verá
forum-page-back = Volver a la conversación
forum-page-cancel = Volver sin cambios
forum-page-sign-in = Inicia sesión para preguntar, responder y votar.
forum-page-sign-in-app = Para preguntar, responder y votar, inicia sesión en la aplicación y abre la ayuda desde ahí.
forum-page-field-title = Tu pregunta en una frase
forum-page-field-title-hint = Entre 10 y 150 caracteres
forum-page-answers = ¿Alguna de estas respuestas te sirve? ({ $count })
forum-page-answers-none = Aún no hay respuesta a esto. Añade los detalles y pregunta.
forum-page-answers-hint = Se abren en otra pestaña. Lo que escribiste sigue aquí.
forum-page-answers-look = Buscar antes si ya está respondida
forum-page-answer-article = Artículo
forum-page-answer-forum = Foro
forum-page-answer-verified = Foro: respuesta verificada
forum-page-field-category = Categoría
forum-page-field-category-choose = Elige una
forum-page-field-body = Detalles
forum-page-field-tags = Etiquetas
forum-page-field-tags-hint = Hasta cinco palabras, separadas por comas
forum-page-field-language = Idioma de la pregunta
forum-page-field-markdown = Puedes usar Markdown: **negrita**, *cursiva*, listas con -, > citas, código entre comillas invertidas y @nombre para un miembro.
forum-page-mend = Todavía no se ha enviado. Mira abajo qué hay que cambiar; tu texto sigue ahí.
forum-page-told = Gracias. Un moderador lo revisará.
forum-page-edit-post = Editar la pregunta
forum-page-edit-reply = Editar la respuesta
forum-page-report = Denunciar
forum-page-report-lede = Los moderadores ven quién denuncia; nadie más.
forum-page-reason = ¿Qué tiene de malo?
forum-page-reason-spam = Publicidad
forum-page-reason-rude = Grosero o hiriente
forum-page-reason-private = Datos privados de alguien
forum-page-reason-wrong = Consejo equivocado o peligroso
forum-page-reason-other = Otra cosa
forum-page-comment = ¿Qué deben saber los moderadores? (opcional)
forum-page-send-report = Denunciar
forum-page-delete-post = Eliminar la pregunta
forum-page-delete-post-lede = La pregunta desaparece con todo lo que se respondió. No se puede deshacer.
forum-page-delete-reply = Eliminar la respuesta
forum-page-delete-reply-lede = Lo que decía desaparece; queda su lugar. No se puede deshacer.
forum-page-send-delete = Eliminar
forum-page-duplicate = Marcar como duplicada
forum-page-duplicate-lede = Quien lea esta pregunta encontrará el camino a la otra.
forum-page-duplicate-of = Dirección o clave de la pregunta que dice lo mismo
forum-page-send-duplicate = Marcar como duplicada
forum-page-history = Historial de cambios
forum-page-history-lede = Lo tachado se quitó; lo subrayado se añadió. El cambio más reciente va primero.
forum-page-history-none = No se ha editado nada.
forum-page-history-edit = Editado por { $name }
forum-page-history-skipped = líneas sin cambios
forum-page-member-since = Miembro desde el { $date }
forum-page-member-blocked = Este miembro ya no puede escribir.
forum-page-member-posts = Preguntas
forum-page-member-answered = Respondió a
forum-page-member-none = Nada que puedas leer.
forum-page-profile = Tu perfil
forum-page-following = Lo que sigues
forum-page-following-lede = Las respuestas y preguntas nuevas te llegan por correo.
forum-page-following-posts = Preguntas
forum-page-following-categories = Categorías
forum-page-following-none = Todavía nada.
forum-page-following-letters = Correo electrónico
forum-page-following-to-en = A { $email }, en inglés. Ambas cosas las decide la aplicación con la que inicias sesión.
forum-page-following-to-es = A { $email }, en español. Ambas cosas las decide la aplicación con la que inicias sesión.
forum-page-following-to-post = A { $email }, en el idioma de cada pregunta. La dirección la decide la aplicación con la que inicias sesión.
forum-page-following-nowhere = La aplicación con la que inicias sesión no dice dónde recibes correo, así que no se envía nada.
forum-page-following-mails = Enviarme correos
forum-page-following-automatic = Seguir lo que pregunto o contesto
forum-page-moderation = Moderación
forum-page-queue = Denunciado
forum-page-queue-none = No hay nada pendiente.
forum-page-queue-by = Denunciado por { $name }
forum-page-queue-keep = Dejarlo como está
forum-page-acts = Lo que hicieron los moderadores
forum-page-acts-none = Nada todavía.
forum-page-deed-verify = verificó una respuesta
forum-page-deed-unverify = retiró una verificación
forum-page-deed-pinned = { $detail ->
    [on] fijó una pregunta
   *[other] dejó de fijar una pregunta
}
forum-page-deed-locked = { $detail ->
    [on] cerró una pregunta
   *[other] volvió a abrir una pregunta
}
forum-page-deed-hidden = { $detail ->
    [on] ocultó un texto
   *[other] volvió a mostrar un texto
}
forum-page-deed-duplicate = { $detail ->
    [none] quitó una marca de duplicado
   *[other] marcó un duplicado
}
forum-page-deed-article = enlazó una pregunta con un artículo
forum-page-deed-move = pasó una pregunta a { $detail }
forum-page-deed-delete = eliminó un texto
forum-page-deed-decide = { $detail ->
    [hide] decidió ocultar lo denunciado
   *[other] decidió dejar lo denunciado
}
forum-page-deed-block = retiró a un miembro el permiso de escribir
forum-page-deed-unblock = dejó que un miembro vuelva a escribir
forum-page-upload = Añadir una imagen o un archivo
forum-page-uploading = Enviando el archivo…
forum-page-upload-failed = No se pudo enviar el archivo.
http-internal = Fue error nuestro
http-internal-detail = Algo salió mal aquí. Intenta de nuevo; si sigue igual, pasa a soporte el id de la solicitud.
http-slow = El contenido no llegó a tiempo
http-slow-detail = Tiene que llegar en 8 segundos. Envíalo otra vez, de una sola vez.
http-headers = Los encabezados son demasiado grandes
http-headers-detail = Los encabezados juntos pueden tener hasta 16 KiB. Envía menos cookies, o un token más corto.
http-host = Falta el host, o no es válido
http-host-detail = Envía un solo encabezado `Host`, con el nombre al que preguntas.
http-unready = Todavía no está listo
http-unready-detail = `errors` dice qué falta. Pregunta de nuevo en un momento; mientras tanto, pregunta a otro nodo.
http-unready-storage = no se puede leer; mira el registro y el disco de la carpeta de datos
http-unready-writing = la última escritura falló: revisa el disco y el registro
http-unready-stopping = está por terminar
http-one-of = puede ser: { $known }
http-number = es un número entero de { $from } a { $to }
http-version = es una versión como 2.4 o 2.4.1
http-date = es un día como 2026-03-31
http-too-long = puede tener hasta { $limit } caracteres
http-text = es un texto
http-missing = es obligatorio

docs-title = Referencia de la API
docs-summary = Todas las rutas del servicio: qué reciben, qué responden y una línea para probarlas.
docs-version = Versión { $version }
docs-document = Descripción OpenAPI
docs-contents = Rutas
docs-token = Token
docs-token-text = Envía el token que firma tu aplicación como `Authorization: Bearer TOKEN`. Sin token solo se responde lo público. Un token con cualquier error se rechaza con 401.
docs-language = Idioma
docs-language-text = `lang=` tiene prioridad sobre `Accept-Language`. Las respuestas dicen su idioma.
docs-failures = Errores
docs-failures-text = Todo error es application/problem+json (RFC 9457): un tipo estable, qué salió mal y qué hacer ahora en tu idioma, y el id de la solicitud. Lo que no puedes leer y lo que no existe dan el mismo 404.
docs-failures-shared = Cualquier ruta puede responder:
docs-failure-400 = un valor que no se puede usar; `errors` dice cuál
docs-failure-401 = un token que no es válido
docs-failure-404 = aquí no hay nada que puedas leer
docs-failure-405 = un método que la ruta no tiene; mira `Allow`
docs-failure-408 = un contenido que tardó más de 15 segundos
docs-failure-413 = un contenido de más de 64 KiB
docs-failure-414 = una dirección de más de 8 KiB
docs-failure-415 = un contenido de otro tipo, o comprimido
docs-failure-431 = encabezados de más de 16 KiB
docs-failure-503 = no está listo, o no alcanzó el tiempo; mira `Retry-After`
docs-parameters = Parámetros
docs-body = Contenido
docs-try = Pruébalo
docs-answer = Respuesta { $status }
docs-required = obligatorio
docs-list-of = lista de
docs-shapes = Formas
docs-shapes-text = Los campos opcionales faltan, nunca son null. Puede haber más campos en el futuro.
docs-includes = Todo lo de { $shape }, y además:
docs-tag-search = Búsqueda
docs-tag-articles = Artículos
docs-tag-context = Ayuda de una pantalla
docs-tag-feedback = Votos
docs-tag-session = Sesiones en el navegador
docs-tag-staff = Para el equipo
docs-tag-service = Servicio

cli-drawing = Dibujando el sitio
cli-indexing = Llenando los estantes
cli-built-before = { $files ->
        [one] No ha cambiado nada: { $files } archivo en { $out }
       *[other] No ha cambiado nada: { $files } archivos en { $out }
    }
cli-built = { $files ->
        [one] { $files } archivo en { $out }
       *[other] { $files } archivos en { $out }
    }
cli-widget-call = Llámalo en un script de tu aplicación, antes o después de que cargue
cli-widget-moving = Cárgalo en todas las páginas. Esta dirección sigue a cada versión nueva
cli-widget-pinned = O esta versión exacta, verificada por el navegador, hasta que tú la cambies
cli-widget-policy = Si tu aplicación tiene una Content-Security-Policy, que permita
cli-widget-no-origins = Ningún origen puede preguntar todavía. Nombra el de tu aplicación en ayuda.toml: [service] allowed_origins = ["https://app.example.com"]
cli-serving = { $name } está en { $url } (Ctrl-C lo detiene)
cli-stopped = Detenido
cli-forgotten = Se borró: { $votes ->
    [one] 1 voto
   *[other] { $votes } votos
  }, { $comments ->
    [0] ninguno con comentario
    [one] 1 con comentario
   *[other] { $comments } con comentario
  }
cli-questions = Preguntas del foro sin artículo que las responda
cli-deflections = Respuestas mostradas a quienes iban a preguntar
cli-deflections-row = mostradas { $shown } · abiertas { $opened } · preguntaron de todos modos { $asked }
cli-deflections-without = (sin elegir categoría)
cli-questions-none = En este periodo, cada pregunta del foro tiene su artículo, o no hubo ninguna
cli-questions-row = { $votes ->
    [one] un voto
   *[other] { $votes } votos
}, { $replies ->
    [one] una respuesta
   *[other] { $replies } respuestas
}, repetida { $again ->
    [one] una vez
   *[other] { $again } veces
}
cli-new-no-post = en el foro no hay ninguna publicación `{ $key }`; `ayuda report questions` muestra las que no tienen artículo
cli-new-no-forum = no hay foro; añade una parte en `[forum.categories]`
cli-new-from-gated-post = Sale de una pregunta del foro que no todo el mundo puede leer. Haz un solo texto de pregunta y respuesta, y quita esta línea.
cli-new-no-discussion = no todo el mundo puede leer la categoría `{ $category }`: el artículo queda sin `discussion`, que delataría la entrada. Añádelo si todos los lectores del artículo pueden leer la entrada
cli-new-from-post = Sale de una pregunta del foro, { $address }. Haz un solo texto de pregunta y respuesta, y quita esta línea.
schema-setting-forum-threads = archivo con los hilos con los que empieza un foro que aún no tiene ninguno
cli-threads-no-file = no se puede leer `{ $file }`; indica un archivo con un documento JSON por línea
cli-threads-no-category = no hay ninguna categoría `{ $category }`; la configuración tiene: { $known }. Elige una con `--category` o añádela en `[forum.categories]`
cli-threads-counted = { $threads ->
    [one] Un hilo con { $replies ->
        [one] una respuesta
       *[other] { $replies } respuestas
    }
   *[other] { $threads } hilos con { $replies ->
        [one] una respuesta
       *[other] { $replies } respuestas
    }
}
cli-threads-dry = No se escribió nada; con `--apply` se incorporan
cli-threads-done = { $kept ->
    [0] Ya estaban todos
    [one] Se incorporó un hilo
   *[other] Se incorporaron { $kept } hilos
}
cli-forgotten-member = En el foro: { $unsigned } textos ya no son de nadie, { $erased } se borraron
cli-forgotten-nothing = No se guarda nada de `{ $sub }`
cli-no-key = no hay clave de tokens en `{ $path }`: sin la clave con que se guardaron los votos no se pueden encontrar los de nadie; `--data DIR` indica otra carpeta
cli-no-data = no hay base de datos en `{ $path }`; el servicio la crea al iniciar por primera vez, `--data DIR` indica otra carpeta
# correos a los miembros del foro, y cómo dejarlos
outbox-subject-asked = { $author } pregunta: { $title }
outbox-subject-replied = { $author } respondió: { $title }
outbox-subject-verified = Respuesta confirmada: { $title }
outbox-subject-accepted = Respuesta aceptada: { $title }
outbox-subject-mentioned = { $author } te menciona: { $title }
outbox-subject-reported = Denuncia: { $title }
outbox-subject-several = { $count } novedades: { $title }
outbox-letter-asked = { $author } pregunta:
outbox-letter-replied = { $author } respondió:
outbox-letter-verified = { $actor } confirmó esta respuesta de { $author }:
outbox-letter-accepted = { $actor } aceptó esta respuesta de { $author }:
outbox-letter-mentioned = { $author } te menciona:
outbox-letter-reported = { $actor } denunció lo que escribió { $author } { $reason ->
    [spam] como publicidad no deseada
    [rude] como ofensivo
    [private] porque contiene algo privado
    [wrong] como erróneo
   *[other] por otro motivo
  }:
outbox-letter-more = { $count ->
    [one] … y 1 novedad más.
   *[other] … y { $count } novedades más.
  }
outbox-letter-read = Leer y responder
outbox-letter-why = Recibes este correo porque sigues esta pregunta o su categoría, o porque alguien te mencionó.
outbox-letter-end = Dejar de recibir estos correos
outbox-end-title = Correos del foro
outbox-end-question = ¿Qué correos ya no quieres recibir?
outbox-end-post = Solo los de esta pregunta
outbox-end-all = Todos los correos
outbox-end-done-post = Ya no recibirás correos sobre esta pregunta.
outbox-end-done-all = Ya no recibirás más correos. Tu dirección ya no se guarda.
outbox-end-wrong = Este enlace está incompleto. Copia el enlace entero del correo, o deja de seguir la pregunta en el foro.
cli-outbox-empty = Todo se entregó
cli-outbox-waiting = { $count ->
    [one] 1 entrega se reintentará
   *[other] { $count } entregas se reintentarán
  }
cli-outbox-dead = { $count ->
    [one] Se desistió de 1 entrega
   *[other] Se desistió de { $count } entregas
  }; corrige el receptor y usa `ayuda outbox --retry all`, o una sola con su id
cli-outbox-again = otra vez a las { $time }
cli-outbox-given-up = se desistió
cli-outbox-tries = { $count ->
    [one] 1 intento
   *[other] { $count } intentos
  }
cli-outbox-retried = { $count ->
    [one] Se reintentará 1 entrega
   *[other] Se reintentarán { $count } entregas
  }
cli-outbox-dropped = { $count ->
    [one] Se descartó 1 entrega
   *[other] Se descartaron { $count } entregas
  }
cli-outbox-none = no hay ninguna entrega pendiente `{ $id }`; `ayuda outbox` muestra lo que falló, y `all` es todo aquello de lo que se desistió
# la base de datos en un servidor, y copias de seguridad
cli-database-address = `service.database_url` no es la dirección de un servidor PostgreSQL con su base de datos; tiene esta forma: `postgres://ayuda:secreto@127.0.0.1:5432/ayuda`
cli-database-away = ningún servidor PostgreSQL responde en `{ $server }`; inícialo o corrige `service.database_url` (`AYUDA_SERVICE__DATABASE_URL`)
cli-database-missing = el servidor PostgreSQL no tiene la base de datos `{ $server }`; créala con `createdb` o corrige `service.database_url`
cli-database-newer = una versión más nueva de ayuda escribió esta base de datos (aquí no se conoce su cambio `{ $change }`); usa la versión más nueva o recupera la copia de antes de actualizar: `ayuda restore CARPETA --replace`, o `pg_restore` en PostgreSQL
cli-database-no-right = el usuario de `service.database_url` no puede crear tablas en `{ $server }`; haz que sea dueño de la base de datos: `ALTER DATABASE … OWNER TO …`
cli-database-other = no se puede usar la base de datos PostgreSQL `{ $server }`; su registro dice más
cli-database-refused = el servidor PostgreSQL en `{ $server }` rechaza el usuario o la contraseña de `service.database_url`; corrígelos ahí o autoriza al usuario en `pg_hba.conf`
cli-database-tls = la conexión con el servidor PostgreSQL en `{ $server }` no se puede cifrar como pide `sslmode` en `service.database_url`; indica con `sslrootcert=` la autoridad del certificado, o activa TLS en el servidor
cli-backup-done = Copia de seguridad en `{ $path }`: base de datos, clave, archivos de los miembros y versiones guardadas del widget. Contiene un secreto: guárdala donde solo tú puedas leerla
cli-backup-key-elsewhere = La clave `{ $path }` está fuera de la carpeta de datos y no va en la copia: guárdala aparte
cli-backup-nothing = no hay base de datos en `{ $path }`; `--data DIR` indica otra carpeta de datos
cli-backup-on-server = los votos están en un servidor PostgreSQL: cópialos con `pg_dump --format=custom --file=ayuda.dump`, recupéralos con `pg_restore` y guarda también `{ $path }` y los archivos de los miembros: están en `attachments`, en la carpeta de datos
cli-backup-taken = `{ $path }` ya existe; indica una carpeta nueva o vacía, por ejemplo una con la fecha de hoy
cli-restore-damaged = la base de datos de `{ $path }` está dañada; no se cambió nada, prueba con una copia anterior
cli-restore-done = Recuperado en `{ $path }`
cli-restore-done-aside = Recuperado en `{ $path }`. Lo que había está en `{ $before }`: bórralo cuando estés seguro
cli-restore-in-use = la base de datos de `{ $path }` está en uso; detén el servicio y recupera otra vez
cli-restore-nothing = `{ $path }` no es una copia de seguridad: no contiene `ayuda.db`
cli-restore-taken = ya hay una base de datos en `{ $path }`; `--replace` la aparta y recupera la copia en su lugar
cli-address-taken = no se puede escuchar en { $address }; `--listen 127.0.0.1:8081` indica otra dirección
cli-metrics-address-taken = no se puede escuchar en `{ $address }` para las métricas; pon otra dirección en `service.metrics_listen`, o "" para ninguna
cli-no-language = `{ $tag }` no es un idioma de este centro de ayuda; prueba con `en` o `es`
cli-search-group = { $kind ->
        [article] Artículos
        [video] Videos
        [release] Novedades
       *[other] { $kind }
    } · { $language } · { $total }
cli-unknown-who = la configuración no conoce `{ $name }`; conoce: { $known }
cli-unknown-text = `{ $file }`: ningún mensaje se llama `{ $key }`, así que este texto no se usa
dev-look-as = Ver como
dev-no-plan = sin plan
dev-version = versión
dev-problems = { $count ->
        [one] { $count } problema
       *[other] { $count } problemas
    }
dev-no-problems = Sin problemas
dev-held = Hay errores nuevos: se quedan las últimas páginas buenas hasta que se corrijan.
dev-instead = Ver como
dev-no-gate = Para todos.
dev-seen = Se ve: el acceso es { $gate }.
dev-not-seen = No se ve: el acceso es { $gate } y a este lector le falta: { $needs }.
dev-other-version = Es para las versiones { $range }: quien usa esta la encuentra después.
cli-dev-serving = { $name } para quienes escriben: { $url }   (Ctrl-C la detiene)
cli-dev-not-loopback = a `{ $address }` se llega desde otros equipos: `ayuda dev` muestra borradores y todo lo interno, así que solo escucha en 127.0.0.1 o [::1]
cli-demo-serving = La app de demostración con la ayuda dentro: { $url }
cli-demo-not-loopback = a `{ $address }` se llega desde otros equipos y la demostración le da un token a quien lo pida; agrega `--listen 127.0.0.1:8080` o quita `--demo`
demo-unknown-person = aquí nadie se llama `{ $name }`; `as` es uno de { $known }
demo-wrong-time = `for` es un número de segundos entre -86400 y 43200; si es menor que cero, el token ya terminó
demo-no-key = este servicio solo tiene claves públicas y no puede firmar un token; para probar la demostración, inícialo con AYUDA_IDENTITY__KEY_FILE y la ruta de una clave privada
cli-dev-updated = { $files ->
        [0] visto en { $time } ms
        [1] visible en { $time } ms: { $names }
        [2] visible en { $time } ms: { $names }
        [3] visible en { $time } ms: { $names }
       *[other] visible en { $time } ms: { $names } … ({ $files } archivos)
    }
cli-dev-held = errores nuevos: se quedan las últimas páginas buenas
cli-dev-waits = parte de los ajustes que han cambiado solo vale al arrancar de nuevo: Ctrl-C y otra vez `ayuda dev`
cli-option-before-command = `{ $option }` no hace nada delante de `{ $command }`; ponla detrás: `ayuda { $command } { $option } …`
cli-option-of-serve = `{ $option }` es una opción de `ayuda serve`; `ayuda { $command }` no la tiene, así que quítala
cli-no-article = ningún artículo se llama `{ $name }`
cli-no-article-near = ningún artículo se llama `{ $name }`; ¿quisiste decir `{ $near }`?
cli-access-folder = en { $title }: { $gate }
cli-access-gate = acceso: { $gate }
cli-access-seen = { $who } lo ve
cli-access-not-seen = { $who } no lo ve: le falta { $lacks }
cli-access-stage = nadie lo ve: su estado es `{ $stage }`
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
cli-new-translated = `{ $path }` ya está en todos los idiomas; no se escribió nada
cli-new-summary = Una frase que diga qué podrá hacer quien lo lea
cli-new-body = Empieza por la tarea y deja los casos especiales para el final.
cli-init-exists = `{ $file }` ya existe; no se escribió nada
cli-init-made = { $files } archivos en { $folder }; ejecuta `ayuda` ahí para verlo
cli-audit-unbuilt = todavía no existe `{ $folder }`, así que se revisa el sitio como se escribiría
cli-audit-blind = la auditoría no ve lo que está escrito en la forma `{ $form }`, así que no probaría nada; repórtalo como un error
cli-audit-found = { $place } contiene un texto de { $file }: «{ $text }»{ $form ->
        [plain] {""}
       *[other] , escrito como { $form }
    }
cli-audit-unseen = nada de { $file } se ve, ni siquiera para quienes lo pueden leer
cli-audit = { $restricted ->
        [one] { $restricted } artículo restringido
       *[other] { $restricted } artículos restringidos
    }, { $probes } textos buscados en { $files } archivos públicos, en { $forms } formas: { $found ->
        [0] no se encontró ninguno, y cada artículo lo ven quienes pueden leerlo
       *[other] { $found } encontrados
    }

cli-translations-title = { $language }: { $count ->
    [one] 1 artículo
   *[other] { $count } artículos
  }
cli-translations-home = inicio
cli-translations-state = { $state ->
    [missing] falta
    [stale-major] atrasada, major
    [stale-minor] atrasada, minor
    [perhaps-stale] quizá atrasada
    [orphaned] huérfana
   *[current] al día
  }
cli-translations-words = { $words ->
    [one] 1 palabra
   *[other] { $words } palabras
  }
cli-translations-change = { $change ->
    [added] { $heading } (nueva)
    [removed] { $heading } (eliminada)
    [moved] { $heading } (cambió de lugar)
   *[changed] { $heading }
  }
cli-translations-top = el comienzo
cli-translations-front-matter = encabezado: { $fields }
cli-translations-waiting = { $file } está { $status ->
    [draft] en borrador
    [review] en revisión
    [archived] archivado
   *[other] en { $status }
  }
cli-translations-orphaned = su original { $status ->
    [draft] es un borrador
    [review] está en revisión
    [archived] está archivado
   *[gone] ya no existe
  }: archívala también, o borra su `source` para que valga por sí misma
cli-translations-unfound = el texto de `{ $revision }` { $why ->
    [shallow] no está en este clon parcial (`git fetch --unshallow` lo trae)
    [gone] no está (o ya no está) en este repositorio
    [ambiguous] no se conoce: varios objetos empiezan con estas cifras, escribe más
    [no-text] no es un artículo
   *[no-repository] no se conoce: aquí no hay repositorio de Git
  }; solo se sabe que el original ahora dice otra cosa
cli-translations-by-commits = { $count ->
    [one] 1 traducción no indica
   *[other] { $count } traducciones no indican
  } `source`: se comparan con lo que decía el original en el último commit de la traducción
cli-translations-by-nothing = { $count ->
    [one] 1 traducción no indica
   *[other] { $count } traducciones no indican
  } `source` y Git no sabe nada de { $count ->
    [one] ella: se toma
   *[other] ellas: se toman
  } como al día
cli-translations-count = { $state ->
    [missing] { $count ->
        [one] falta 1
       *[other] faltan { $count }
    }
    [stale] { $count ->
        [one] 1 atrasada
       *[other] { $count } atrasadas
    }
    [stale-major] { $count } por un cambio major
    [perhaps-stale] { $count ->
        [one] 1 quizá atrasada
       *[other] { $count } quizá atrasadas
    }
    [orphaned] { $count ->
        [one] 1 huérfana
       *[other] { $count } huérfanas
    }
   *[current] { $count } al día
  }
cli-translations-to-do = { $words ->
    [one] 1 palabra por traducir
   *[other] { $words } palabras por traducir
  }{ $unknown ->
    [0] {""}
    [one] {" "}y los cambios desconocidos de 1 artículo
   *[other] {" "}y los cambios desconocidos de { $unknown } artículos
  }
cli-translations-left-out = `ayuda check` encuentra errores; un archivo cuyo encabezado no se puede leer no está en esta lista
cli-translations-unknown = ningún artículo se llama `{ $name }`; nómbralo por su id o su archivo, como `es/billing/refunds.md`
cli-translations-near = ningún artículo se llama `{ $name }`; ¿quisiste decir `{ $near }`?
cli-translations-nothing-named = nombra una traducción por su id o su archivo, o usa `--all`
cli-translations-no-pair = `{ $name }` no es una traducción: no hay un artículo publicado en otro idioma del que pudiera venir
cli-translations-not-stale = { $file } está al día
cli-translations-none-stale = Ninguna traducción está atrasada
cli-translations-since = { $basis ->
    [commits] quizá atrasada: el original desde el último commit de este archivo
   *[source] atrasada, { $impact }: el original desde `{ $revision }`
  }
cli-translations-at = { $place }: se edita aquí
cli-translations-after = { $place }: va después de esta sección
cli-translations-here-not = { $file }: sus títulos no son los del original, así que el lugar lo tienes que buscar tú
cli-translations-accepted = { $file }: `source` ahora es `{ $revision }`
cli-translations-accepted-already = { $file }: `source` ya es `{ $revision }`
cli-translations-unreadable = `{ $file }`: su encabezado no se puede leer; `ayuda check` dice por qué
cli-translations-unusual = `{ $file }`: su encabezado está escrito de una forma poco común; agrega tú la línea `source: "{ $revision }"`

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
site-feed = Canal RSS
site-breadcrumbs = Estás aquí
site-contact-title = ¿No encontraste lo que necesitas?
site-contact-text = Escríbenos. Te responde una persona.
site-contact = Contactar a soporte

## Site: home
site-home-summary = Respuestas para tu trabajo diario, paso a paso.
site-topics = Explora por tema
site-featured = Empieza aquí
site-popular = Lo más leído
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
site-all-topics = Todos los temas
site-only-in = Solo en { $language ->
    [es] español
   *[en] inglés
}
site-only-in-text = Todavía no hay versión en español.
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
site-stage-draft = Borrador.
site-stage-review = En revisión.
site-stage = Solo tú ves esta página: `ayuda dev` muestra lo que aún no se publica.
site-version = Solo para las versiones { $range } del producto. La tuya puede verse distinta.
site-outdated-since = Esta página puede estar desactualizada: la versión en { $language ->
    [es] español
   *[en] inglés
  } cambió el { $date }.
site-outdated = Esta página puede estar desactualizada: la versión en { $language ->
    [es] español
   *[en] inglés
  } cambió después de traducirla.
site-outdated-link = Leerla en { $language ->
    [es] español
   *[en] inglés
  }
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
site-discuss = Comentar este artículo en el foro
site-watch = Ver el video
site-watch-elsewhere = Verlo en su propia página
site-helpful = ¿Te sirvió este artículo?
site-helpful-yes = Sí
site-helpful-no = No
site-thanks = ¡Gracias! Tu respuesta nos ayuda a escribir mejor.
site-step-done = Hecho: paso
site-copy = Copiar
site-copied = Copiado
site-zoom = Ampliar:
site-close = Cerrar
site-why = Anotado, gracias. ¿Qué te faltó?
site-why-incomplete = Le falta información
site-why-unclear = Cuesta seguirlo
site-why-outdated = No coincide con la aplicación
site-why-wrong = Tiene un error
site-why-not_my_question = Responde otra pregunta
site-why-other = Otra cosa
site-why-comment = Cuéntanos más, si quieres
site-why-privacy = Sin nombres, teléfonos ni precios, por favor: lo leen quienes escriben.
site-why-send = Enviar
site-vote-failed = Tu respuesta no llegó. Inténtalo de nuevo en un momento.

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
site-search-all-for = Los { $total } resultados de “{ $query }”
site-search-list = Sugerencias y resultados
site-search-completions = Sugerencias
site-search-did-you-mean = ¿Quisiste decir { $query }?
site-search-instead = Esto te puede servir
site-search-topics = Ver todos los temas
site-search-waiting = Buscando…
site-search-offline = No tienes conexión. La búsqueda vuelve en cuanto la recuperes.
site-search-failing = La búsqueda no responde en este momento. Presiona Enter para probar en la página de búsqueda.
site-search-also-here = También en este artículo:
site-search-narrowed = Acotado a
site-search-remove = Quitar el filtro { $title }
site-search-remove-all = Quitar todos los filtros
site-search-next = Qué puedes probar
site-search-next-spelling = Revisa la ortografía o quita una palabra.
site-search-next-words = Usa la palabra que aparece en el botón o en el menú de la aplicación.
site-search-next-filters = Quita un filtro: puede haber más en otro tema.
site-search-pages = Páginas de resultados
site-search-page = Página { $page } de { $pages }
site-group-article = Artículos
site-group-video = Videos
site-group-release = Novedades
site-group-forum = Foro
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
site-not-found-signed-out = Algunos artículos son solo para quienes inician sesión. Si este puede ser uno de ellos, inicia sesión y volverás aquí.
site-sign-in = Iniciar sesión
site-sign-out = Cerrar sesión
site-for-you = Artículos para ti
site-for-you-text = Puedes leerlos porque iniciaste sesión. Las demás páginas muestran lo que todos pueden leer; la búsqueda lo encuentra todo.
site-not-found-home = Ir a la página de inicio
site-gone = Esta página se retiró
site-gone-summary = Lo que decía ya no vale. Busca lo que la reemplaza o empieza por un tema.
site-moved = Esta página cambió de lugar
site-moved-to = Continuar a { $title }
site-llms-summary = todos los artículos en español

## Markup kinds, in lists
site-kind-article = Artículo
site-kind-video = Video
site-kind-release = Novedad
site-kind-forum = Foro

## Esquemas para editores
schema-field-id = nombre estable que comparten las traducciones; de él dependen los votos y los enlaces cortos
schema-field-title = título de la página; si falta, el primer encabezado
schema-field-summary = una frase bajo el título, en las listas y para los buscadores
schema-field-slug = última parte de la dirección, una por idioma
schema-field-kind = artículo, video o novedad de una versión (release)
schema-field-status = solo se ve lo publicado (published); lo archivado (archived) responde 410 o lleva a `replaced_by`
schema-field-visibility = quién puede leerlo: todos, clientes con sesión o tu propio equipo; solo cierra más el acceso de la carpeta
schema-field-roles = el lector necesita uno de estos roles
schema-field-plans = el lector necesita uno de estos planes
schema-field-module = parte de la aplicación a la que pertenece, según `modules.toml`
schema-field-contexts = pantallas de la aplicación en las que ayuda: /estimates/{"{"}id{"}"}
schema-field-tags = se muestran, se buscan y cada una tiene su propia página
schema-field-keywords = se buscan, pero no se muestran
schema-field-version = versiones de la aplicación para las que vale: >=2.3, <3
schema-field-video = video al inicio de la página: una dirección o un archivo junto a ella
schema-field-duration = duración del video: segundos, m:ss o h:mm:ss
schema-field-related = ids de los artículos que se listan al final
schema-field-featured = aparece en la página de inicio
schema-field-order = lugar en su categoría, los menores primero; los demás siguen por título
schema-field-author = se muestra al final
schema-field-owner = quién responde por él; no se muestra
schema-field-date = día de publicación; ordena las novedades, las últimas primero
schema-field-updated = último cambio: un día, o un momento con su huso; si falta, el último commit
schema-field-review-by = cuándo revisarlo de nuevo; no se muestra
schema-field-discussion = clave de la entrada del foro donde se habla del artículo
schema-field-noindex = fuera de los buscadores y de los feeds
schema-field-aliases = direcciones antiguas que llevan aquí (301), como rutas desde la raíz
schema-field-impact = peso del último cambio para las traducciones
schema-field-source = revisión del original de la que se hizo la traducción
schema-field-replaced-by = de una página archivada: id del artículo que la reemplaza
schema-field-icon = de una categoría: nombre de un icono del tema
schema-setting-base-url = dónde encuentran el sitio los lectores; puede terminar en una ruta
schema-setting-languages = idiomas del centro de ayuda; el primero es el predeterminado
schema-setting-roles = roles que pueden nombrar los accesos y los tokens
schema-setting-plans = planes que pueden nombrar los accesos y los tokens
schema-setting-front-matter = para contenido de otros sistemas: nuestro campo = su clave, o una lista de claves
schema-setting-content = los artículos
schema-setting-content-path = carpeta de los artículos
schema-setting-content-visibility = acceso de lo que no declara ninguno; no es un límite
schema-setting-content-ignore = globs de archivos Markdown que no son páginas
schema-setting-content-ignore-keys = globs de claves del encabezado que se pasan por alto
schema-setting-site = el sitio público
schema-setting-site-out = carpeta que escribe `ayuda build`
schema-setting-site-name = nombre en los títulos y en la cabecera
schema-setting-site-theme = carpeta cuyos archivos reemplazan a los del tema incluido
schema-setting-site-edit-url = dónde se edita un artículo; {"{"}path{"}"} es su archivo
schema-setting-site-logo = imagen junto al nombre e icono del sitio
schema-setting-site-art = imagen decorativa de la portada
schema-setting-site-accent = color de enlaces y botones, o dos: claro y oscuro
schema-setting-site-paper = color del fondo, o dos
schema-setting-site-ink = color del texto, o dos
schema-setting-site-footer = línea al pie de cada página, o una por idioma
schema-setting-site-links = enlaces al pie de cada página: título = dirección
schema-setting-search = la búsqueda
schema-setting-search-built = carpeta de los estantes, que se rehacen cuando no corresponden
schema-setting-forum = el foro de la comunidad
schema-setting-forum-categories = las partes del foro: título, resumen, módulo y quién puede leer cada una
schema-setting-insight = lo que se guarda de las búsquedas de los lectores
schema-setting-insight-keep-days = cuántos días se guardan las búsquedas; con 0, ninguno
schema-setting-outbox = correos y webhooks del foro
schema-setting-outbox-private-networks = redes propias a las que pueden llevar los nombres de los webhooks
schema-setting-outbox-webhooks = programas que se enteran de lo que pasa en el foro, por nombre
schema-setting-outbox-smtp = el servidor de correo al que se entregan los mensajes
schema-setting-identity = tokens de la aplicación
schema-setting-identity-algorithm = cómo se firman los tokens
schema-setting-identity-key-file = archivo del secreto; si falta, token.key en la carpeta de datos
schema-setting-identity-jwks = conjunto de claves web JSON (JWKS) con las claves públicas de la aplicación
schema-setting-identity-issuer = `iss` de los tokens
schema-setting-identity-audience = `aud` de los tokens
schema-setting-service = el servicio
schema-setting-service-listen = dirección en la que escucha
schema-setting-service-metrics-listen = dirección en la que Prometheus pide las métricas; vacía para ninguna
schema-setting-service-log = cómo se escribe el registro: como texto, o cada evento en una línea de JSON
schema-setting-service-data = carpeta de los votos y de la clave de los tokens
schema-setting-service-database-url = dirección de un servidor PostgreSQL con su base de datos, donde se guardan los votos en vez de en la carpeta de datos; contiene una contraseña, así que es mejor usar `AYUDA_SERVICE__DATABASE_URL`
schema-setting-service-allowed-origins = páginas de la aplicación que pueden preguntar y votar
schema-setting-service-contact-url = adónde escriben los lectores que no encuentran nada
schema-setting-service-sign-in-url = página de la aplicación donde los lectores inician sesión y desde la que vuelven
schema-setting-service-trusted-proxies = direcciones o redes de los proxies cuyo `X-Forwarded-For` se cree
schema-setting-service-max-connections = conexiones a la vez; 0 son tantas como permita la máquina
schema-setting-service-writes-per-minute = votos y vistas que una persona o dirección puede enviar por minuto; 0 es sin límite
schema-setting-service-searches-per-minute = búsquedas y sugerencias por minuto; 0 es sin límite
schema-setting-service-requests-per-minute = todo lo demás por minuto; 0 es sin límite

## Mudarse
cli-import-counted = { $files ->
        [one] { $files } archivo
       *[other] { $files } archivos
    }, { $losses ->
        [0] sin pérdidas
        [one] { $losses } pérdida
       *[other] { $losses } pérdidas
    }
cli-import-exists = { $there ->
        [one] ya hay { $there } archivo
       *[other] ya hay { $there } archivos
    }; no se escribió nada. `--into DIR` indica otra carpeta
cli-import-no-folder = no hay ninguna carpeta en `{ $folder }`
cli-import-visibility = `--visibility` no puede ser `{ $word }`; puede ser: { $known }
cli-import-empty = no se encontró nada que importar en `{ $folder }`; `ayuda import --help` dice qué se puede
cli-import-keys = Encabezados: su clave, nuestro campo, archivos
cli-import-files = Archivos, y de dónde viene cada uno (+ se copia tal cual)
cli-import-losses = Lo que no viene tal como estaba
cli-import-dry = No se escribió nada. `--apply` lo escribe en { $folder }
cli-import-done = Escrito en { $folder }. `ayuda check` dice lo que queda por hacer
import-loss-unreadable = no se puede leer y queda fuera
import-loss-closed = puede reservar esta página, así que se cierra: revisa su estado y su visibilidad
import-loss-language = está en un idioma que ayuda no tiene, o es un segundo texto en uno, y queda fuera
import-loss-outside = está fuera de las páginas o es una tabla de contenido, y queda fuera
import-loss-renamed = su dirección está ocupada, así que va a
import-loss-doubled = ya está, o no pertenece a nada, y queda fuera
import-loss-value = este valor no se puede usar y queda fuera
import-loss-address = esta dirección antigua no llevará a la página nueva
import-loss-template = shortcode, plantilla o componente: se quita y su texto queda
import-loss-tag = HTML que Markdown no tiene: su texto queda
import-loss-attributes = atributos de un enlace o párrafo: se quitan
import-loss-style = lugares con un estilo propio, que se pierde
import-loss-script = se ejecuta en el navegador y queda fuera
import-loss-embedded = algo incrustado que no se puede mostrar: queda fuera o como enlace
import-loss-form = parte de un formulario: su texto queda
import-loss-table = una tabla con párrafos o listas en sus celdas: cada celda queda en una línea
import-loss-too-deep = está anidado con demasiada profundidad: solo quedan sus palabras
import-loss-directive = una directiva que ayuda no tiene: se quita y su texto queda
import-loss-link = no lleva a nada que se importe
import-loss-link-through-gate = lleva a lo que no todos sus lectores pueden leer: quedan las palabras
import-loss-picture = no es una imagen que pueda venir
import-loss-not-fetched = está en otra parte y no se descarga: ponla en su lugar
import-loss-segment = un segmento de usuarios que no es un acceso nuestro: interno, hasta que digas otra cosa
import-loss-section = su sección o categoría no se encuentra o da vueltas: sube de nivel
import-loss-empty = no tiene texto: un borrador
import-loss-outdated = estaba marcado como desactualizado: revísalo
import-loss-incomplete = se guardaron menos de los que hay: guarda también las demás páginas
import-loss-field = un campo que ayuda no tiene (artículos)

## Lo que los lectores no encuentran: la página del equipo y `ayuda report`

reports-title = Lo que los lectores no encuentran
reports-lede = Qué se buscó sin éxito, qué no ayudó y qué hacer con cada cosa.
reports-period = Periodo
reports-days = { $days ->
        [365] Un año
       *[other] { $days } días
    }
reports-languages = Idioma
reports-language = { $code ->
        [en] Inglés
        [es] Español
       *[other] Todos los idiomas
    }
reports-off = Las búsquedas no se guardan: los ajustes dicen `[insight] keep_days = 0`. Los votos y los comentarios sí están aquí.
reports-span = Del { $from } al { $to }
reports-searches = Búsquedas
reports-nothing = Sin resultados
reports-opened = Abrieron un artículo
reports-helpful = Les fue útil
reports-percent = { $share } %
reports-of-searches = { $count ->
        [one] 1 búsqueda
       *[other] { $count } búsquedas
    }
reports-of-openings = { $count ->
        [one] 1 artículo abierto
       *[other] { $count } artículos abiertos
    }
reports-of-votes = { $count ->
        [one] de 1 voto
       *[other] de { $count } votos
    }
reports-chart = { $days ->
        [1] Búsquedas por día; el máximo, el { $date }: { $most }
       *[other] Búsquedas por semana; el máximo, en la semana del { $date }: { $most }
    }
reports-bar = { $searches ->
        [one] 1 búsqueda
       *[other] { $searches } búsquedas
    }, { $nothing ->
        [0] todas con resultados
       *[other] { $nothing } sin resultados
    }
reports-lists = Listas
reports-name = { $report ->
        [nothing-found] Sin resultados
        [not-opened] Con resultados, sin abrir
        [not-helpful] Abierto, pero no ayudó
        [screens] Pantallas sin ayuda
        [stale] Atrasado y muy leído
       *[comments] Comentarios
    }
reports-about = { $report ->
        [nothing-found] Búsquedas sin respuesta que hoy siguen sin tenerla. Las distintas grafías de lo mismo van juntas.
        [not-opened] Búsquedas cuyos resultados nadie abrió: los títulos no parecen la respuesta.
        [not-helpful] Artículos que se abrieron y se marcaron como poco útiles.
        [screens] Pantallas de la aplicación cuya ayuda falta, es la de todo el módulo o está solo en el otro idioma.
        [stale] Traducciones atrasadas respecto de su original y artículos con la revisión vencida; primero los más leídos.
       *[comments] Lo que los lectores escribieron con su voto; primero lo más reciente.
    }
reports-none = { $report ->
        [nothing-found] Todas las búsquedas encuentran algo.
        [not-opened] Lo que se encuentra se abre.
        [not-helpful] Ningún voto en contra.
        [screens] Cada pantalla tiene su propia ayuda.
        [stale] No hay nada atrasado.
       *[comments] No hay comentarios.
    }
reports-rows = { $count ->
        [one] 1 fila
       *[other] { $count } filas
    }
reports-all = { $report ->
        [comments] Los { $total } comentarios
        [screens] Las { $total } pantallas
        [nothing-found] Las { $total } búsquedas
        [not-opened] Las { $total } búsquedas
       *[other] Los { $total } artículos
    }
reports-unit = { $report ->
        [not-helpful] { $count ->
                [one] voto en contra
               *[other] votos en contra
            }
        [stale] { $count ->
                [one] lector
               *[other] lectores
            }
       *[other] { $count ->
                [one] búsqueda
               *[other] búsquedas
            }
    }
reports-also = { $report ->
        [screens] Se buscó ahí:
        [not-helpful] Se encontró con:
        [comments] Se encontró con:
       *[other] También:
    }
reports-state = { $state ->
        [nothing] sin resultados
        [partly] ningún artículo dice esta palabra
        [elsewhere] solo en el otro idioma
        [empty] sin ninguna ayuda
        [module_only] solo la ayuda del módulo
        [other_language] solo en el otro idioma
        [outdated] atrasada respecto de su original
       *[review_due] revisión vencida
    }
reports-did-help = Ayudó
reports-did-not = No ayudó
reports-votes = { $helpful ->
        [0] útil para 0 de { $total }
       *[other] útil para { $helpful } de { $total }
    }
reports-reason = { $reason ->
        [outdated] desactualizado
        [unclear] poco claro
        [incomplete] falta algo
        [wrong] incorrecto
        [not_my_question] no era la pregunta
       *[other] otro motivo
    }
reports-viewer = { $who ->
        [public] visitantes
        [customer] clientes
       *[internal] equipo
    }
reports-due = revisar antes del { $date }
reports-step = { $step ->
        [write] Escríbelo
        [translate] Tradúcelo
        [open] Está escrito, pero cerrado para ellos: ábrelo o escribe lo que todos pueden saber
        [synonym] Se conoce con otro nombre: agrega un sinónimo
        [keyword] Los lectores abren este: agrega las palabras
        [title] Este sale primero: di en su título o resumen lo que escribieron
        [mend] Corrígelo
        [context] Este ayuda ahí: nombra la pantalla
        [update] Ponla al día
        [review] Revísalo
       *[read] Abre el artículo
    }
reports-kept = { $days ->
        [one] Las búsquedas se guardan un día; nada dice quién buscó.
       *[other] Las búsquedas se guardan { $days } días; nada dice quién buscó.
    }

cli-report-numbers = { $searches ->
        [one] 1 búsqueda
       *[other] { $searches } búsquedas
    } · { $nothing } sin resultados · { $opened } con artículo abierto · { $votes ->
        [0] sin votos
       *[other] { $helpful } de { $votes } votos dicen que ayudó
    }
cli-report-period = { $title } · { $days ->
        [one] hoy,
       *[other] { $days } días hasta el
    } { $to }
cli-report-more = { $more ->
        [one] 1 más
       *[other] { $more } más
    }: ayuda report { $report }
cli-report-last = la última, el { $date }
cli-report-nothing-kept = No se buscó nada en este tiempo. El servicio guarda las búsquedas mientras funciona; `--data` nombra su carpeta.
cli-report-no-database = no hay base de datos en `{ $folder }`; `ayuda serve` la crea, y `--data` nombra otra carpeta
cli-report-unknown = ningún informe se llama `{ $name }`; hay: { $known }
cli-report-line = agrega a { $file }:

# Widget: the button.
widget-launcher = Ayuda
widget-launcher-failed = La ayuda no cargó. Inténtalo de nuevo.

# Widget: panel.
widget-title = Ayuda
widget-close = Cerrar la ayuda
widget-back = Volver
widget-new-tab = (se abre en otra pestaña)
widget-search = Buscar en el centro de ayuda
widget-placeholder = ¿Qué quieres hacer?
widget-screen = Ayuda para esta pantalla
widget-videos = Mira cómo se hace
widget-tour = Hacer el recorrido
widget-terms = Términos de esta pantalla
widget-more = Leer más
widget-term-more = Leer más: { $title }
widget-recent = Leído hace poco
widget-contact = Contactar a soporte
widget-site = Abrir el centro de ayuda
widget-key = Abrir la ayuda con la tecla ?
widget-empty = Todavía no hay nada para esta pantalla
widget-empty-text = Busca aquí arriba o mira todos los temas en el centro de ayuda.
widget-loading = Cargando…
widget-slow = Está tardando más de lo normal…
widget-retry = Intentar de nuevo
widget-to-search = Ir a la búsqueda
widget-offline = No tienes conexión
widget-offline-text = Revisa tu conexión. Lo que ya leíste sigue aquí.
widget-unreachable = La ayuda no responde
widget-unreachable-text = Tienes conexión, pero no llegamos al centro de ayuda. Inténtalo de nuevo en un momento.
widget-failed = Algo salió mal
widget-failed-text = No es culpa tuya. Inténtalo de nuevo en un momento.
widget-limited = Un momento, por favor
widget-limited-text = Llegaron muchas preguntas a la vez. Inténtalo de nuevo en { $n } segundos.
widget-absent = Aquí no hay nada
widget-absent-text = Puede que haya cambiado de lugar o que no sea para ti. Búscalo.
widget-expired = Tu sesión terminó, así que solo ves lo público.
widget-reload = Recargar la página
widget-next = Siguiente
widget-expired-text = Recarga la página para entrar de nuevo.
widget-meant = ¿Quisiste decir { $q }?
widget-missing = Ningún artículo lo menciona: { $words }.
widget-kind-article = Artículos
widget-kind-video = Videos
widget-kind-release = Novedades
widget-kind-forum = Foro
widget-also-en = También en inglés
widget-also-es = También en español
widget-sections = También en “{ $title }”
widget-found-one = 1 resultado
widget-found-many = { $n } resultados
widget-all = Ver los { $n } resultados
widget-none = No encontramos nada para “{ $q }”
widget-none-text = Prueba con menos palabras o más generales, o con el nombre que tiene el botón en la aplicación.
widget-instead = Esto te puede servir
widget-article = Artículo
widget-in-full = Abrir completo
widget-film = Verlo en el centro de ayuda
widget-copy-text = Copia sin conexión: puede haber cambiado desde que lo leíste.
widget-fallback = Todavía no está en español: esta es la versión en inglés.
widget-outdated = Esta traducción puede estar desactualizada.
widget-version = Solo para las versiones { $range } del producto. La tuya puede verse distinta.
widget-read-en = Leerlo en inglés
widget-read-es = Leerlo en español
widget-related = Artículos relacionados
widget-step = Hecho: paso
widget-copy = Copiar
widget-copied = Copiado
widget-helpful = ¿Te sirvió este artículo?
widget-yes = Sí
widget-no = No
widget-thanks = ¡Gracias! Tu respuesta nos ayuda a escribir mejor.
widget-noted = Anotado, gracias.
widget-taken-back = Retiramos tu respuesta.
widget-vote-failed = Tu respuesta no llegó. Inténtalo de nuevo en un momento.
widget-why = ¿Qué te faltó?
widget-why-incomplete = Le falta información
widget-why-unclear = Cuesta seguirlo
widget-why-outdated = No coincide con la aplicación
widget-why-wrong = Tiene un error
widget-why-not_my_question = Responde otra pregunta
widget-why-other = Otra cosa
widget-comment = Cuéntanos más, si quieres
widget-privacy = Sin nombres, teléfonos ni precios, por favor: lo leen quienes redactan los artículos.
widget-send = Enviar

# Widget: tips and tours.
widget-guide-more = Más información
widget-guide-new = ¿Primera vez aquí?
widget-guide-invitation = Un recorrido corto te muestra dónde está cada cosa. Puedes dejarlo cuando quieras.
widget-guide-comes = Un recorrido corto por esta pantalla: { $title }. Presiona F6 para ir a él.
widget-guide-start = Muéstrame
widget-guide-step = Paso { $n } de { $total }
widget-guide-back = Atrás
widget-guide-next = Siguiente
widget-guide-done = Listo
widget-guide-close = Cerrar el recorrido
widget-guide-never = No mostrar más recorridos
widget-guide-off = No se mostrarán más recorridos. Puedes iniciar uno desde la ayuda.

## Si el servicio puede funcionar: `ayuda doctor`

doctor-group = { $group ->
        [settings] Configuración
        [keys] Claves
        [rights] Permisos
        [disk] Disco
        [database] Base de datos
        [clock] Reloj
        [content] Contenido
       *[network] Red
    }
doctor-closing = { $errors ->
        [0] Sin errores
        [one] 1 error
       *[other] { $errors } errores
    }, { $warnings ->
        [0] sin avisos
        [one] 1 aviso
       *[other] { $warnings } avisos
    }; { $fine } en orden
doctor-settings-ok = `{ $file }` no tiene errores
doctor-settings-none = No hay `{ $file }`: valen los valores por defecto
doctor-settings-warnings = `{ $file }` y el entorno: { $warnings ->
        [one] 1 aviso
       *[other] { $warnings } avisos
    }
doctor-settings-errors = `{ $file }` y el entorno: { $errors ->
        [one] 1 error
       *[other] { $errors } errores
    }; lo que está mal se sustituye por su valor por defecto
doctor-settings-check = `ayuda check` muestra cada uno con su lugar
doctor-theme-ok = El tema se carga
doctor-theme-fails = El tema no sirve: { $detail }
doctor-theme-mend = Corrige el archivo o quita `site.theme` para usar el tema incluido
doctor-key-secret = `{ $path }`: el secreto de sesiones, cookies y votantes está en su sitio y cerrado a los demás; se identifica como `{ $name }`
doctor-key-checking = `{ $path }`: la clave que comprueba los tokens está en su sitio; se identifica como `{ $name }`
doctor-key-signing = `{ $path }`: la clave con la que firma `ayuda token` está en su sitio y corresponde; se identifica como `{ $name }`
doctor-key-none = Todavía no hay `{ $path }`: lo crea el primer arranque
doctor-key-share = Con varios nodos, créalo una vez (`ayuda token --as internal`) y cópialo a todos
doctor-key-nodes = Los demás nodos de esta base de datos deben tener el mismo secreto: `{ $name }`
doctor-key-nodes-mend = Ejecuta `ayuda doctor` en cada uno. Un nodo con otro identificador deja votar de nuevo a todos y no reconoce las sesiones de los demás: dale esta clave
doctor-key-lost = Hay votos, pero falta la clave con la que se guardaron: no existe `{ $path }`
doctor-key-lost-mend = Recupera la clave de una copia antes de arrancar el servicio: crearía otra, con la que todos podrían votar de nuevo
doctor-key-open = Cualquiera en esta máquina puede leer `{ $path }`, y con eso firmar tokens o hacerse pasar por otros
doctor-key-group = El grupo de `{ $path }` puede leerlo o escribirlo
doctor-key-open-mend = `chmod 600 { $path }`. Si alguien pudo leerlo, crea otro: con eso terminan todos los tokens y sesiones
doctor-key-stranger = `{ $path }` es de `{ $owner }` y la carpeta de datos es de `{ $folder }`: el servicio no puede leerlo
doctor-chown = `chown { $user } { $path }`
doctor-key-missing = No existe `{ $path }`, que la configuración nombra
doctor-key-missing-mend = Pon ahí la clave o corrige `identity.key_file` o `identity.jwks`: las rutas parten de la carpeta de `ayuda.toml`
doctor-key-unreadable = No se puede leer `{ $path }`: { $detail }
doctor-key-unreadable-mend = Debe ser del usuario que ejecuta el servicio, con permisos 600
doctor-key-short = `{ $path }` tiene { $length } bytes y el mínimo es 32
doctor-key-short-mend = Muévelo a otra parte y el próximo arranque crea uno bueno; o escribe en él 64 dígitos hexadecimales (`openssl rand -hex 32`)
doctor-key-unusable = `{ $path }` no sirve: { $detail }
doctor-key-unusable-mend = “Keys” en `docs/settings.md` explica qué contiene cada tipo de archivo
doctor-key-settings = `[identity]` no dice en qué clave confiar, así que el servicio no arranca
doctor-key-no-part = La clave privada `{ $path }` no corresponde a ninguna clave del conjunto `{ $set }`
doctor-key-no-part-mend = Añade su mitad pública al conjunto o quita `identity.key_file`
doctor-as-root = Eres root, que puede con todo; el servicio se ejecuta como `{ $owner }`, dueño de `{ $path }`
doctor-as-root-mend = Pregunta como el servicio: `sudo -u { $owner } ayuda doctor`
doctor-no-folder = `{ $path }` es un archivo y tiene que ser una carpeta
doctor-no-folder-mend = Mueve el archivo a otra parte o nombra otra carpeta en la configuración
doctor-writable = Se puede escribir en `{ $path }`
doctor-will-be-made = Todavía no hay `{ $path }`: la crea el primer arranque
doctor-not-writable = Este usuario no puede escribir en `{ $path }`, que es de `{ $owner }`
doctor-not-writable-mend = `chown -R USUARIO { $path }`, con el usuario que ejecuta el servicio
doctor-public-ok = `{ $path }` se puede construir
doctor-public-closed = `ayuda build` no puede crear `{ $path }` con este usuario. Al servicio no le hace falta
doctor-public-mend = Construye con otro usuario o indica otra carpeta: `ayuda build --out DIR`
doctor-readable = Todo lo que hay en `{ $path }` se puede leer
doctor-not-readable = { $count ->
        [one] 1 archivo del contenido no se puede leer: `{ $path }`
       *[other] { $count } archivos del contenido no se pueden leer; el primero es `{ $path }`
    }
doctor-not-readable-mend = `chmod -R u+rX { $folder }`, o dale la carpeta al usuario que ejecuta el servicio
doctor-disk-room = `{ $path }`: { $free } libres, { $size } ocupados
doctor-disk-full = Haz sitio ya: se rechazarán votos y la próxima edición no se podrá escribir
doctor-disk-low = Haz sitio: una copia o una edición nueva puede necesitar { $wanted }
doctor-disk-files = `{ $path }`: en el disco solo caben { $files } archivos más
doctor-disk-files-mend = Borra archivos ahí (`df -i` los cuenta) o usa otro disco
doctor-disk-read-only = `{ $path }` está en un sistema de archivos de solo lectura
doctor-disk-read-only-mend = Móntalo para escritura. Si lo hizo el sistema por su cuenta, el disco está fallando: `dmesg` dice más
doctor-disk-memory = `{ $path }` está en memoria: lo que contiene se pierde al apagar la máquina
doctor-disk-memory-mend = Pon `service.data` en un disco
doctor-disk-layer = `{ $path }` está dentro del contenedor: lo que contiene desaparece con él
doctor-disk-layer-mend = Monta ahí un volumen
doctor-disk-network = `{ $path }` está en un disco de red: ahí SQLite pierde datos tarde o temprano
doctor-disk-network-mend = Pon `service.data` en un disco de esta máquina o el estado en PostgreSQL con `service.database_url`
doctor-database-ok = `{ $place }`: { $engine }, se abre y está íntegra, { $votes ->
        [0] todavía sin votos
        [one] 1 voto
       *[other] { $votes } votos
    }
doctor-database-none = Todavía no hay `{ $place }`: la crea el primer arranque
doctor-database-fails = No se puede leer `{ $place }`: { $detail }
doctor-database-fails-mend = Si es de otro usuario, pregunta como el usuario que ejecuta el servicio. Si no, detén el servicio y recupera la última copia: `ayuda restore CARPETA --replace`
doctor-database-damaged = `{ $place }` está dañada: { $detail }
doctor-database-damaged-mend = Detén el servicio, copia la carpeta de datos tal cual y recupera la última copia: `ayuda restore CARPETA --replace`. Revisa el disco
doctor-promises = Lo que se confirma está en el disco
doctor-schema-current = Las tablas son las de esta versión
doctor-schema-empty = Todavía no hay tablas: las crea el primer arranque
doctor-schema-behind = Las tablas son de una versión anterior: el próximo arranque hará { $changes ->
        [one] 1 cambio
       *[other] { $changes } cambios
    }
doctor-schema-behind-mend = Haz antes una copia de seguridad: una versión anterior ya no las abre después
doctor-schema-newer = Una versión más nueva de ayuda escribió esta base de datos (aquí no se conoce su cambio `{ $change }`), así que esta no arranca
doctor-schema-newer-mend = Usa la versión más nueva o recupera la copia de antes de actualizar: `ayuda restore CARPETA --replace`, o `pg_restore` en PostgreSQL
doctor-server-hosting = “Several nodes” en `docs/hosting.md` dice qué necesita un servidor
doctor-server-setting = El servidor tiene `{ $setting } = { $found }`: lo confirmado puede perderse si se detiene
doctor-server-setting-mend = Pon `{ $setting } = { $wanted }` en `postgresql.conf` y recarga el servidor
doctor-server-standby = Este servidor sigue a otro y no se puede escribir en él
doctor-server-standby-mend = Nombra el principal en `service.database_url`; con varios servidores hace falta `target_session_attrs=read-write`
doctor-server-rights = El usuario de `service.database_url` no puede crear tablas
doctor-server-rights-mend = `ALTER DATABASE … OWNER TO …` o `GRANT CREATE ON SCHEMA public TO …`
doctor-server-old = { $engine } es anterior a lo que se ha probado con ayuda, la 15
doctor-server-old-mend = Actualiza el servidor cuando puedas
doctor-backup-last = La última copia, `{ $path }`, tiene { $hours ->
        [0] menos de una hora
        [one] 1 hora
       *[other] { $hours } horas
    }
doctor-backup-none = No hay ninguna copia en `{ $folder }`
doctor-backup-mend = Haz una cada día; `docs/running.md` trae un temporizador
doctor-clock-ok = Esta máquina marca { $now } y no hay nada escrito más tarde
doctor-clock-server = El reloj de esta máquina y el del servidor de la base de datos difieren en { $seconds ->
        [one] 1 segundo
       *[other] { $seconds } segundos
    }
doctor-clock-server-ok = El servidor de la base de datos tiene la misma hora
doctor-clock-database = La base de datos tiene filas de { $newest } y aquí son las { $now }: el reloj va atrasado, o iba adelantado
doctor-clock-content = El último cambio del contenido es de { $newest } y aquí son las { $now }
doctor-clock-mend = Deja que el reloj se ajuste solo (`timedatectl set-ntp true`): los tokens toleran 60 segundos
doctor-content-none = No existe la carpeta de contenido `{ $folder }`
doctor-content-none-mend = Clona ahí el contenido o nómbralo en `content.path`. `ayuda init` crea una
doctor-content-clean = `ayuda check` no encuentra nada
doctor-content-problems = `ayuda check` encuentra { $errors ->
        [0] cero errores
        [one] 1 error, y un artículo queda fuera
       *[other] { $errors } errores, y hay artículos que quedan fuera
    }, { $warnings ->
        [0] ningún aviso
        [one] 1 aviso
       *[other] { $warnings } avisos
    }
doctor-content-articles = Artículos, con sus traducciones: { $public } para todos, { $customer } para clientes, { $internal } para el equipo
doctor-content-closed-mend = Sin token nadie ve nada. Si debe haber lectores, escribe `visibility: public` en el `_index.md` de cada idioma
doctor-content-empty-mend = No hay nada que leer. `ayuda new es/primeros-pasos` empieza un artículo
doctor-content-undeclared = { $count ->
        [one] De 1 artículo nada dice
       *[other] De { $count } artículos nada dice
    } quién puede leerlo: `{ $gate }`
doctor-content-undeclared-mend = Dilo una vez para todos, con `visibility:` en el `_index.md` de cada idioma
doctor-listen-free = `{ $address }` está libre
doctor-listen-ready = Hay un ayuda listo en `{ $address }`
doctor-listen-behind = Sirve una edición atrasada desde { $since }
doctor-listen-behind-mend = Su registro dice qué no sirvió; corrígelo y recarga
doctor-listen-not-ready = Hay un ayuda en `{ $address }` que no está listo
doctor-listen-not-ready-mend = Ahí, `/readyz` dice qué le falta y su registro, por qué
doctor-listen-taken = Otro programa escucha en `{ $address }`
doctor-listen-taken-mend = Termínalo (`ss -ltnp` lo muestra) o pon otra dirección en `service.listen`
doctor-listen-cannot = Aquí no se puede escuchar en `{ $address }`: { $detail }
doctor-listen-cannot-mend = Pon en `service.listen` una dirección de esta máquina; los puertos por debajo de 1024 son para un proxy
doctor-metrics-none = Sin métricas: `service.metrics_listen` está vacío
doctor-metrics-ok = Las métricas son para tus propias máquinas: `{ $address }`
doctor-metrics-taken-mend = Pon otra dirección en `service.metrics_listen`, o "" para ninguna
doctor-metrics-public = Las métricas en `{ $address }` se pueden leer desde cualquier lugar que llegue a esta máquina
doctor-metrics-public-mend = Pon en `service.metrics_listen` una dirección de tu red o cierra el puerto con un cortafuegos
doctor-base-url-ok = Los lectores entran por `{ $url }`
doctor-base-url-here = `base_url` es `{ $url }`: los enlaces de feeds, mapa del sitio y correos no llevan a ninguna parte a quien lee en otra máquina
doctor-base-url-plain = `base_url` es `{ $url }`: sin https, los tokens y las cookies se pueden leer por el camino
doctor-base-url-mend = Pon delante un proxy con TLS y escribe `base_url = "https://…"`; `docs/running.md` trae uno para nginx y Caddy
doctor-proxies-none = `base_url` es https, así que hay algo delante; pero `service.trusted_proxies` no nombra a nadie y todos los lectores comparten un mismo límite
doctor-proxies-mend = `trusted_proxies = ["127.0.0.1"]`, o la red del proxy
doctor-connections = Los archivos abiertos y la memoria alcanzan para { $limit } conexiones, contado para este usuario aquí
doctor-connections-mend = Dale más al servicio: `LimitNOFILE=65536` en su unidad, `ulimit -n 65536` en una terminal
