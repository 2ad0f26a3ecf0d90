import { realClock } from "../core/clock"

/** A sender that does not come back within this many ms of real time is taken to have died. */
const ticketLifeMs = 60_000
/** How long a cancel or pause waits for sends in flight before it answers all the same, in ms of real time. */
const drainMaxMs = 30_000
const pollMs = 5

/**
 * Who is sending for this campaign right now. A sender takes a ticket, then reads the campaign's present control, and
 * gives the ticket back after the provider's answers; a cancel is answered when no ticket taken before it is out
 * (CAM-7), so that nothing leaves after the answer.
 */
export class Gate {
  private readonly tickets = new Map<number, number>()
  private next = 1

  take(): number {
    const ticket = this.next++
    this.tickets.set(ticket, realClock.now() + ticketLifeMs)
    return ticket
  }

  giveBack(ticket: number): void {
    this.tickets.delete(ticket)
  }

  /** Resolves when every ticket that is out now has come back or expired. */
  async drained(): Promise<void> {
    const out = [...this.tickets.keys()]
    const deadline = realClock.now() + drainMaxMs
    while (realClock.now() < deadline) {
      const now = realClock.now()
      if (out.every((ticket) => (this.tickets.get(ticket) ?? 0) <= now)) return
      await scheduler.wait(pollMs)
    }
  }
}
