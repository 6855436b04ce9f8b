let started = false
const waiting: (() => void)[] = []

/**
 * Runs `act` once what was open is back; at once where it is. Before that the window shows a blank document that is about
 * to go: what acted on it would be lost, and a document opened then would be covered.
 */
export function onceStarted(act: () => void): void {
  if (started) act()
  else waiting.push(act)
}

/** What was open is back: the window takes clicks, and runs what was asked for meanwhile. */
export function endStart(): void {
  started = true
  const root = document.getElementById('root')
  if (root) root.inert = false
  for (const act of waiting.splice(0)) act()
}
