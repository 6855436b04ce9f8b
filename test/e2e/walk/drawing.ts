import type { Locator } from '@playwright/test'
import type { Point } from './scene'
import { growing, type Move, type Walker } from './walker'

const WORDS = ['layer', 'context', 'gate', 'cell', 'input', 'output', 'reservoir', 'lstm 2', 'gru 2', 'elman 2', 'jordan']
/** The middle of what is on screen; undefined if it is not there. */
async function middleOf(element: Locator): Promise<Point | undefined> {
  const box = await element.boundingBox({ timeout: 300 }).catch(() => null)
  return box ? { x: box.x + box.width / 2, y: box.y + box.height / 2 } : undefined
}
const near = ({ x, y }: Point, walker: Walker): Point => ({ x: x + walker.whole(-70, 70), y: y + walker.whole(-50, 50) })

/** Two ends for a wire: different ports of the given sides, the first one with wires if requested. */
function ends(walker: Walker, from: 'from' | 'to', to: 'from' | 'to', wired = false): readonly [Point, Point] | undefined {
  const { ports } = walker.scene
  const start = walker.pick(ports.filter((port) => port.side === from && (port.wired || !wired)))
  const end = walker.pick(ports.filter((port) => port.side === to && port !== start))
  return start && end ? [start.at, end.at] : undefined
}

const dragOf =
  (what: 'nodes' | 'groups' | 'notes'): Move =>
  async (walker) => {
    const held = walker.pick(walker.scene[what])
    if (!held) return false
    await walker.drag(held.at, near(held.at, walker))
  }

/** Actions with the mouse on the canvas. */
export const drawing: Readonly<Record<string, Move>> = {
  'add with a double click': growing(async (walker) => {
    const at = walker.pick(walker.scene.empty)
    if (!at) return false
    await walker.click(at, { clickCount: 2 })
    await walker.answer(walker.pick(WORDS)!)
  }),
  'add from the palette': growing(async (walker) => {
    await walker.press('Escape')
    await walker.hand.add(walker.pick(['layer', 'context', 'gate', 'cell', 'input', 'output'])!)
  }),
  'drag from the palette': growing(async (walker) => {
    const at = walker.chance(0.5) ? walker.pick(walker.scene.wires)?.at : walker.pick(walker.scene.empty)
    const from = await walker.window.locator(`[data-palette="${walker.pick(['layer', 'context', 'gate'])!}"]`).boundingBox()
    if (!at || !from) return false
    await walker.drag({ x: from.x + 30, y: from.y + 10 }, at)
  }),
  'draw a wire': async (walker) => {
    const found = ends(walker, 'from', 'to')
    if (!found) return false
    await walker.drag(...(walker.chance(0.5) ? found : ([found[1], found[0]] as const)))
  },
  'draw a wire to nowhere': growing(async (walker) => {
    const port = walker.pick(walker.scene.ports)
    const at = walker.pick(walker.scene.empty)
    if (!port || !at) return false
    await walker.drag(port.at, at)
    await walker.press('Enter')
  }),
  'plug a wire elsewhere': async (walker) => {
    const wire = walker.pick(walker.scene.wires.filter(({ end }) => end !== undefined))
    const to = walker.chance(0.8) ? walker.pick(walker.scene.ports.filter(({ side }) => side === 'to'))?.at : walker.pick(walker.scene.empty)
    if (!wire || !to) return false
    await walker.drag(wire.end!, to)
  },
  'unplug a port': async (walker) => {
    const port = walker.pick(walker.scene.ports.filter(({ wired }) => wired))
    if (!port) return false
    await walker.holding(['Alt'], () => walker.click(port.at))
  },
  'give all wires of a port to another': async (walker) => {
    const side = walker.pick(['from', 'to'] as const)!
    const found = ends(walker, side, side, true)
    if (!found) return false
    await walker.holding(['Control'], () => walker.drag(...found))
  },
  'cut wires': async (walker) => {
    const wire = walker.pick(walker.scene.wires)
    const from = walker.pick(walker.scene.empty)
    if (!from || !wire) return false
    // From the free canvas through the wire and beyond.
    await walker.holding(['Alt'], () => walker.drag(from, { x: wire.at.x + (wire.at.x - from.x) / 8, y: wire.at.y + (wire.at.y - from.y) / 8 }))
  },
  'bend a wire': async (walker) => {
    const wire = walker.pick(walker.scene.wires)
    if (!wire) return false
    await walker.holding(['Alt', 'Shift'], () => walker.drag(wire.at, near(wire.at, walker)))
  },
  'take a bend away': async (walker) => {
    const wire = walker.pick(walker.scene.wires)
    if (!wire) return false
    await walker.holding(['Alt', 'Shift'], () => walker.drag(wire.at, near(wire.at, walker)))
    const bend = await middleOf(walker.window.locator('[data-bend]').first())
    if (!bend) return false
    await walker.click(bend, { clickCount: 2 })
  },
  'drag a node': dragOf('nodes'),
  'drag a group': dragOf('groups'),
  'drag a note': dragOf('notes'),
  'drag several': async (walker) => {
    if (!(await walker.selectNodes(3))) return false
    const held = walker.pick((await walker.look()).nodes)
    if (!held) return false
    await walker.holding(['Shift'], () => walker.click(held.at))
    await walker.drag(held.at, near(held.at, walker))
  },
  'drop a node on a wire': async (walker) => {
    const [node, wire] = [walker.pick(walker.scene.nodes), walker.pick(walker.scene.wires)]
    if (!node || !wire) return false
    await walker.drag(node.at, wire.at)
  },
  'take a box': async (walker) => {
    const [from, to] = [walker.pick(walker.scene.empty), walker.pick(walker.scene.empty)]
    if (!from || !to || from === to) return false
    await walker.drag(from, to)
    await walker.press(walker.pick(['Control+d', 'Shift+ArrowDown', 'Alt+t'])!)
  },
  'size a note': async (walker) => {
    if (!(await walker.selectOne('notes'))) return false
    const at = await middleOf(walker.window.locator('.note-corner').last())
    if (!at) return false
    await walker.drag(at, { x: at.x + walker.whole(-40, 60), y: at.y + walker.whole(-30, 60) })
  },
  'choose from a menu': async (walker) => {
    const { nodes, groups, notes, wires, ports, empty } = walker.scene
    const at = walker.pick(
      [nodes, groups, notes, wires, ports, empty.map((place) => ({ at: place }))].flatMap((list) => walker.pick<{ readonly at: Point }>(list) ?? []),
    )?.at
    if (!at) return false
    await walker.click(at, { button: 'right' })
    const entries = walker.window.locator('.context-menu [role^="menuitem"]:not([aria-disabled="true"]):not([data-item="help"]):not([data-item="keep-block"])')
    const count = await entries.count()
    if (count === 0) return false
    await entries.nth(walker.whole(0, count - 1)).click()
    // Dialogs that ask for more are accepted with their proposals.
    if ((await walker.window.locator('.add-menu').count()) > 0) await walker.press('Enter')
    else if ((await walker.window.locator('.graph input:focus, .graph textarea:focus').count()) > 0) await walker.answer(`Name ${walker.whole(0, 99)}`)
  },
  'tidy with the button': async (walker) => {
    await walker.window.locator('[data-tool="tidy"]').click()
  },
}
