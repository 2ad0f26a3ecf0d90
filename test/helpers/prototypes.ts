/** Prototypes that are wrapped already. */
const wrapped = new WeakSet<object>()

/**
 * The test pool wraps the prototype of an object's class in a Proxy, and in one more for every object of the class that is
 * made: after some thousand of them every call goes through as many, each asking all below it, and a file that makes many
 * hangs. Once is enough: they all do the same.
 */
export function wrapPrototypesOnce(): void {
  if (Reflect.get(globalThis.Proxy, "once") === true) return
  const once = new Proxy(globalThis.Proxy, {
    construct(target, [of, handler]: [object, ProxyHandler<object>]) {
      if (wrapped.has(of)) return of
      const made = new target(of, handler)
      if (String(handler.get).includes("getUnknownPrototypeKey")) wrapped.add(made)
      return made
    },
  })
  Reflect.set(once, "once", true)
  globalThis.Proxy = once
}
