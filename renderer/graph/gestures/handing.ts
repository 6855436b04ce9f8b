import { splitEnd } from '../../../engine/document/ends'
import type { Gesture, Press } from '../../controls/gesture'
import type { End, Side } from '../../document/ports'
import type { Point } from '../../drawing/geometry'
import { wiresAt } from '../../drawing/rules'
import { documentStore } from '../../editing/store'
import { moveWires } from '../wiring'

interface Port {
  readonly end: End
  readonly side: Side
}

/** The line from the port to the pointer, and whether the port under the pointer accepts the wires. */
export interface HandingLine {
  readonly from: Point
  readonly to: Point
  readonly fits: boolean
}

/** The port that an element is part of. */
export function portOf(element: Element | undefined): Port | undefined {
  const { port: text, side } = element?.closest<HTMLElement>('[data-port]')?.dataset ?? {}
  if (text === undefined) return undefined
  const { node, port = '' } = splitEnd(text)
  return { end: { node, port }, side: side === 'from' ? 'from' : 'to' }
}

/** The port under a point of the window. */
function portAt({ x, y }: Point): Port | undefined {
  for (const found of window.document.elementsFromPoint(x, y)) {
    const port = portOf(found)
    if (port) return port
  }
  return undefined
}

const pointOf = ({ clientX: x, clientY: y }: Press): Point => ({ x, y })

/** Ctrl-drag from a port: moves all of its wires to the port of the same side on which it is dropped. */
export class Handing implements Gesture {
  private held: (Port & { readonly from: Point }) | undefined

  constructor(
    private readonly draw: (line: HandingLine | undefined) => void,
    private readonly at: (at: Point) => Port | undefined = portAt,
  ) {}

  enter(press: Press): boolean {
    if (press.button !== 0 || !(press.ctrlKey || press.metaKey)) return false
    const port = this.at(pointOf(press))
    if (!port || wiresAt(documentStore.getState().document, port.end, port.side).length === 0) return false
    this.held = { ...port, from: pointOf(press) }
    return true
  }

  move(press: Press): void {
    if (this.held) this.draw({ from: this.held.from, to: pointOf(press), fits: this.target(press) !== undefined })
  }

  finish(press: Press): void {
    const { held } = this
    const to = this.target(press)
    this.cancel()
    if (held && to) moveWires(held.end, to, held.side)
  }

  cancel(): void {
    this.held = undefined
    this.draw(undefined)
  }

  private target(press: Press): End | undefined {
    const port = this.at(pointOf(press))
    const { held } = this
    return held && port && port.side === held.side && (port.end.node !== held.end.node || port.end.port !== held.end.port) ? port.end : undefined
  }
}
