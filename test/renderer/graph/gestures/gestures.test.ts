// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lead, type Gesture, type Press } from '../../../../renderer/controls/gesture'
import { bendsOf } from '../../../../renderer/document/wires'
import type { FlowEdge, Scene } from '../../../../renderer/drawing/model'
import { SceneBuilder } from '../../../../renderer/drawing/model'
import { documentStore, open, redo, select, undo } from '../../../../renderer/editing/store'
import { useCanvas } from '../../../../renderer/graph/canvasStore'
import { Bending } from '../../../../renderer/graph/gestures/bending'
import { Cutting } from '../../../../renderer/graph/gestures/cutting'
import { Handing, type HandingLine } from '../../../../renderer/graph/gestures/handing'
import { Marquee } from '../../../../renderer/graph/gestures/marquee'
import { Moving } from '../../../../renderer/graph/gestures/moving'
import { Plugging, type Under } from '../../../../renderer/graph/gestures/plugging'
import { elman } from '../../drawing/drawings'

const now = () => documentStore.getState()
const steps = (): number => now().past.length
const selected = () => now().selection
const same = (at: { readonly x: number; readonly y: number }) => at

let host: HTMLElement
let pane: HTMLElement
let bend: HTMLElement
let before: ReturnType<typeof now>['document']
const scene = (): Scene => new SceneBuilder().build(now().document, undefined, selected(), new Map(), undefined, false)
const wires = (): readonly FlowEdge[] => scene().edges

const press = (x: number, y: number, more: Partial<Press> = {}): Press => ({
  clientX: x,
  clientY: y,
  button: 0,
  altKey: false,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  target: pane,
  ...more,
})
/** A place in the middle of a wire. */
const onWire = (id: string) => {
  const trace = wires().find((wire) => wire.id === id)!.data!.route.trace
  return trace[Math.floor(trace.length / 2)]!
}

beforeEach(() => {
  document.body.innerHTML = '<div class="graph"><div class="react-flow__pane"></div><i data-bend="W_xh 0"></i></div>'
  host = document.querySelector('.graph')!
  pane = document.querySelector('.react-flow__pane')!
  bend = document.querySelector('[data-bend]')!
  open(elman(), { path: null, name: '' })
  before = now().document
  useCanvas.setState({ connecting: undefined, add: undefined, splicing: undefined, joining: undefined, overTab: undefined })
})
afterEach(() => {
  document.body.innerHTML = ''
})

describe('the pointer of a gesture', () => {
  let calls: string[]
  const gesture = (own = true): Gesture => {
    calls = []
    return { enter: () => own, move: () => calls.push('move'), finish: () => calls.push('finish'), cancel: () => calls.push('cancel') }
  }
  const fire = (type: string, buttons = 1): boolean =>
    (type === 'pointerdown' ? pane : window).dispatchEvent(new PointerEvent(type, { bubbles: true, cancelable: true, buttons }))

  it('moves the gesture and ends it once, and does not pass the press to elements below', () => {
    let presses = 0
    pane.addEventListener('pointerdown', () => presses++)
    const end = lead(host, gesture())
    expect(fire('pointerdown')).toBe(false)
    for (const type of ['pointermove', 'pointerup', 'pointermove', 'pointerup']) fire(type)
    expect([calls, presses]).toEqual([['move', 'finish'], 0])
    end()
  })

  it('does not start for a press that the gesture declines', () => {
    const end = lead(host, gesture(false))
    expect(fire('pointerdown')).toBe(true)
    fire('pointermove')
    expect(calls).toEqual([])
    end()
  })

  it.each([
    ['Escape', () => window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))],
    ['a lost pointer', () => fire('pointercancel')],
    ['a missed release', () => fire('pointermove', 0)],
  ])('cancels it at %s', (_, lose) => {
    const end = lead(host, gesture())
    fire('pointerdown')
    fire('pointermove')
    lose()
    fire('pointermove')
    fire('pointerup')
    expect(calls).toEqual(['move', 'cancel'])
    end()
  })
})

describe('cutting', () => {
  let drawn: number
  const cutting = () => new Cutting(same, wires, (line) => (drawn = line.length))
  const stroke = (gesture: Cutting): Press => {
    const { x, y } = onWire('W_xh')
    expect(gesture.enter(press(x, y - 60, { altKey: true }))).toBe(true)
    gesture.move(press(x, y - 30))
    expect(drawn).toBe(2)
    return press(x, y + 60)
  }

  it('removes the crossed wires in one step', () => {
    const gesture = cutting()
    gesture.finish(stroke(gesture))
    expect([steps(), drawn, Object.hasOwn(now().document.edges, 'W_xh')]).toEqual([1, 0, false])
    undo()
    expect(now().document).toEqual(before)
  })

  it('has no effect if cancelled, or for a press without a stroke', () => {
    const gesture = cutting()
    stroke(gesture)
    gesture.cancel()
    const { x, y } = onWire('W_xh')
    gesture.enter(press(x, y, { altKey: true }))
    gesture.finish(press(x, y))
    expect([steps(), drawn]).toEqual([0, 0])
    expect(gesture.enter(press(x, y))).toBe(false)
  })
})

