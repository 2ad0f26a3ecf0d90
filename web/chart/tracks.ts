import { sizes } from "./sizes"

interface Taken {
  from: number
  to: number
  group: string
}

/**
 * The channels between layers, each with as many parallel tracks as its lines need.
 * Channel n lies above layer n; the last one below the last layer.
 */
export class Tracks {
  private readonly channels: Taken[][][]

  constructor(private readonly layers: number) {
    this.channels = Array.from({ length: layers + 1 }, () => [])
  }

  /** The track of a line from one x to another; lines of one group may lie on each other. */
  take(channel: number, [a, b]: [number, number], group: string): number {
    const tracks = this.channels[channel] ?? []
    const span = { from: Math.min(a, b) - sizes.corner, to: Math.max(a, b) + sizes.corner, group }
    const free = tracks.findIndex((taken) =>
      taken.every((other) => other.group === group || other.to < span.from || span.to < other.from),
    )
    const index = free === -1 ? tracks.push([]) - 1 : free
    tracks[index]?.push(span)
    return index
  }

  /** Height of a channel with its room for names and arrows. */
  height(channel: number): number {
    const count = this.channels[channel]?.length ?? 0
    if (channel === 0) return count === 0 ? 0 : count * sizes.track + sizes.arrowRoom
    if (channel === this.layers) return count === 0 ? 0 : sizes.labelRoom + count * sizes.track
    return sizes.labelRoom + count * sizes.track + sizes.arrowRoom
  }

  /** Where a track lies. */
  y(channel: number, track: number, tops: readonly number[]): number {
    if (channel === 0) return (tops[0] ?? 0) - sizes.arrowRoom - track * sizes.track
    return (tops[channel - 1] ?? 0) + sizes.cardHeight + sizes.labelRoom + track * sizes.track
  }
}
