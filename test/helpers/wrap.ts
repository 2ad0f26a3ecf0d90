import { env } from "cloudflare:workers"

// biome-ignore lint/suspicious/noExplicitAny: the platform's own classes are wrapped, whatever they are
export type Any = any

/** Wraps a method of a prototype; gives back what undoes it. */
export function wrap(proto: Any, method: string, wrapper: (original: Any, self: Any, args: Any[]) => Any): () => void {
  const original = proto[method]
  if (typeof original !== "function") throw new Error(`There is no ${method} to wrap`)
  proto[method] = function (...args: Any[]) {
    return wrapper(original, this, args)
  }
  return () => {
    proto[method] = original
  }
}

/** Wraps every call to D1: `args` are the endpoint and its statements. */
export function wrapDatabase(wrapper: (original: Any, self: Any, args: Any[]) => Any): () => void {
  return wrap(Object.getPrototypeOf((env.DB as Any).alwaysPrimarySession), "_sendOrThrow", wrapper)
}

/** Every call to D1 fails until the function that is given back is called. */
export function databaseDown(): () => void {
  return wrapDatabase(() => Promise.reject(new Error("D1_ERROR: Network connection lost.")))
}