describe('bending', () => {
  it('is one step, however the pointer moves before its release', () => {
    const gesture = new Bending(same, wires)
    const { x, y } = onWire('W_xh')
    pane.innerHTML = '<i data-edge="W_xh"></i>'
    expect(gesture.enter(press(x, y, { altKey: true, shiftKey: true, target: pane.firstElementChild }))).toBe(true)
    for (const by of [8, 24, 41]) gesture.move(press(x, y + by))
    gesture.finish()
    expect([steps(), bendsOf(now().document, 'W_xh')]).toEqual([1, [{ x: Math.round(x / 4) * 4, y: Math.round((y + 41) / 4) * 4 }]])
    // The bend itself is moved without a key, as a step of its own.
    expect(gesture.enter(press(x, y, { target: bend }))).toBe(true)
    gesture.move(press(x + 80, y))
    gesture.finish()
    expect([steps(), bendsOf(now().document, 'W_xh')]).toHaveLength(2)
    expect([steps(), bendsOf(now().document, 'W_xh').length]).toEqual([2, 1])
    undo()
    undo()
    expect(now().document).toEqual(before)
  })

  it('if cancelled, leaves no bend and no step to undo or redo', () => {
    const gesture = new Bending(same, wires)
    const { x, y } = onWire('W_xh')
    pane.innerHTML = '<i data-edge="W_xh"></i>'
    gesture.enter(press(x, y, { altKey: true, shiftKey: true, target: pane.firstElementChild }))
    gesture.move(press(x, y + 24))
    gesture.move(press(x, y + 48))
    gesture.cancel()
    expect([steps(), now().future, now().edited, now().document]).toEqual([0, [], false, before])
    gesture.move(press(x, y + 90))
    redo()
    expect(now().document).toEqual(before)
  })
})

describe('moving all wires of a port to another', () => {
  let line: HandingLine | undefined
  const at = ({ x }: { readonly x: number }) =>
    x < 10 ? { end: { node: 'h', port: 'in' }, side: 'to' as const } : x < 20 ? { end: { node: 'y', port: 'in' }, side: 'to' as const } : undefined
  const handing = () => new Handing((next) => (line = next), at)

  it('is one step', () => {
    const gesture = handing()
    expect(gesture.enter(press(5, 0))).toBe(false)
    expect(gesture.enter(press(5, 0, { ctrlKey: true }))).toBe(true)
    gesture.move(press(30, 0))
    expect(line).toMatchObject({ fits: false })
    gesture.move(press(15, 0))
    expect(line).toMatchObject({ fits: true })
    gesture.finish(press(15, 0))
    expect([steps(), line, now().document.edges.W_xh!.to]).toEqual([1, undefined, 'y'])
  })

  it.each([
    ['cancelled', (gesture: Handing) => gesture.cancel()],
    ['let go over nothing', (gesture: Handing) => gesture.finish(press(30, 0))],
  ])('%s, is nothing', (_, give) => {
    const gesture = handing()
    gesture.enter(press(5, 0, { ctrlKey: true }))
    gesture.move(press(15, 0))
    give(gesture)
    gesture.finish(press(15, 0))
    expect([steps(), line, now().document]).toEqual([0, undefined, before])
  })
})

describe('connecting', () => {
  let under: Under
  const plugging = () => new Plugging(same, () => under)
  const from = (nodeId: string) => ({ nodeId, handleId: 'out', handleType: 'source' as const })
  const connection = (source: string, target: string) => ({ source, sourceHandle: 'out', target, targetHandle: 'in' })
  const connecting = () => useCanvas.getState().connecting
  beforeEach(() => {
    under = { item: undefined, canvas: true }
  })

  it('draws a wire as one step, and reports the objection to each port meanwhile', () => {
    const gesture = plugging()
    gesture.enter(from('h'))
    expect([connecting()?.end, connecting()?.objections.get('h.in')?.key, connecting()?.objections.has('x.in')]).toEqual([
      { node: 'h', port: 'out' },
      'canvas.reason.loop',
      false,
    ])
    gesture.connect(connection('x', 'y'))
    gesture.finish({ toHandle: {} as never }, { x: 0, y: 0 }, false)
    expect([steps(), connecting()]).toEqual([1, undefined])
    undo()
    expect(now().document).toEqual(before)
  })

  it('offers new nodes when released over empty canvas; over a node it uses the first port', () => {
    const gesture = plugging()
    gesture.enter(from('h'))
    gesture.finish({ toHandle: null }, { x: 7, y: 8 }, false)
    expect([steps(), useCanvas.getState().add]).toMatchObject([0, { at: { x: 7, y: 8 }, pending: { end: { node: 'h', port: 'out' }, side: 'from' } }])
    under = { item: 'y', canvas: true }
    gesture.enter(from('x'))
    gesture.finish({ toHandle: null }, { x: 7, y: 8 }, false)
    expect(steps()).toBe(1)
  })

  it('reconnects an end as one step, and deletes a wire released over empty canvas', () => {
    const gesture = plugging()
    const edge = wires().find(({ id }) => id === 'W_xh')!
    const again = (): void => {
      gesture.enter(from('x'), 'W_xh')
      gesture.enter(from('x'))
    }
    again()
    gesture.reconnect(edge, connection('x', 'y'))
    gesture.finish({ toHandle: {} as never }, { x: 0, y: 0 }, false)
    gesture.finishReconnecting(edge, { toHandle: {} as never })
    expect([steps(), now().document.edges.W_xh!.to]).toEqual([1, 'y'])
    again()
    gesture.finish({ toHandle: null }, { x: 0, y: 0 }, false)
    gesture.finishReconnecting(edge, { toHandle: null })
    expect([steps(), Object.hasOwn(now().document.edges, 'W_xh'), useCanvas.getState().add]).toEqual([2, false, undefined])
  })

  it('has no effect if cancelled, whatever events follow', () => {
    const gesture = plugging()
    const edge = wires().find(({ id }) => id === 'W_xh')!
    for (const id of [undefined, 'W_xh']) {
      gesture.enter(from('x'), id)
      gesture.cancel()
      gesture.connect(connection('x', 'y'))
      gesture.reconnect(edge, connection('x', 'y'))
      gesture.finish({ toHandle: null }, { x: 0, y: 0 }, false)
      gesture.finishReconnecting(edge, { toHandle: null })
    }
    expect([steps(), connecting(), useCanvas.getState().add, now().document]).toEqual([0, undefined, undefined, before])
  })
})

