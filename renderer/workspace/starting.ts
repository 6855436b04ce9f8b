let started = false
const waiting: (() => void)[] = []

/**
 * Runs `act` once the previous session is restored, or at once if it is. Before that, the window shows a blank document
 * that will be replaced.
 */
export function onceStarted(act: () => void): void {
  if (started) act()
  else waiting.push(act)
}

/** Called when the session is restored: enables the window, and runs what was requested meanwhile. */
export function endStart(): void {
  started = true
  const root = document.getElementById('root')
  if (root) root.inert = false
  for (const act of waiting.splice(0)) act()
}
