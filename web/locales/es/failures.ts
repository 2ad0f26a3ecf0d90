import type { ErrorCode } from "../../../src/core/errors"

const byCode: Record<string, string> = {
  custom: "Este valor no sirve aquí.",
  invalid: "Esto no se puede leer.",
  invalidElement: "Uno de los valores no sirve.",
  invalidFormat: "No tiene la forma que debe tener.",
  invalidKey: "Uno de los nombres no sirve.",
  invalidType: "Falta un valor, o es de otra clase.",
  invalidUnion: "Este valor no es ninguno de los que caben aquí.",
  invalidValue: "Este valor no es ninguno de los que caben aquí.",
  notMultipleOf: "Este número no cabe aquí.",
  tooBig: "Es demasiado largo o demasiado grande.",
  tooSmall: "Es demasiado corto o demasiado pequeño.",
}

/** What is wrong with a field of which nothing better is known than its code. */
export function otherProblem(code: string, _message: string): string {
  return byCode[code] ?? "Este valor no sirve aquí."
}

const failures: Record<ErrorCode, string> = {
  badRequest: "La petición no se puede leer.",
  unauthorized: "Inicie sesión para seguir.",
  forbidden: "Su rol no permite esto.",
  notFound: "Eso no existe, o ya no existe.",
  conflict: "Ahora no es posible.",
  staleVersion: "Otra persona lo cambió entretanto.",
  tooLarge: "Es demasiado grande.",
  invalid: "Algo de lo que se dio no sirve.",
  tooManyRequests: "Demasiadas peticiones seguidas. Espere un momento.",
  unavailable: "Ahora no se puede. Inténtelo otra vez en un momento.",
}

/** What is said of a failure that gives no reason of its own. */
export function failure(code: ErrorCode, _message: string): string {
  return failures[code]
}
