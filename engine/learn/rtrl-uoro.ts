import type { Context, Propagation } from './rtrl'
export class Uoro implements Propagation {
  constructor(_: Context) {
    throw new Error('UORO is not there yet')
  }
  begin(): void {}
  step(): number { return 0 }
}
