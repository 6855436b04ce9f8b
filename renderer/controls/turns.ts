import { useEffect, useState } from 'react'

/** Milliseconds of work per task, short enough not to be noticed. */
const SLICE = 12

type Work = () => void

const waiting = new Set<Work>()
let left = SLICE
let timer: ReturnType<typeof setTimeout> | undefined

function stretch(): void {
  timer = undefined
  left = SLICE
  for (const work of waiting) {
    if (left <= 0) break
    waiting.delete(work)
    carryOut(work)
  }
  // Schedule once more even if nothing is waiting, to restore the full budget.
  if (waiting.size > 0 || left < SLICE) timer = setTimeout(stretch, 0)
}

function carryOut(work: Work): void {
  const began = performance.now()
  try {
    work()
  } finally {
    left -= performance.now() - began
  }
}

/**
 * Runs rendering work immediately if there was little of it recently, otherwise queued, between responses to input.
 * Returns a function that cancels it.
 */
export function inTurn(work: Work): () => void {
  timer ??= setTimeout(stretch, 0)
  if (left > 0 && waiting.size === 0) {
    carryOut(work)
    return () => undefined
  }
  waiting.add(work)
  return () => void waiting.delete(work)
}

/** Whether an expensive part may render now; `cost` is its estimated time in milliseconds. */
export function useTurn(cost: number): boolean {
  const [now, setNow] = useState(false)
  useEffect(
    () =>
      inTurn(() => {
        left -= cost
        setNow(true)
      }),
    [cost],
  )
  return now
}
