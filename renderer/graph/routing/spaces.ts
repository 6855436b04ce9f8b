import type { Rectangle } from '../geometry'

const CELL = 256

/** Rectangles by the cells of a grid that they touch, for questions about a small area. */
export class RectangleIndex {
  private readonly cells = new Map<number, (readonly [string, Rectangle])[]>()

  constructor(private readonly all: readonly (readonly [string, Rectangle])[]) {
    for (const entry of all) {
      const [, r] = entry
      this.eachCell(r.x, r.y, r.x + r.width, r.y + r.height, (key) => {
        const list = this.cells.get(key)
        if (list) list.push(entry)
        else this.cells.set(key, [entry])
      })
    }
  }

  /** Whether any rectangle that meets the box satisfies the test. */
  some(x1: number, y1: number, x2: number, y2: number, test: (id: string, r: Rectangle) => boolean): boolean {
    // Beyond some cells it is cheaper to ask all.
    const cells = (Math.floor(x2 / CELL) - Math.floor(x1 / CELL) + 1) * (Math.floor(y2 / CELL) - Math.floor(y1 / CELL) + 1)
    if (cells > this.all.length) return this.all.some(([id, r]) => meets(r, x1, y1, x2, y2) && test(id, r))
    let found = false
    this.eachCell(x1, y1, x2, y2, (key) => {
      if (!found) found = this.cells.get(key)?.some(([id, r]) => meets(r, x1, y1, x2, y2) && test(id, r)) ?? false
    })
    return found
  }

  /** All rectangles that meet the box, each once, in their order. */
  within(x1: number, y1: number, x2: number, y2: number): readonly (readonly [string, Rectangle])[] {
    return this.all.filter(([, r]) => meets(r, x1, y1, x2, y2))
  }

  private eachCell(x1: number, y1: number, x2: number, y2: number, visit: (key: number) => void): void {
    for (let i = Math.floor(x1 / CELL); i <= Math.floor(x2 / CELL); i++)
      for (let j = Math.floor(y1 / CELL); j <= Math.floor(y2 / CELL); j++) visit(i * 65_536 + j)
  }
}

const meets = (r: Rectangle, x1: number, y1: number, x2: number, y2: number): boolean =>
  x2 > r.x && x1 < r.x + r.width && y2 > r.y && y1 < r.y + r.height

const TRACKS = 32

interface Track {
  readonly low: number
  readonly high: number
  readonly at: number
  /** The port beside which it lies: its wires may run together there. */
  readonly port: string
}

/** Straight legs of wires, all level or all upright, by where they lie. */
export class TrackIndex {
  private readonly rows = new Map<number, Track[]>()

  add(at: number, low: number, high: number, port = ''): void {
    const row = Math.floor(at / TRACKS)
    const list = this.rows.get(row)
    if (list) list.push({ low, high, at, port })
    else this.rows.set(row, [{ low, high, at, port }])
  }

  /** How many legs lie within `distance` of a line and beside its stretch, those of `port` left out. */
  near(at: number, low: number, high: number, distance: number, port = '-'): number {
    let count = 0
    for (let row = Math.floor((at - distance) / TRACKS); row <= Math.floor((at + distance) / TRACKS); row++)
      for (const leg of this.rows.get(row) ?? []) if (Math.abs(leg.at - at) < distance && leg.high > low && leg.low < high && leg.port !== port) count++
    return count
  }
}
