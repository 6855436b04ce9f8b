import { useMemo } from 'react'
import type { GraphDocument } from '../../engine/document/types'
import { registry } from '../../nodes'
import { wiresOf } from '../document/selectors'
import { boxOf } from '../drawing/geometry'

const WIDTH = 56
const HEIGHT = 36
const MARGIN = 3

/** A miniature of a network: nodes in the colours of their roles, and wires. */
export function Thumbnail({ document }: { readonly document: GraphDocument }) {
  const drawn = useMemo(() => {
    const boxes = new Map(
      Object.entries(document.nodes).map(([id, node]) => {
        const type = registry.get(node.type)
        const { x, y } = document.view?.nodes?.[id] ?? { x: 0, y: 0 }
        return [id, { x, y, ...boxOf(type), role: type?.face.role ?? 'layer', dashed: type?.type === 'context' }]
      }),
    )
    const all = [...boxes.values()]
    const left = Math.min(...all.map((b) => b.x))
    const top = Math.min(...all.map((b) => b.y))
    const width = Math.max(...all.map((b) => b.x + b.width)) - left
    const height = Math.max(...all.map((b) => b.y + b.height)) - top
    const scale = Math.min((WIDTH - 2 * MARGIN) / width, (HEIGHT - 2 * MARGIN) / height)
    const dx = (WIDTH - width * scale) / 2
    const dy = (HEIGHT - height * scale) / 2
    const place = (x: number, y: number): [number, number] => [dx + (x - left) * scale, dy + (y - top) * scale]
    const wires = wiresOf(document).flatMap(({ id, from, to }) => {
      const a = boxes.get(from.node)
      const b = boxes.get(to.node)
      if (!a || !b || from.node === to.node) return []
      const [x1, y1] = place(a.x + a.width / 2, a.y + a.height / 2)
      const [x2, y2] = place(b.x + b.width / 2, b.y + b.height / 2)
      return [{ id, x1, y1, x2, y2 }]
    })
    const nodes = [...boxes].map(([id, b]) => {
      const [x, y] = place(b.x, b.y)
      return { id, x, y, width: Math.max(4, b.width * scale), height: Math.max(3, b.height * scale), role: b.role, dashed: b.dashed }
    })
    return { nodes, wires }
  }, [document])
  return (
    <svg className="thumbnail" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden>
      {drawn.wires.map(({ id, ...line }) => (
        <line key={id} {...line} />
      ))}
      {drawn.nodes.map(({ id, role, ...box }) => (
        <rect key={id} x={box.x} y={box.y} width={box.width} height={box.height} rx={1.5} style={{ fill: `var(--role-${role})` }} />
      ))}
    </svg>
  )
}
