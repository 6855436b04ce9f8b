import { NEVER, Observable, buffer, connect, exhaustMap, filter, merge } from 'rxjs'

/** Milliseconds between updates of other parts of the page while the camera of a large drawing moves. */
export const WHILE_MOVING = 200

let moving = false

/** Whether the camera of a large drawing is moving, so that other updates can wait. */
export const isMoving = (): boolean => moving

/** Called by the canvas when the camera of a large drawing starts to move or comes to rest. */
export const setMoving = (moves: boolean): void => void (moving = moves)

/** Runs a rendering task before the next frame; less often while the camera of a large drawing moves. */
function drawSoon(task: () => void): void {
  if (moving) setTimeout(task, WHILE_MOVING)
  else requestAnimationFrame(task)
}

/** Emits once, at the next frame. */
export const picture = (): Observable<void> =>
  new Observable((drawing) =>
    drawSoon(() => {
      drawing.next()
      drawing.complete()
    }),
  )

/** Emits per frame what `source` has emitted since the last one; immediately when `now` emits. */
export const eachPicture = <T>(source: Observable<T>, now: Observable<unknown> = NEVER): Observable<readonly T[]> =>
  source.pipe(
    connect((shared) => shared.pipe(buffer(merge(shared.pipe(exhaustMap(picture)), now)))),
    filter((all) => all.length > 0),
  )
