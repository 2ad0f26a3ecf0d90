import type { Texts } from "../en"

export const details: Texts["details"] = {
  campaignActive: (value) => `la otra campaña no está activa (${value})`,
  missing: "ya no existe",
  inSegment: "no está en los segmentos de la otra campaña",
  noFinalResult: (value) => `ya tiene un resultado en la otra campaña (${value})`,
  subscribed: "dado de baja de la otra campaña",
  unfit: [
    [/is not in the answer$/, () => "no está en la respuesta"],
    [/is not a number$/, () => "no es un número"],
    [/is neither true nor false$/, () => "no es ni verdadero ni falso"],
    [/is not a date such as .*$/, () => "no es una fecha"],
    [/is not an instant such as .*$/, () => "no es una fecha con hora y zona"],
    [/is not an email address$/, () => "no es una dirección de correo"],
    [/is not a phone number such as .*$/, () => "no es un número de teléfono"],
    [/is neither a text, a number, a boolean nor a list of texts$/, () => "no es texto, número, sí o no, ni lista"],
    [/is not a text$/, () => "no es un texto"],
    [/is longer than (\d+) characters$/, (value) => `tiene más de ${value} caracteres`],
    [/is not well-formed text$/, () => "no es texto bien formado"],
    [/would be more than (\d+) attributes$/, (value) => `serían más de ${value} atributos`],
    [/has no field (.*)$/, (value) => `no tiene el campo ${value}`],
    [/is no number to add to$/, () => "no es un número al que sumar"],
    [/is copied from nothing$/, () => "se copia de algo que no se conoce"],
  ],
}
