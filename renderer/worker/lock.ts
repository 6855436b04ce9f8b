/**
 * Holds a lock while this thread lives, and passes its name to `announce`: a thread that requests the lock gets it when this
 * thread ends. Only secure pages have locks.
 */
export function holdLock(name: string, announce: (lock: string) => void): void {
  if (!self.isSecureContext) return
  const lock = `${name} ${crypto.randomUUID()}`
  const held = navigator.locks.request(lock, () => {
    announce(lock)
    return new Promise(() => undefined)
  })
  held.catch(() => undefined)
}

/** Calls `ended` when the thread that holds a lock ends, unless the signal aborts before. */
export function whenEnded(lock: string, signal: AbortSignal, ended: () => void): void {
  navigator.locks.request(lock, { signal }, ended).catch(() => undefined)
}
