import type { Scene } from './model'

/** Pixels of a unit of the drawing where wires are seen from afar, and the most that a side may have. */
const SCALE = 0.18
const SIDE = 4096
const WIDTH = 4
const MARGIN = 40

/** Draws all wires of a scene in one picture, which costs the same to move however many they are. */
export function farWires(canvas: HTMLCanvasElement, { edges, nodes }: Pick<Scene, 'edges' | 'nodes'>): void {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const { data } of edges)
    for (const { x, y } of data!.route.trace) {
      left = Math.min(left, x - MARGIN)
      right = Math.max(right, x + MARGIN)
      top = Math.min(top, y - MARGIN)
      bottom = Math.max(bottom, y + MARGIN)
    }
  if (!(right > left)) return
  const [width, height] = [right - left, bottom - top]
  const scale = Math.min(SCALE * devicePixelRatio, SIDE / width, SIDE / height)
  canvas.width = Math.ceil(width * scale)
  canvas.height = Math.ceil(height * scale)
  Object.assign(canvas.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` })
  const context = canvas.getContext('2d')
  if (!context) return
  context.setTransform(scale, 0, 0, scale, -left * scale, -top * scale)
  context.lineWidth = WIDTH
  const style = getComputedStyle(canvas)
  const colours = new Map<string, string>()
  const colourOf = (name: string): string => {
    let colour = colours.get(name)
    if (colour === undefined) colours.set(name, (colour = style.getPropertyValue(name)))
    return colour
  }
  // As on the wires themselves: what is selected stands out from the rest.
  const some = nodes.some(({ selected }) => selected) || edges.some(({ selected }) => selected)
  for (const { data, selected } of edges) {
    const { severity, role, strong, route } = data!
    context.globalAlpha = some && !strong ? 0.34 : 0.85
    context.strokeStyle = colourOf(selected ? '--accent' : severity ? `--${severity}` : `--role-${role}`)
    context.stroke(new Path2D(route.path))
  }
}
