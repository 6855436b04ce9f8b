import type { Rectangle } from '../geometry'
import { Effort } from './effort'

const CELL = 256
/** Rectangles that cover more cells than this are kept in a list of their own and always tested. */
const WIDE = 1024

/** A grid index of rectangles, for queries of small areas. */
export class RectangleIndex {
  private readonly cells = new Map<number, (readonly [string, Rectangle])[]>()
  private readonly wide: (readonly [string, Rectangle])[] = []

  constructor(
    private readonly all: readonly (readonly [string, Rectangle])[],
    private readonly effort = new Effort(),
  ) {
    for (const entry of all) {
      const [, r] = entry
      if (cellsOf(r.x, r.y, r.x + r.width, r.y + r.height) > WIDE) {
        this.wide.push(entry)
        continue
      }
      this.eachCell(r.x, r.y, r.x + r.width, r.y + r.height, (key) => {
        const list = this.cells.get(key)
        if (list) list.push(entry)
        else this.cells.set(key, [entry])
      })
    }
  }

  /** Whether any rectangle that meets the box satisfies the test. */
  some(x1: number, y1: number, x2: number, y2: number, test: (id: string, r: Rectangle) => boolean): boolean {
    // For large boxes it is cheaper to test all rectangles.
    const cells = cellsOf(x1, y1, x2, y2)
    const asks = (list: readonly (readonly [string, Rectangle])[]): boolean => {
      this.effort.spend(list.length)
      return list.some(([id, r]) => meets(r, x1, y1, x2, y2) && test(id, r))
    }
    if (cells > this.all.length) return asks(this.all)
    let found = asks(this.wide)
    this.effort.spend(cells)
    this.eachCell(x1, y1, x2, y2, (key) => {
      const here = found ? undefined : this.cells.get(key)
      if (here) found = asks(here)
    })
    return found
  }

  /** All rectangles that meet the box, each once, in order. */
  within(x1: number, y1: number, x2: number, y2: number): readonly (readonly [string, Rectangle])[] {
    this.effort.spend(this.all.length)
    return this.all.filter(([, r]) => meets(r, x1, y1, x2, y2))
  }

  private eachCell(x1: number, y1: number, x2: number, y2: number, visit: (key: number) => void): void {
    for (let i = Math.floor(x1 / CELL); i <= Math.floor(x2 / CELL); i++)
      for (let j = Math.floor(y1 / CELL); j <= Math.floor(y2 / CELL); j++) visit(i * 65_536 + j)
  }
}

const cellsOf = (x1: number, y1: number, x2: number, y2: number): number =>
  (Math.floor(x2 / CELL) - Math.floor(x1 / CELL) + 1) * (Math.floor(y2 / CELL) - Math.floor(y1 / CELL) + 1)

const meets = (r: Rectangle, x1: number, y1: number, x2: number, y2: number): boolean => x2 > r.x && x1 < r.x + r.width && y2 > r.y && y1 < r.y + r.height

const TRACKS = 32

interface Track {
  readonly low: number
  readonly high: number
  readonly at: number
  /** The port where it starts or ends; wires of one port may share a track there. */
  readonly port: string
}

/** Straight legs of wires, all horizontal or all vertical, indexed by their position. */
export class TrackIndex {
  private readonly rows = new Map<number, Track[]>()

  constructor(private readonly effort = new Effort()) {}

  add(at: number, low: number, high: number, port = ''): void {
    const row = Math.floor(at / TRACKS)
    const list = this.rows.get(row)
    if (list) list.push({ low, high, at, port })
    else this.rows.set(row, [{ low, high, at, port }])
  }

  /** Number of legs within `distance` of a line that overlap its extent, not counting those of `port`. */
  near(at: number, low: number, high: number, distance: number, port = '-'): number {
    let count = 0
    for (let row = Math.floor((at - distance) / TRACKS); row <= Math.floor((at + distance) / TRACKS); row++) {
      const legs = this.rows.get(row) ?? []
      this.effort.spend(legs.length + 1)
      for (const leg of legs) if (Math.abs(leg.at - at) < distance && leg.high > low && leg.low < high && leg.port !== port) count++
    }
    return count
  }
}
