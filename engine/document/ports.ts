/** Splits an edge's end: `g.control`, or `g` alone for the default port (null). */
export function parsePort(text: string): { node: string; port: string | null } {
  const dot = text.indexOf('.')
  return dot < 0 ? { node: text, port: null } : { node: text.slice(0, dot), port: text.slice(dot + 1) }
}

export const formatPort = (node: string, port: string | null): string => (port === null ? node : `${node}.${port}`)
