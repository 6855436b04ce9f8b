/** Splits an end of an edge, `node.port`; the port is undefined if the text names the node only. */
export function splitEnd(end: string): { node: string; port: string | undefined } {
  const dot = end.indexOf('.')
  return dot < 0 ? { node: end, port: undefined } : { node: end.slice(0, dot), port: end.slice(dot + 1) }
}

/** The node of an end of an edge. */
export const nodeOf = (end: string): string => splitEnd(end).node

/** The node or edge that a parameter belongs to: `h` of `h.bias`, `W` of `W`. */
export const ownerOf = (parameter: string): string => splitEnd(parameter).node