describe('box selection', () => {
  it('selects nodes with the wires between them, without a history step', () => {
    const marquee = new Marquee()
    marquee.press()
    marquee.enter()
    marquee.move(new Set(['x', 'h']), new Set())
    expect([marquee.going, selected()]).toMatchObject([true, { nodes: ['x', 'h'], edges: ['W_xh'] }])
    marquee.finish()
    expect([marquee.going, steps(), selected().nodes]).toEqual([false, 0, ['x', 'h']])
  })

  it('if cancelled, keeps the previous selection', () => {
    const marquee = new Marquee()
    select({ nodes: ['y'], edges: ['W_ch'] })
    marquee.press()
    // React Flow selects nothing first.
    select({ nodes: [], edges: [] })
    marquee.enter()
    marquee.move(new Set(['x', 'h']), new Set())
    marquee.cancel()
    expect(selected()).toMatchObject({ nodes: ['y'], edges: ['W_ch'] })
    select({ nodes: ['c'], edges: [] })
    marquee.cancel()
    expect(selected().nodes).toEqual(['c'])
  })
})

describe('moving', () => {
  let shown: ReadonlyMap<string, { readonly x: number; readonly y: number }>
  const moving = () => new Moving(scene, (going) => (shown = going))
  const to = (id: string, x: number, y: number, dragging: boolean) => ({ type: 'position' as const, id, position: { x, y }, dragging })
  const placeOf = (id: string) => now().document.view!.nodes![id]

  it('is drawn at once, and enters the document as one step', () => {
    const gesture = moving()
    gesture.move([to('h', 100, 40, true)])
    gesture.move([to('h', 300, 80, true), to('y', 900, 80, true)])
    expect([steps(), shown.get('h'), shown.get('y')]).toEqual([0, { x: 300, y: 80 }, { x: 900, y: 80 }])
    gesture.move([to('h', 300, 80, false), to('y', 900, 80, false)])
    gesture.finish('h', ['h', 'y'])
    expect([steps(), shown.size, placeOf('h'), placeOf('y')]).toMatchObject([1, 0, { x: 300, y: 80 }, { x: 900, y: 80 }])
    undo()
    expect(now().document).toEqual(before)
  })

  it('onto a wire is one step together with the insertion', () => {
    const gesture = moving()
    open({ ...elman(), nodes: { ...elman().nodes, free: { type: 'layer', size: 4 } } }, { path: null, name: '' })
    before = now().document
    gesture.move([to('free', 60, 60, true)])
    useCanvas.setState({ splicing: 'W_xh' })
    gesture.move([to('free', 64, 60, false)])
    gesture.finish('free', ['free'])
    expect([steps(), useCanvas.getState().splicing, Object.values(now().document.edges).some(({ from }) => from === 'free')]).toEqual([1, undefined, true])
    undo()
    expect(now().document).toEqual(before)
  })

  it('has no effect if cancelled, however the pointer moves; the next drag works again', () => {
    const gesture = moving()
    expect(gesture.cancel()).toBe(false)
    gesture.move([to('h', 300, 80, true)])
    useCanvas.setState({ joining: 'g' })
    expect(gesture.cancel()).toBe(true)
    gesture.move([to('h', 400, 80, true)])
    gesture.over({ x: 0, y: 0 }, ['h'])
    gesture.move([to('h', 400, 80, false)])
    gesture.finish('h', ['h'])
    expect([steps(), shown.size, useCanvas.getState().joining, now().document]).toEqual([0, 0, undefined, before])
    gesture.move([to('h', 300, 80, true)])
    gesture.move([to('h', 300, 80, false)])
    gesture.finish('h', ['h'])
    expect([steps(), placeOf('h')]).toMatchObject([1, { x: 300, y: 80 }])
  })
})
