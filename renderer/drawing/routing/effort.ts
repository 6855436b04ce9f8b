/**
 * What the search for good ways may look at, over all wires of a drawing: rectangles, cells and legs. A drawing that
 * needs more has wires that no eye follows; the rest of them run straight from port to port.
 */
export class Effort {
  private left: number

  constructor(most = MOST) {
    this.left = most
  }

  spend(count: number): void {
    this.left -= count
  }

  get spent(): boolean {
    return this.left <= 0
  }
}

const MOST = 1_000_000
