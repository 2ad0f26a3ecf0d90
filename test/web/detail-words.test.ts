import { describe, expect, it } from "vitest"
import { detailWords } from "../../web/detail-words"
import { textsOf } from "../../web/ui"

const [en, es] = [textsOf("en"), textsOf("es")]

describe("what the engine notes beside a reason", () => {
  it("FLOW-8 UI-2 the clause of another campaign that a member fails", () => {
    expect(detailWords(en, "campaignActive: paused")).toBe("the other campaign is not active (Paused)")
    expect(detailWords(es, "campaignActive: missing")).toBe("la otra campaña no está activa (ya no existe)")
    expect(detailWords(en, "inSegment: none")).toBe("not in the other campaign’s segments")
    expect(detailWords(en, "noFinalResult: converted")).toBe("already has a result in the other campaign (converted)")
    expect(detailWords(es, "subscribed: unsubscribed")).toBe("dado de baja de la otra campaña")
  })

  it("FLOW-9 UI-2 parts of an answer that did not fit", () => {
    const detail = "/gone is not in the answer; /name is longer than 1000 characters; plan is no number to add to"
    expect(detailWords(es, detail)).toBe(
      "/gone no está en la respuesta; /name tiene más de 1000 caracteres; plan no es un número al que sumar",
    )
  })

  it("FLOW-9 FLOW-10 UI-2 what calls and documents say of themselves", () => {
    expect(detailWords(es, "HTTP 410: the endpoint is disabled.")).toBe("el servicio dice que está desactivado (410)")
    expect(detailWords(en, "No answer within 1500 ms.")).toBe("no answer within 1.5 s")
    expect(detailWords(es, "This name is not on the public Internet.")).toBe("no está en la Internet pública")
    expect(detailWords(es, "No font has these characters: 😀")).toBe("ninguna fuente tiene estos caracteres: 😀")
  })

  it("RUN-3 what a provider has said stays as it came", () => {
    expect(detailWords(es, "550 mailbox full; try later")).toBe("550 mailbox full; try later")
  })
})
