import type { Texts } from "../en"

export const images: Texts["images"] = {
  title: "Imágenes",
  intro:
    "Imágenes para los correos: se guardan aquí y las ve quien los lee. Elíjalas en el bloque de imagen del editor de mensajes.",
  file: "Archivo",
  fileHelp:
    "PNG, JPEG, GIF o WebP, de 2 MB y 4000 píxeles por lado como máximo. La puede ver cualquiera que tenga su dirección.",
  upload: "Subir",
  search: "Nombre del archivo",
  empty: "Todavía no hay imágenes",
  emptyText: "Suba una aquí, o donde escribe un correo.",
  noneFound: "No hay ninguna imagen con este nombre",
  copy: "Copiar la dirección",
  isLogo: "el logotipo",
  useAsLogo: "Usar como logotipo",
  remove: "Eliminar",
  removeTitle: (name) => `Eliminar «${name}»`,
  removeText:
    "No la muestra ningún flujo, mensaje guardado ni plantilla. Los correos con textos anteriores que están en los buzones pueden perderla.",
  usedTitle: (name) => `«${name}» está en uso`,
  uses: {
    campaign: (name) => `Mensajes de la campaña «${name}», en su borrador o en una versión publicada`,
    workflow: (name) => `Mensajes del flujo de trabajo «${name}», en su borrador o en una versión publicada`,
    message: (name) => `El mensaje guardado «${name}»`,
    template: (name) => `La plantilla «${name}»`,
    company: () => "El logotipo de la empresa",
  },
  back: "Volver a las imágenes",
}
