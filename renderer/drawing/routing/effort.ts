/**
 * A budget for routing all wires of a drawing, in rectangles, cells and legs examined. A drawing that exceeds it is too
 * dense to follow by eye; its remaining wires run straight from port to port.
 */
export class Effort {
  private left = MOST

  spend(count: number): void {
    this.left -= count
  }

  get spent(): boolean {
    return this.left <= 0
  }
}

const MOST = 1_000_000
