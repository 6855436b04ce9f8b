/** Milliseconds between two times that the page draws something else while the camera of a large drawing moves. */
export const WHILE_MOVING = 200

let moving = false

/** Whether the camera of a large drawing moves now: whatever else draws has time. */
export const isMoving = (): boolean => moving

/** The canvas says that the camera of a large drawing starts to move, or rests. */
export const setMoving = (moves: boolean): void => void (moving = moves)

/** Runs a task that draws before the next picture; while the camera of a large drawing moves, a few times a second. */
export function drawSoon(task: () => void): void {
  if (moving) setTimeout(task, WHILE_MOVING)
  else requestAnimationFrame(task)
}
