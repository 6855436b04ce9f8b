// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest'
import type { FlowEdge } from '../../../renderer/drawing/model'
import type { Pen } from '../../../renderer/drawing/routing/path'
import { farWires } from '../../../renderer/graph/farWires'

afterEach(() => vi.unstubAllGlobals())

const box = { x: 0, y: 0, width: 100, height: 100 }
const wire = (id: number, legs: number): FlowEdge =>
  ({
    id: `w${id}`,
    source: 'a',
    target: 'b',
    data: {
      role: 'layer',
      kind: 'dense',
      route: {
        box,
        trace: [],
        end: { x: 0, y: 0 },
        draw: (pen: Pen) => {
          for (let i = 0; i < legs; i++) pen.lineTo(i, i)
        },
      },
    },
  }) as unknown as FlowEdge

/** A canvas that counts the wires drawn on it, and frames that run on request. */
function stage() {
  const drawn = { wires: 0 }
  const nothing = (): void => undefined
  const context = new Proxy({ stroke: () => drawn.wires++ } as Record<string, unknown>, { get: (of, key) => of[key as string] ?? nothing, set: () => true })
  const canvas = document.createElement('canvas')
  canvas.getContext = (() => context) as unknown as HTMLCanvasElement['getContext']
  const pictures = new Map<number, () => void>()
  vi.stubGlobal('requestAnimationFrame', (task: () => void) => (pictures.set(pictures.size + 1, task), pictures.size))
  vi.stubGlobal('cancelAnimationFrame', (id: number) => pictures.delete(id))
  const picture = (): void => {
    const [[id, task]] = [...pictures].slice(-1) as [[number, () => void]]
    pictures.delete(id)
    task()
  }
  return { drawn, canvas, pictures, picture }
}

it('draws wires with many bends over several frames, others at once, and stops on request', () => {
  const look = { region: box, zoom: 1, detail: '2' } as const
  const light = stage()
  farWires(
    light.canvas,
    Array.from({ length: 100 }, (_, i) => wire(i, 10)),
    [],
    look,
  )
  expect([light.drawn.wires, light.pictures.size]).toEqual([100, 0])

  const heavy = stage()
  const stop = farWires(
    heavy.canvas,
    Array.from({ length: 1_000 }, (_, i) => wire(i, 65)),
    [],
    look,
  )
  const first = heavy.drawn.wires
  expect(first).toBeLessThan(500)
  heavy.picture()
  expect(heavy.drawn.wires).toBeGreaterThan(first)
  while (heavy.pictures.size > 0) heavy.picture()
  expect(heavy.drawn.wires).toBe(1_000)
  stop()

  const left = stage()
  farWires(
    left.canvas,
    Array.from({ length: 1_000 }, (_, i) => wire(i, 65)),
    [],
    look,
  )()
  expect(left.pictures.size).toBe(0)
})
