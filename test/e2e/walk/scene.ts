import type { Page } from '@playwright/test'

export interface Point {
  readonly x: number
  readonly y: number
}

/** An item of the canvas that is topmost at a point of the window, so that a press there hits it. */
interface Seen {
  readonly id: string
  readonly at: Point
}

interface SeenPort extends Seen {
  readonly side: 'from' | 'to'
  readonly wired: boolean
}

interface SeenWire extends Seen {
  /** Just before its arrow, where it can be grabbed to reconnect it. */
  readonly end: Point | undefined
}

/** The visible elements of the window that the hand can reach. */
export interface Scene {
  /** Nodes by their heads. */
  readonly nodes: readonly Seen[]
  /** Heads of open groups, and collapsed ones. */
  readonly groups: readonly Seen[]
  readonly notes: readonly Seen[]
  readonly ports: readonly SeenPort[]
  readonly wires: readonly SeenWire[]
  /** Free canvas. */
  readonly empty: readonly Point[]
  /** Steps of history, from its panel; -1 if that is not on screen. */
  readonly steps: number
  /** Nodes of the whole drawing, as the inspector counts them or as they are drawn. */
  readonly drawn: number
  readonly selected: number
  /** Whether the network can be trained as it is. */
  readonly runs: boolean
  /** The element over the canvas or with the focus: a dialog, a menu, a field. */
  readonly over: string | undefined
}

/** Reads the window. */
export const look = (window: Page): Promise<Scene> =>
  window.evaluate(() => {
    const canvas = document.querySelector('.graph')!.getBoundingClientRect()
    const within = ({ x, y }: { x: number; y: number }): boolean => x > canvas.left + 4 && x < canvas.right - 4 && y > canvas.top + 4 && y < canvas.bottom - 4
    const top = (at: { x: number; y: number }): Element | null => (within(at) ? document.elementFromPoint(at.x, at.y) : null)
    const middle = (element: Element, across = 0.5, down = 0.5): { x: number; y: number } => {
      const box = element.getBoundingClientRect()
      return { x: box.left + box.width * across, y: box.top + box.height * down }
    }
    /** The first place of an element at which a press hits it, and no button or other control on it. */
    const reach = (element: Element, owner: Element): { x: number; y: number } | undefined =>
      [0.5, 0.35, 0.65, 0.2, 0.8]
        .map((across) => middle(element, across))
        .find((at) => {
          const found = top(at)
          return found !== null && owner.contains(found) && !found.closest('button, input, [data-port]')
        })
    const seen = <T extends Element>(selector: string, id: (element: T) => string | undefined, part?: string) =>
      [...document.querySelectorAll<T>(selector)].flatMap((element) => {
        const at = reach(part === undefined ? element : (element.querySelector(part) ?? element), element)
        const name = id(element)
        return at && name !== undefined ? [{ id: name, at }] : []
      })
    const ports = [...document.querySelectorAll<HTMLElement>('[data-port]')].flatMap((port) => {
      const at = middle(port)
      return top(at)?.closest('[data-port]') === port
        ? [{ id: port.dataset.port!, side: port.dataset.side === 'from' ? ('from' as const) : ('to' as const), wired: port.classList.contains('wired'), at }]
        : []
    })
    const wires = [...document.querySelectorAll<SVGGElement>('[data-edge]')].flatMap((wire) => {
      const line = wire.querySelector<SVGPathElement>('path.line')
      const place = line?.getScreenCTM()
      if (!line || !place) return []
      const length = line.getTotalLength()
      const along = (share: number): { x: number; y: number } => line.getPointAtLength(share).matrixTransform(place)
      const own = (at: { x: number; y: number }): boolean => {
        const found = top(at)
        return found?.closest('.wire-badge, .react-flow__edgeupdater') == null && found?.closest<SVGGElement>('[data-edge]')?.dataset.edge === wire.dataset.edge
      }
      const at = [0.5, 0.35, 0.65, 0.2, 0.8].map((share) => along(length * share)).find(own)
      const end = along(Math.max(0, length - 4))
      return at ? [{ id: wire.dataset.edge!, at: { x: at.x, y: at.y }, end: within(end) ? { x: end.x, y: end.y } : undefined }] : []
    })
    const empty: { x: number; y: number }[] = []
    for (let row = 1; row < 7; row++)
      for (let column = 1; column < 11; column++) {
        const at = { x: canvas.left + (canvas.width * column) / 11, y: canvas.top + (canvas.height * row) / 7 }
        if (top(at)?.matches('.react-flow__pane')) empty.push(at)
      }
    const field = document.activeElement?.matches('input, textarea, select') ? document.activeElement.className || document.activeElement.tagName : undefined
    const over = document.querySelector('dialog[open], .graph-floating, .control-menu, .outline-wire')?.className ?? field
    return {
      nodes: seen<HTMLElement>('.react-flow__node-unfold', (element) => element.dataset.id, '.head'),
      groups: [
        ...seen<HTMLElement>('.group-frame', (element) => element.dataset.group, '.frame-head'),
        ...seen<HTMLElement>('.tile-group', (element) => element.dataset.group, '.sketch'),
      ],
      notes: seen<HTMLElement>('.note', (element) => element.dataset.note),
      ports,
      wires,
      empty,
      steps: document.querySelectorAll('.panel-history button:not(.undone)').length - 1,
      drawn: document.querySelectorAll('.react-flow__node-unfold').length,
      selected: document.querySelectorAll('.node.selected, .wire.selected, .note.selected').length,
      runs: !['empty', 'blocked'].includes(document.querySelector<HTMLElement>('.shell-transport .play')?.dataset.status ?? 'empty'),
      over,
    }
  })
