import type { RandomStream } from '../../engine/base/random'
import { limits } from '../../engine/document/limits'

const nested = (count: number, open: string, close: string): string => `${open.repeat(count)}x${close.repeat(count)}`

/** A document with one to three of its texts, positions, groups and notes at a limit, just beyond it, or far beyond. */
export function mutateExtremes(text: string, random: RandomStream): string {
  const document = JSON.parse(text) as Record<string, unknown>
  const near = (limit: number): number => limit + [-1, 0, 1, limit][random.integer(4)]!
  const ids = Object.keys((document.nodes ?? {}) as object)
  const view: Record<string, unknown> = { ...(document.view as object | undefined) }
  const places = [limits.coordinate, -limits.coordinate, limits.coordinate + 1, 1e20, -1e308, 5e-324, -0]
  const place = (): number => places[random.integer(places.length)]!
  for (let round = 0; round <= random.integer(3); round++) {
    switch (random.integer(7)) {
      case 0:
        document.description = nested(1 + random.integer(400), '\\frac{', '}{2}')
        break
      case 1:
        document.description = 'word $x$ **b** '.repeat(near(limits.description) / 15)
        break
      case 2:
        document.name = 'n'.repeat(near(limits.name))
        break
      case 3:
        view.nodes = Object.fromEntries(ids.map((id) => [id, { x: place(), y: place(), label: 'l'.repeat(random.integer(2) * near(limits.name)) }]))
        break
      case 4: {
        const depth = near(limits.groupDepth)
        view.groups = Object.fromEntries(
          Array.from({ length: depth }, (_, i) => [`g${i}`, { nodes: i === 0 ? ids : [], ...(i + 1 < depth ? { parent: `g${i + 1}` } : {}) }]),
        )
        break
      }
      case 5:
        view.notes = Object.fromEntries(
          Array.from({ length: near(limits.notes) }, (_, i) => [`m${i}`, { x: place(), y: i, text: nested(random.integer(200), '{', '}') }]),
        )
        break
      default:
        document.data = { kind: 'file', path: 'p'.repeat(near(limits.dataPath)) }
    }
  }
  return JSON.stringify({ ...document, view })
}
