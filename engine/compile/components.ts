/** Returns the strongly connected components (Tarjan 1972, without recursion) in topological order, sources first. */
export function components(count: number, successors: (vertex: number) => ArrayLike<number>): number[][] {
  const index = new Int32Array(count).fill(-1)
  const low = new Int32Array(count)
  const onStack = new Uint8Array(count)
  const stack: number[] = []
  const found: number[][] = []
  let next = 0
  for (let root = 0; root < count; root++) {
    if (index[root] !== -1) continue
    const path: { vertex: number; edge: number; out: ArrayLike<number> }[] = []
    const enter = (v: number): void => {
      index[v] = low[v] = next++
      stack.push(v)
      onStack[v] = 1
      path.push({ vertex: v, edge: 0, out: successors(v) })
    }
    enter(root)
    while (path.length > 0) {
      const top = path[path.length - 1]!
      if (top.edge < top.out.length) {
        const w = top.out[top.edge++]!
        if (index[w] === -1) enter(w)
        else if (onStack[w]) low[top.vertex] = Math.min(low[top.vertex]!, index[w]!)
        continue
      }
      path.pop()
      const v = top.vertex
      const parent = path[path.length - 1]
      if (parent) low[parent.vertex] = Math.min(low[parent.vertex]!, low[v]!)
      if (low[v] !== index[v]) continue
      const component: number[] = []
      for (;;) {
        const w = stack.pop()!
        onStack[w] = 0
        component.push(w)
        if (w === v) break
      }
      found.push(component.sort((a, b) => a - b))
    }
  }
  return found.reverse()
}

/** Returns the topological order of `members` that always takes the smallest available vertex; undefined if there is a cycle. */
export function order(members: readonly number[], successors: (vertex: number) => readonly number[]): number[] | undefined {
  const inside = new Map(members.map((v) => [v, 0]))
  for (const v of members)
    for (const w of successors(v)) {
      const degree = inside.get(w)
      if (degree !== undefined) inside.set(w, degree + 1)
    }
  const heap = new MinHeap()
  for (const [v, degree] of inside) if (degree === 0) heap.push(v)
  const sorted: number[] = []
  for (let v = heap.pop(); v !== undefined; v = heap.pop()) {
    sorted.push(v)
    for (const w of successors(v)) {
      const degree = inside.get(w)
      if (degree === undefined) continue
      inside.set(w, degree - 1)
      if (degree === 1) heap.push(w)
    }
  }
  return sorted.length === members.length ? sorted : undefined
}

class MinHeap {
  private readonly items: number[] = []

  push(value: number): void {
    const { items } = this
    let at = items.push(value) - 1
    while (at > 0) {
      const up = (at - 1) >> 1
      if (items[up]! <= items[at]!) break
      ;[items[up], items[at]] = [items[at]!, items[up]!]
      at = up
    }
  }

  pop(): number | undefined {
    const { items } = this
    const top = items[0]
    const last = items.pop()
    if (items.length === 0 || last === undefined) return top
    items[0] = last
    let at = 0
    for (;;) {
      let least = at
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < items.length && items[child]! < items[least]!) least = child
      if (least === at) return top
      ;[items[least], items[at]] = [items[at]!, items[least]!]
      at = least
    }
  }
}
